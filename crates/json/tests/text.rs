//! What is JSON and what is not, in step with serde_json.

#![allow(clippy::unwrap_used, clippy::panic)]

use json::{DEEPEST, Error, Number, Value};
use proptest::prelude::*;
use serde_json::Value as Theirs;

fn theirs(value: Value) -> Theirs {
    match value {
        Value::Null => Theirs::Null,
        Value::Bool(truth) => truth.into(),
        Value::Number(Number::Unsigned(number)) => number.into(),
        Value::Number(Number::Signed(number)) => number.into(),
        Value::Number(Number::Float(number)) => number.into(),
        Value::Text(text) => text.into(),
        Value::List(items) => items.into_iter().map(theirs).collect(),
        Value::Map(members) => {
            Theirs::Object(members.into_iter().map(|(name, value)| (name, theirs(value))).collect())
        }
    }
}

fn any_value() -> impl Strategy<Value = Theirs> {
    let leaf = prop_oneof![
        Just(Theirs::Null),
        any::<bool>().prop_map(Theirs::from),
        any::<u64>().prop_map(Theirs::from),
        any::<i64>().prop_map(Theirs::from),
        // The smallest floats have a test of their own.
        (prop::num::f64::NORMAL | prop::num::f64::ZERO).prop_map(Theirs::from),
        any::<String>().prop_map(Theirs::from),
        "[\"\\\\/\u{0}-\u{1f}é😀]{0,6}".prop_map(Theirs::from),
    ];
    leaf.prop_recursive(6, 48, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Theirs::from),
            prop::collection::hash_map(any::<String>(), inner, 0..6)
                .prop_map(|members| Theirs::Object(members.into_iter().collect())),
        ]
    })
}

/// Both refuse the text, or both read it to the same value, floats to within the last two bits or so.
///
/// serde_json rounds floats in haste; that ours are exact is another test's matter.
fn agree(text: &str) {
    let (ours, theirs_read) = (Value::parse(text).map(theirs), serde_json::from_str::<Theirs>(text));
    match (ours, theirs_read) {
        (Ok(ours), Ok(read)) => assert!(same(&ours, &read), "{text:?}: {ours} and {read}"),
        (Err(Error), Err(_)) => {}
        (ours, read) => panic!("{text:?}: {ours:?} and {read:?}"),
    }
}

