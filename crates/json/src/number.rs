//! Numbers, from decimal digits to binary.

use crate::Error;

/// A JSON number in the first of these kinds that holds it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// Written without fraction or exponent, 0 or more.
    Unsigned(u64),
    /// Written without fraction or exponent, less than 0.
    Signed(i64),
    /// Any other, `-0` among them; always finite.
    Float(f64),
}

/// A number as it is written: `digits` times ten to the power of `exponent`.
#[derive(Default)]
pub(crate) struct Decimal {
    negative: bool,
    /// Whether a fraction or an exponent was written.
    pub(crate) real: bool,
    pub(crate) exponent: i32,
    digits: u128,
}

/// Digits beyond this are counted and no longer kept: 36 of them tell any two `f64` apart.
const FULL: u128 = 1 << 120;

impl Decimal {
    pub(crate) fn new(negative: bool) -> Self {
        Self { negative, ..Self::default() }
    }

    /// Adds a digit (0 to 9) on the right.
    pub(crate) fn push(&mut self, digit: u8) {
        if self.digits < FULL {
            self.digits = ten_times(self.digits) + u128::from(digit);
        } else {
            // A lost digit other than 0 still breaks a tie between two neighbours.
            self.digits |= u128::from(digit != 0);
            self.exponent = self.exponent.saturating_add(1);
        }
    }

    /// # Errors
    /// The number is beyond the range of an `f64`.
    pub(crate) fn number(self) -> Result<Number, Error> {
        if !self.real && self.exponent == 0 {
            if let (false, Ok(whole)) = (self.negative, u64::try_from(self.digits)) {
                return Ok(Number::Unsigned(whole));
            }
            // Zero is left out because only a float can be -0.
            if self.negative && (1..=1 << 63).contains(&self.digits) {
                return Ok(Number::Signed((self.digits as u64).wrapping_neg() as i64));
            }
        }
        let size = float(self.digits, self.exponent);
        if size.is_finite() {
            Ok(Number::Float(if self.negative { -size } else { size }))
        } else {
            Err(Error)
        }
    }
}

// The library's own conversion to `f64` carries a table of 10 kB. This one keeps 128 bits through every step,
// which rounds as the table does but for numbers too small to have all 53 bits: there it may be one bit off.
fn float(mut digits: u128, mut tens: i32) -> f64 {
    if digits == 0 {
        return 0.0;
    }
    // The number is always `digits` times 2 to the power of `twos` times 10 to the power of `tens`.
    let mut twos = 0;
    loop {
        let room = digits.leading_zeros();
        digits <<= room;
        twos -= room as i32;
        if tens == 0 || !(-1300..1000).contains(&twos) {
            break;
        }
        if tens < 0 {
            digits = tenth_of(digits);
            tens += 1;
        } else {
            // Four bits of room hold any product with ten; a lost bit is remembered in the last.
            digits = ten_times((digits >> 4) | u128::from(digits & 0xf != 0));
            twos += 4;
            tens -= 1;
        }
    }
    // In two steps, because the power alone may be too small for a float where the product is not.
    let half = twos / 2;
    digits as f64 * power_of_two(half) * power_of_two(twos - half)
}

fn ten_times(number: u128) -> u128 {
    // Shifts are a few instructions where a product of 128 bits is a call.
    (number << 3) + (number << 1)
}

/// A tenth, its last bit set where there is a remainder.
fn tenth_of(number: u128) -> u128 {
    // In four digits of 32 bits, because a division of 128 bits is a kilobyte of code.
    let mut quotient = 0;
    let mut rest = 0;
    for place in [96, 64, 32, 0] {
        let part = (rest << 32) | u64::from((number >> place) as u32);
        quotient = (quotient << 32) | u128::from(part / 10);
        rest = part % 10;
    }
    quotient | u128::from(rest != 0)
}

/// Two to a power of -1022 to 1023.
fn power_of_two(power: i32) -> f64 {
    f64::from_bits(((power + 1023) as u64) << 52)
}
