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

/// The words of a text that may hold HTML: tags left out, paragraphs kept, entities read.
#[must_use]
pub fn strip(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        plain.push_str(&rest[..start]);
        let tag = &rest[start + 1..];
        let is_a_tag = tag.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        match tag.find('>') {
            Some(end) if is_a_tag => {
                let name: String =
                    tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
                plain.push_str(space_for(&name.to_ascii_lowercase()));
                rest = &tag[end + 1..];
                // What stands in a script or style element is not for reading.
                if !tag.starts_with('/')
                    && let closing @ ("script" | "style") = name.to_ascii_lowercase().as_str()
                {
                    rest = after_element(rest, closing);
                }
            }
            _ => {
                plain.push('<');
                rest = tag;
            }
        }
    }
    plain.push_str(rest);
    paragraphs(&entities(&plain))
}

fn space_for(tag: &str) -> &'static str {
    match tag {
        "p" | "div" | "h1" | "h2" | "h3" | "h4" | "ul" | "ol" | "table" | "section" => "\n\n",
        "br" | "li" | "tr" => "\n",
        _ => "",
    }
}

fn after_element<'a>(text: &'a str, name: &str) -> &'a str {
    let end = text.to_ascii_lowercase().find(&format!("</{name}"));
    end.and_then(|at| text.get(at..)).unwrap_or_default()
}

fn entities(text: &str) -> String {
    // The ampersand comes last, so that `&amp;lt;` becomes `&lt;` and not a bracket.
    text.replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&apos;", "'")
        .replace("&rsquo;", "’")
        .replace("&pound;", "£")
        .replace("&ndash;", "–")
        .replace("&amp;", "&")
}

/// Lines with single spaces, paragraphs parted by one blank line.
fn paragraphs(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    for paragraph in text.replace("\r\n", "\n").split("\n\n") {
        let lines = paragraph.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        let kept: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
        if !kept.is_empty() {
            out.push(kept.join("\n"));
        }
    }
    out.join("\n\n")
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
            ("", ""),
        ] {
            assert_eq!(strip(html), plain, "{html}");
        }
    }
}