fn same(ours: &Theirs, read: &Theirs) -> bool {
    match (ours, read) {
        (Theirs::Number(a), Theirs::Number(b)) if a.is_f64() && b.is_f64() => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            a.is_sign_negative() == b.is_sign_negative() && a.to_bits().abs_diff(b.to_bits()) <= 4
        }
        (Theirs::Array(a), Theirs::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Theirs::Object(a), Theirs::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        _ => ours == read,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn what_serde_json_writes_reads_back_to_the_same(value in any_value()) {
        for text in [serde_json::to_string(&value).unwrap(), serde_json::to_string_pretty(&value).unwrap()] {
            prop_assert_eq!(theirs(Value::parse(&text).unwrap()), value.clone());
            agree(&text);
        }
    }

    #[test]
    fn one_slip_is_judged_as_serde_json_judges_it(
        value in any_value(),
        at: prop::sample::Index,
        slip in "[\\[\\]{}\",:0-9eE+\\-.\\\\u \n\u{0}é]{0,2}",
    ) {
        let mut letters: Vec<char> = value.to_string().chars().collect();
        let at = at.index(letters.len());
        letters.splice(at..=at, slip.chars());
        agree(&letters.into_iter().collect::<String>());
    }

    #[test]
    fn any_few_signs_are_judged_as_serde_json_judges_them(
        text in "([\\[\\]{}\",:0-9eE+\\-. \t\r\n]|true|false|null|\"a\"|\\\\u[dD][89a-fA-F]0[0-9]|\\\\[bfnrtx/]){0,9}",
    ) {
        agree(&text);
        agree(&format!("\"{text}\""));
    }

    #[test]
    fn numbers_are_judged_as_serde_json_judges_them(
        text in "-?(0|[1-9][0-9]{0,40}|[0-9]{1,3})(\\.[0-9]{0,40})?([eE][+-]?[0-9]{0,2})?",
    ) {
        agree(&text);
    }

    #[test]
    fn no_text_panics(text: String) {
        let _ = Value::parse(&text);
    }

    #[test]
    fn a_float_is_the_nearest_there_is(
        text in "-?(0|[1-9][0-9]{0,50})(\\.[0-9]{1,50})([eE][+-]?[0-9]{1,2}|[eE][+-]?2[0-4][0-9])?",
    ) {
        prop_assert_eq!(Value::parse(&text), Ok(Value::Number(Number::Float(text.parse().unwrap()))));
    }

    #[test]
    fn a_float_of_any_size_reads_back_within_its_last_bit(bits: u64) {
        let float = f64::from_bits(bits);
        prop_assume!(float.is_finite());
        let Ok(Value::Number(Number::Float(read))) = Value::parse(&format!("{float:e}")) else {
            // Whole numbers without an exponent are integers; `{:e}` always writes one.
            return Err(TestCaseError::fail(format!("{float:e}")));
        };
        let slack = u64::from(float.is_subnormal());
        prop_assert!(read.to_bits().abs_diff(bits) <= slack, "{float:e} and {read:e}");
    }
}

#[test]
fn numbers_at_their_limits() {
    for (text, number) in [
        ("0", Number::Unsigned(0)),
        ("-0", Number::Float(-0.0)),
        ("-1", Number::Signed(-1)),
        ("18446744073709551615", Number::Unsigned(u64::MAX)),
        ("18446744073709551616", Number::Float(18_446_744_073_709_551_616.0)),
        ("-9223372036854775808", Number::Signed(i64::MIN)),
        ("-9223372036854775809", Number::Float(-9_223_372_036_854_775_809.0)),
        ("1.0", Number::Float(1.0)),
        ("1e2", Number::Float(100.0)),
        ("53.390044", Number::Float(53.390044)),
        ("0.1", Number::Float(0.1)),
        ("9007199254740993.0", Number::Float(9_007_199_254_740_992.0)),
        (
            "9007199254740993.00000000000000000000000000000000000000001",
            Number::Float(9_007_199_254_740_994.0),
        ),
        ("1.7976931348623157e308", Number::Float(f64::MAX)),
        ("2.2250738585072014e-308", Number::Float(f64::MIN_POSITIVE)),
        ("5e-324", Number::Float(5e-324)),
        ("1e-999999999999", Number::Float(0.0)),
        ("0e999999999999", Number::Float(0.0)),
    ] {
        let read = Value::parse(text);
        assert_eq!(read, Ok(Value::Number(number)), "{text}");
        if let (Ok(Value::Number(Number::Float(read))), Number::Float(number)) = (read, number) {
            assert_eq!(read.is_sign_negative(), number.is_sign_negative(), "{text}");
        }
    }
}

#[test]
fn escapes_are_resolved() {
    for (text, read) in [
        (r#""""#, ""),
        (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        (r#""\u00e9\u00E9é""#, "ééé"),
        (r#""\ud83d\ude00😀""#, "😀😀"),
        (r#""\u0000\u007f""#, "\0\u{7f}"),
        (r#""\uDBFF\uDFFF""#, "\u{10ffff}"),
    ] {
        assert_eq!(Value::parse(text), Ok(Value::Text(read.to_owned())), "{text}");
    }
}

#[test]
fn what_is_not_json_is_refused() {
    for text in [
        "",
        " ",
        "\u{feff}1",
        "\u{a0}1",
        "nul",
        "nulll",
        "True",
        "NaN",
        "Infinity",
        "-Infinity",
        "undefined",
        "'a'",
        "// no\n1",
        "1 /* no */",
        "1 2",
        "1,",
        "[1] ]",
        "\u{0}",
        "1\u{0}",
        "\u{c}1",
        // numbers
        "-",
        "+1",
        "01",
        "-01",
        "00",
        "1.",
        ".5",
        "-.5",
        "1e",
        "1e+",
        "1.e1",
        "1e1.5",
        "0x1",
        "1_000",
        "١",
        "--1",
        "1e400",
        "-1e400",
        "1.8e308",
        // texts
        "\"",
        "\"a",
        "\"a\\",
        "\"a\\\"",
        "\"\n\"",
        "\"\t\"",
        "\"\u{0}\"",
        "\"\u{1f}\"",
        r#""\a""#,
        r#""\x41""#,
        r#""\'""#,
        r#""\u""#,
        r#""\u12""#,
        r#""\u12g4""#,
        r#""\u+123""#,
        r#""\ud800""#,
        r#""\udc00""#,
        r#""\ud800\u0041""#,
        r#""\ud800\ud800""#,
        r#""\ud800x""#,
        r#""\ud800\n""#,
        r#""\ud83d\ude0""#,
        r#""\ué000""#,
        // lists and maps
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[,]",
        "[1 2]",
        "[1}",
        "[1:2]",
        "{",
        "}",
        "{,}",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{\"a\",1}",
        "{a:1}",
        "{1:1}",
        "{null:1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":}",
        "{:1}",
        "{\"a\"::1}",
        "{\"a\":1]",
    ] {
        assert_eq!(Value::parse(text), Err(Error), "{text:?}");
        assert!(serde_json::from_str::<Theirs>(text).is_err(), "{text:?}");
    }
}

#[test]
fn every_beginning_of_a_text_is_refused() {
    let text = r#"{"a":[1.5e+3,-2,true,null,"\u00e9\ud83d\ude00é"],"b":{"c":false}}"#;
    assert!(Value::parse(text).is_ok());
    for (end, _) in text.char_indices() {
        assert_eq!(Value::parse(&text[..end]), Err(Error), "{}", &text[..end]);
    }
}

#[test]
fn depth_has_a_limit() {
    let lists = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    let maps = |depth: usize| "{\"a\":".repeat(depth) + "1" + &"}".repeat(depth);
    assert!(Value::parse(&lists(DEEPEST)).is_ok());
    assert!(Value::parse(&maps(DEEPEST)).is_ok());
    for depth in [DEEPEST + 1, 100_000] {
        assert_eq!(Value::parse(&lists(depth)), Err(Error));
        assert_eq!(Value::parse(&maps(depth)), Err(Error));
        assert_eq!(Value::parse(&"[".repeat(depth)), Err(Error));
    }
    // Width is not depth.
    assert!(Value::parse(&format!("[{}1]", "[[]],".repeat(1000))).is_ok());
}
