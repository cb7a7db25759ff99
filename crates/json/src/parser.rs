//! From text to values, by recursive descent.

use crate::number::Decimal;
use crate::{Error, Value};

/// How many lists and maps may stand in one another. Far more than any answer has, far less than a stack holds.
pub const DEEPEST: usize = 64;

/// Stands for the end of the text: no JSON has this byte anywhere, so it needs no case of its own.
const END: u8 = 0;

pub(crate) fn parse(text: &str) -> Result<Value, Error> {
    let mut parser = Parser { text, at: 0 };
    let value = parser.value(DEEPEST)?;
    parser.skip_space();
    if parser.at == text.len() { Ok(value) } else { Err(Error) }
}

struct Parser<'a> {
    text: &'a str,
    /// The next byte to read.
    at: usize,
}

impl Parser<'_> {
    /// A value with the space before it. `depth` is how many more lists and maps may open.
    #[inline(never)]
    fn value(&mut self, depth: usize) -> Result<Value, Error> {
        self.skip_space();
        match self.peek() {
            b'n' => self.word("null", Value::Null),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'"' => Ok(Value::Text(self.text()?)),
            b'[' => self.list(depth.checked_sub(1).ok_or(Error)?),
            b'{' => self.map(depth.checked_sub(1).ok_or(Error)?),
            _ => self.number(),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, Error> {
        let mut items = Vec::new();
        self.at += 1;
        if !self.closes(b']') {
            loop {
                items.push(self.value(depth)?);
                if self.closes(b']') {
                    break;
                }
                self.expect(b',')?;
            }
        }
        Ok(Value::List(items))
    }

    fn map(&mut self, depth: usize) -> Result<Value, Error> {
        let mut members = Vec::new();
        self.at += 1;
        if !self.closes(b'}') {
            loop {
                self.skip_space();
                let name = self.text()?;
                self.skip_space();
                self.expect(b':')?;
                members.push((name, self.value(depth)?));
                if self.closes(b'}') {
                    break;
                }
                self.expect(b',')?;
            }
        }
        Ok(Value::Map(members))
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Error> {
        let bytes = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if bytes.starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(value)
        } else {
            Err(Error)
        }
    }

    fn number(&mut self) -> Result<Value, Error> {
        let mut decimal = Decimal::new(self.eats(b'-'));
        // A zero at the start stands alone: `01` leaves a digit behind, which nothing after a value may be.
        if !self.eats(b'0') {
            self.digits(&mut decimal)?;
        }
        if self.eats(b'.') {
            decimal.real = true;
            let places = self.digits(&mut decimal)?;
            decimal.exponent = decimal.exponent.saturating_sub_unsigned(places);
        }
        if self.eats(b'e') || self.eats(b'E') {
            decimal.real = true;
            let exponent = self.exponent()?;
            decimal.exponent = decimal.exponent.saturating_add(exponent);
        }
        decimal.number().map(Value::Number)
    }

    /// One digit or more; answers how many.
    #[inline(never)]
    fn digits(&mut self, decimal: &mut Decimal) -> Result<u32, Error> {
        let mut count = 0;
        while let digit @ b'0'..=b'9' = self.peek() {
            self.at += 1;
            count += 1;
            decimal.push(digit - b'0');
        }
        if count == 0 { Err(Error) } else { Ok(count) }
    }

    /// What follows an `e`. An exponent beyond all reason stays one, whatever its last digits.
    fn exponent(&mut self) -> Result<i32, Error> {
        let negative = self.eats(b'-');
        if !negative {
            self.eats(b'+');
        }
        let start = self.at;
        let mut exponent = 0_i32;
        while let digit @ b'0'..=b'9' = self.peek() {
            self.at += 1;
            exponent = exponent.saturating_mul(10).saturating_add(i32::from(digit - b'0'));
        }
        if self.at == start {
            return Err(Error);
        }
        Ok(if negative { -exponent } else { exponent })
    }

    #[inline(never)]
    fn text(&mut self) -> Result<String, Error> {
        self.expect(b'"')?;
        let mut text = String::new();
        loop {
            let start = self.at;
            while !matches!(self.peek(), b'"' | b'\\' | ..=0x1f) {
                self.at += 1;
            }
            text.push_str(self.text.get(start..self.at).ok_or(Error)?);
            if self.eats(b'"') {
                return Ok(text);
            }
            // What is neither quote nor escape is a control character or the end: both are refused.
            self.expect(b'\\')?;
            text.push(self.escaped()?);
        }
    }

    /// The character that an escape stands for, after its `\`.
    fn escaped(&mut self) -> Result<char, Error> {
        let escape = self.peek();
        self.at += 1;
        Ok(match escape {
            b'"' | b'\\' | b'/' => char::from(escape),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return Err(Error),
        })
    }

    /// One UTF-16 unit, or a pair of surrogates, after `\u`.
    fn unicode(&mut self) -> Result<char, Error> {
        let mut code = self.unit()?;
        if let 0xd800..=0xdbff = code {
            self.expect(b'\\')?;
            self.expect(b'u')?;
            let low = self.unit()?.wrapping_sub(0xdc00);
            if low > 0x3ff {
                return Err(Error);
            }
            code = 0x1_0000 + ((code - 0xd800) << 10) + low;
        }
        // A low surrogate on its own is no `char`.
        char::from_u32(code).ok_or(Error)
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u32, Error> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit * 16 + char::from(self.peek()).to_digit(16).ok_or(Error)?;
            self.at += 1;
        }
        Ok(unit)
    }

    /// Skips space, then `close` if it stands there, and says whether it did.
    fn closes(&mut self, close: u8) -> bool {
        self.skip_space();
        self.eats(close)
    }

    #[inline(never)]
    fn skip_space(&mut self) {
        while let b' ' | b'\n' | b'\r' | b'\t' = self.peek() {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), Error> {
        if self.eats(byte) { Ok(()) } else { Err(Error) }
    }

    #[inline(never)]
    fn eats(&mut self, byte: u8) -> bool {
        let there = self.peek() == byte;
        self.at += usize::from(there);
        there
    }

    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(END)
    }
}
