//! Text made safe to stand in HTML.

/// The text with the five characters that mean something in HTML escaped; right in element text and in
/// quoted attributes.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe
}

/// JSON that may stand in a `script` element: `<` is written so that no text in it can end the element.
#[must_use]
pub fn json(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// Fills the `{{name}}` places of a template in one pass, so that a value cannot bring in places of its own. A
/// name that is not given becomes nothing.
#[must_use]
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut page = String::with_capacity(template.len() + 1024);
    let mut rest = template;
    while let Some(start) = rest.find("{{") {
        let (before, from) = rest.split_at(start);
        page.push_str(before);
        let Some(end) = from.find("}}") else {
            rest = from;
            break;
        };
        let name = from[2..end].trim();
        page.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = &from[end + 2..];
    }
    page.push_str(rest);
    page
}

/// The words of a text that may hold HTML: tags left out, paragraphs kept, items of a list on lines of their own,
/// entities read. Time grows with the length of the text alone, whatever stands in it.
#[must_use]
pub fn strip(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        plain.push_str(&rest[..start]);
        let tag = &rest[start + 1..];
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            plain.push('<');
            rest = tag;
            continue;
        }
        // A bracket that is never closed is the writer's own, and so are all after it.
        let Some(end) = tag.find('>') else {
            plain.push('<');
            plain.push_str(tag);
            return paragraphs(&entities(&plain));
        };
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        let is_end = tag.starts_with('/');
        plain.push_str(space_for(&name, is_end));
        rest = &tag[end + 1..];
        // What stands in a script or style element is not for reading.
        if !is_end && matches!(name.as_str(), "script" | "style") {
            rest = after_element(rest, &name);
        }
    }
    plain.push_str(rest);
    paragraphs(&entities(&plain))
}

fn space_for(tag: &str, is_end: bool) -> &'static str {
    match tag {
        "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "table" | "section" => "\n\n",
        "li" if !is_end => "\n• ",
        "br" | "tr" => "\n",
        "td" | "th" => " ",
        _ => "",
    }
}

/// What follows from the end tag on, in letters of either case; nothing when the element is never ended.
fn after_element<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        let tag = &rest[at + 2..];
        if tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)) {
            return &rest[at..];
        }
        rest = tag;
    }
    ""
}

/// The longest name of an entity that is read, and of a numbered one.
const LONGEST_ENTITY: usize = 10;

/// Each entity is read once, so that `&amp;lt;` becomes `&lt;` and not a bracket. One that is not known stays.
fn entities(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        plain.push_str(&rest[..start]);
        rest = &rest[start + 1..];
        let end = rest.bytes().take(LONGEST_ENTITY + 1).position(|b| b == b';');
        let read = end.and_then(|end| Some((entity(&rest[..end])?, &rest[end + 1..])));
        match read {
            Some((c, after)) => {
                plain.push(c);
                rest = after;
            }
            None => plain.push('&'),
        }
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        // As browsers do: numbers between 128 and 159 are meant in the code page of Windows.
        return match u8::try_from(number) {
            Ok(byte @ 0x80..=0x9f) => Some(windows_1252(byte)),
            _ => char::from_u32(number),
        };
    }
    let known = [
        ("nbsp", ' '),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("amp", '&'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("ndash", '–'),
        ("mdash", '—'),
        ("hellip", '…'),
        ("bull", '•'),
        ("middot", '·'),
        ("pound", '£'),
        ("euro", '€'),
        ("copy", '©'),
        ("reg", '®'),
        ("trade", '™'),
        ("deg", '°'),
        ("times", '×'),
        ("frac12", '½'),
        ("frac14", '¼'),
        ("frac34", '¾'),
        ("eacute", 'é'),
        ("egrave", 'è'),
        ("agrave", 'à'),
        ("aacute", 'á'),
        ("ccedil", 'ç'),
        ("ouml", 'ö'),
        ("uuml", 'ü'),
        ("auml", 'ä'),
        ("ntilde", 'ñ'),
        ("wcirc", 'ŵ'),
        ("ycirc", 'ŷ'),
        ("shy", '\u{ad}'),
    ];
    known.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)
}

/// The letter of a byte in Windows-1252, the code page of old spreadsheets; a byte it does not know is a mark of one
/// that cannot be read.
#[must_use]
pub fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}',
        '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Lines with single spaces, paragraphs parted by one blank line; characters that cannot be seen are left out.
fn paragraphs(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut starts_anew = true;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for line in text.lines() {
        let line: String = line.chars().filter(|c| *c == '\t' || !is_unseen(*c)).collect();
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        // An item of a list with nothing in it says nothing.
        if line == "•" {
            continue;
        }
        match out.last_mut() {
            _ if line.is_empty() => starts_anew = true,
            Some(paragraph) if !starts_anew => {
                paragraph.push('\n');
                paragraph.push_str(&line);
            }
            _ => {
                out.push(line);
                starts_anew = false;
            }
        }
    }
    out.join("\n\n")
}

/// Control characters, and those that only turn the direction of a text or stand between letters without a width.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_value_becomes_markup_or_a_place() {
        let name = escape("{{summary}}<script>alert('x')</script>");
        let page =
            fill("<h1>{{title}}</h1>{{ summary }}{{unknown}}{{", &[("title", &name), ("summary", "ok")]);
        assert_eq!(page, "<h1>{{summary}}&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;</h1>ok{{");
        assert_eq!(json(&serde_json::json!({"a": "</script>"})), r#"{"a":"\u003c/script>"}"#);
    }

    #[test]
    fn html_becomes_plain_paragraphs() {
        for (html, plain) in [
            ("<p>Come &amp; play.</p><p>Stay <b>for</b> tea.</p>", "Come & play.\n\nStay for tea."),
            ("One<br/>two", "One\ntwo"),
            ("3 < 5 and 5 > 3", "3 < 5 and 5 > 3"),
            ("<script>alert(1)</script>Hello", "Hello"),
            ("a <unclosed", "a <unclosed"),
            ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
            ("  many   spaces \r\n\r\n next ", "many spaces\n\nnext"),
            ("one\rtwo\n \nthree", "one\ntwo\n\nthree"),
            ("<ul><li>Tea</li><LI class=\"a\">Cake</li></ul>Bye", "• Tea\n• Cake\n\nBye"),
            ("<ol><li> </li><li>One</li></ol>", "• One"),
            ("a<!-- b > c -->d<!-- never ended", "ad"),
            ("<STYLE>p{}</Style>x<script>a</scr</SCRIPT >y<script>never", "xy"),
            (
                "It&#8217;s &#x1F600; &#146;&hellip; &unknown; &; & &#xD800;",
                "It’s 😀 ’… &unknown; &; & &#xD800;",
            ),
            ("caf&eacute;&nbsp;&pound;2", "café £2"),
            ("a\u{0}b\u{202e}c\u{7}d\te&#8;", "abcd e"),
            ("<table><tr><td>Mon</td><td>10am</td></tr></table>", "Mon 10am"),
            ("", ""),
        ] {
            assert_eq!(strip(html), plain, "{html}");
        }
    }

    #[test]
    fn the_time_to_strip_grows_with_the_length_alone() {
        // Each of these would take hours if every bracket were looked after to the end of the text.
        for part in ["<", "<a", "< a>", "&", "&amp", "<script></script>", "<script></", "<!--", "<p>", "•\n"]
        {
            let text = part.repeat(100_000);
            assert!(strip(&text).len() <= text.len());
        }
    }
}
