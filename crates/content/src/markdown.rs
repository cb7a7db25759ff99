//! Markdown to safe HTML. Nothing a writer types can become a tag, a script or a strange link.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};
use serde::Serialize;

use crate::fault::FaultKind;

/// A heading inside a page, for its list of contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Heading {
    /// 2 for a section, 3 for a part of one, and so on to 6.
    pub level: u8,
    /// The `id` of the heading element, unique on its page.
    pub id: String,
    /// Its words, without markup.
    pub text: String,
}

/// A link as written, with the line it is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) line: usize,
    pub(crate) address: String,
}

/// A second-level heading and what follows it, or what comes before the first of them.
#[derive(Debug, Default)]
pub(crate) struct Section {
    /// `None` for the text before the first second-level heading.
    pub(crate) heading: Option<Heading>,
    /// The line of the heading.
    pub(crate) line: usize,
    /// The heading element, or nothing.
    pub(crate) heading_html: String,
    /// What follows the heading.
    pub(crate) html: String,
    /// The headings inside this section, its own first.
    pub(crate) contents: Vec<Heading>,
}

/// A text that passed every check.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub(crate) sections: Vec<Section>,
    pub(crate) links: Vec<Link>,
    /// Paragraphs and list items as plain text, in order.
    pub(crate) blocks: Vec<String>,
    /// The same with the headings, which is what a search should find.
    pub(crate) text: String,
}

/// A fault with its line, counted from 1 in the text that was given.
pub(crate) type LineFault = (usize, FaultKind);

/// Checks and renders one text, or answers with all that is wrong with it.
pub(crate) fn render(source: &str) -> Result<Rendered, Vec<LineFault>> {
    let mut renderer = Renderer::new(source);
    for (event, range) in Parser::new_ext(source, Options::ENABLE_SMART_PUNCTUATION).into_offset_iter() {
        renderer.take(event, range);
    }
    renderer.finish()
}

/// Words in small letters, digits and hyphens, for an address or an id: "What you need" is
/// `what-you-need`.
pub(crate) fn slug(words: &str) -> String {
    let mut slug = String::new();
    for c in words.chars().filter(|c| !matches!(c, '\'' | '’')) {
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

struct Renderer<'a> {
    source: &'a str,
    faults: Vec<LineFault>,
    links: Vec<Link>,
    blocks: Vec<String>,
    texts: Vec<String>,
    /// The words of the paragraph, list item or heading being read.
    words: String,
    ids: BTreeSet<String>,
    last_level: u8,
    heading_from: Option<usize>,
    /// The link being read: where its words begin in `words`.
    link_words: Option<(usize, Link)>,
    section: Section,
    events: Vec<Event<'a>>,
    sections: Vec<Section>,
}

impl<'a> Renderer<'a> {
    fn new(source: &'a str) -> Renderer<'a> {
        Renderer {
            source,
            faults: Vec::new(),
            links: Vec::new(),
            blocks: Vec::new(),
            texts: Vec::new(),
            words: String::new(),
            ids: BTreeSet::new(),
            last_level: 1,
            heading_from: None,
            link_words: None,
            section: Section::default(),
            events: Vec::new(),
            sections: Vec::new(),
        }
    }

    fn line(&self, at: &Range<usize>) -> usize {
        line_of(self.source, at.start)
    }

    fn fault(&mut self, at: &Range<usize>, kind: FaultKind) {
        self.faults.push((self.line(at), kind));
    }

    fn take(&mut self, event: Event<'a>, at: Range<usize>) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => self.start_heading(level, &at),
            Event::End(TagEnd::Heading(level)) => self.end_heading(level, &at),
            Event::Start(Tag::Link { link_type, dest_url, .. }) => self.start_link(link_type, &dest_url, &at),
            Event::End(TagEnd::Link) => self.end_link(&at),
            Event::Start(Tag::Image { .. }) => self.fault(&at, FaultKind::Image),
            Event::End(TagEnd::Image) => {}
            Event::Start(Tag::HtmlBlock) => {
                let tag = self.source[at.clone()].lines().next().unwrap_or_default().trim().to_owned();
                self.fault(&at, FaultKind::RawHtml(tag));
            }
            Event::End(TagEnd::HtmlBlock) | Event::Html(_) => {}
            Event::InlineHtml(tag) => self.fault(&at, FaultKind::RawHtml(tag.into_string())),
            other => self.keep(other),
        }
    }

    /// Everything that is safe as it is, with its words noted.
    fn keep(&mut self, event: Event<'a>) {
        match &event {
            Event::Text(words) | Event::Code(words) => self.words.push_str(words),
            Event::SoftBreak | Event::HardBreak => self.words.push(' '),
            Event::Start(Tag::List(_)) | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock) => {
                self.end_block();
            }
            _ => {}
        }
        self.events.push(event);
    }

    fn end_block(&mut self) {
        let words = std::mem::take(&mut self.words);
        let words = words.trim();
        if !words.is_empty() {
            self.blocks.push(words.to_owned());
            self.texts.push(words.to_owned());
        }
    }

    fn start_heading(&mut self, level: HeadingLevel, at: &Range<usize>) {
        let to = level as u8;
        if to == 1 {
            self.fault(at, FaultKind::TitleInBody);
        } else if to > self.last_level + 1 {
            self.fault(at, FaultKind::HeadingJump { from: self.last_level, to });
        }
        self.last_level = to;
        if to <= 2 {
            self.end_section();
            self.section.line = self.line(at);
        }
        self.heading_from = Some(self.events.len());
    }

    fn end_heading(&mut self, level: HeadingLevel, at: &Range<usize>) {
        let text = std::mem::take(&mut self.words).trim().to_owned();
        if text.is_empty() {
            self.fault(at, FaultKind::EmptyHeading);
        }
        let heading = Heading { level: level as u8, id: self.fresh_id(&text), text };
        self.texts.push(heading.text.clone());
        self.section.contents.push(heading.clone());

        let inside = self.events.split_off(self.heading_from.take().unwrap_or(self.events.len()));
        let id = Some(CowStr::from(heading.id.clone()));
        let start = Event::Start(Tag::Heading { level, id, classes: Vec::new(), attrs: Vec::new() });
        let whole = [start].into_iter().chain(inside).chain([Event::End(TagEnd::Heading(level))]);
        if heading.level <= 2 {
            html::push_html(&mut self.section.heading_html, whole);
            self.section.heading = Some(heading);
        } else {
            self.events.extend(whole);
        }
    }

    /// An id that no heading on the page has yet. The second "Food" is `food-2`.
    fn fresh_id(&mut self, text: &str) -> String {
        let base = match slug(text) {
            words if words.is_empty() => "section".to_owned(),
            words => words,
        };
        let mut id = base.clone();
        let mut count = 1;
        while !self.ids.insert(id.clone()) {
            count += 1;
            id = format!("{base}-{count}");
        }
        id
    }

    fn start_link(&mut self, link_type: LinkType, address: &str, at: &Range<usize>) {
        let address = match link_type {
            LinkType::Email => format!("mailto:{address}"),
            _ => address.to_owned(),
        };
        if !is_allowed(&address) {
            self.fault(at, FaultKind::BadLink(address.clone()));
        }
        // Written out by hand because the renderer has no place for `rel`. A link's title is left
        // out on purpose: a finger cannot hover.
        let rel = if address.starts_with('/') { "" } else { REL };
        let tag = format!("<a href=\"{}\"{rel}>", escape(&address));
        self.events.push(Event::InlineHtml(tag.into()));
        self.link_words = Some((self.words.len(), Link { line: self.line(at), address }));
    }

    fn end_link(&mut self, at: &Range<usize>) {
        self.events.push(Event::InlineHtml("</a>".into()));
        let Some((from, link)) = self.link_words.take() else { return };
        if self.words[from..].trim().is_empty() {
            self.fault(at, FaultKind::EmptyLink(link.address.clone()));
        }
        self.links.push(link);
    }

    fn end_section(&mut self) {
        self.end_block();
        let mut section = std::mem::take(&mut self.section);
        html::push_html(&mut section.html, std::mem::take(&mut self.events).into_iter());
        if section.heading.is_some() || !section.html.is_empty() {
            self.sections.push(section);
        }
    }

    fn finish(mut self) -> Result<Rendered, Vec<LineFault>> {
        self.end_section();
        if self.blocks.is_empty() && self.faults.is_empty() {
            self.faults.push((1, FaultKind::EmptyBody));
        }
        if !self.faults.is_empty() {
            return Err(self.faults);
        }
        let text = self.texts.join("\n");
        Ok(Rendered { sections: self.sections, links: self.links, blocks: self.blocks, text })
    }
}

const REL: &str = " rel=\"noopener\"";

/// The line, counted from 1, that a byte offset is on.
pub(crate) fn line_of(source: &str, offset: usize) -> usize {
    source.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// A web page over https, a telephone number, an email address, or a page of this site.
fn is_allowed(address: &str) -> bool {
    if address.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
        return false;
    }
    if let Some(rest) = address.strip_prefix("https://") {
        return rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    }
    if let Some(number) = address.strip_prefix("tel:") {
        let digits = number.strip_prefix('+').unwrap_or(number);
        return !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    }
    if let Some(mailbox) = address.strip_prefix("mailto:") {
        return mailbox.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    }
    // Two slashes would lead to another site.
    address.starts_with('/') && !address.starts_with("//")
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html_of(source: &str) -> String {
        let rendered = render(source).unwrap_or_else(|faults| panic!("{source:?}: {faults:?}"));
        rendered.sections.iter().map(|section| format!("{}{}", section.heading_html, section.html)).collect()
    }

    #[test]
    fn what_is_safe_is_rendered() {
        for (source, expected) in [
            ("Warm *hands*.", "<p>Warm <em>hands</em>.</p>\n"),
            ("It's \"fine\".", "<p>It’s “fine”.</p>\n"),
            ("2 < 3 & 4 > 1", "<p>2 &lt; 3 &amp; 4 &gt; 1</p>\n"),
            ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
            ("[Call 999](tel:999)", "<p><a href=\"tel:999\" rel=\"noopener\">Call 999</a></p>\n"),
            ("[Sleep](/guide/sleep)", "<p><a href=\"/guide/sleep\">Sleep</a></p>\n"),
            (
                "[NHS](https://www.nhs.uk/?a=1&b='2')",
                "<p><a href=\"https://www.nhs.uk/?a=1&amp;b=&#39;2&#39;\" rel=\"noopener\">NHS</a></p>\n",
            ),
            (
                "<hello@hub.example>",
                "<p><a href=\"mailto:hello@hub.example\" rel=\"noopener\">hello@hub.example</a></p>\n",
            ),
            (
                "## When *you* start\n\nGo.",
                "<h2 id=\"when-you-start\">When <em>you</em> start</h2>\n<p>Go.</p>\n",
            ),
            (
                "## Food\n\nA.\n\n## Food\n\nB.",
                "<h2 id=\"food\">Food</h2>\n<p>A.</p>\n<h2 id=\"food-2\">Food</h2>\n<p>B.</p>\n",
            ),
        ] {
            assert_eq!(html_of(source), expected, "{source:?}");
        }
    }

    #[test]
    fn what_is_not_is_a_fault_with_its_line() {
        let bad_link = |address: &str| FaultKind::BadLink(address.to_owned());
        let raw = |tag: &str| FaultKind::RawHtml(tag.to_owned());
        for (source, expected) in [
            ("Fine.\n\n<div>\nno\n</div>", vec![(3, raw("<div>"))]),
            ("Fine\nbut <b>not</b>", vec![(2, raw("<b>")), (2, raw("</b>"))]),
            ("Fine.\n\n<!-- a note -->", vec![(3, raw("<!-- a note -->"))]),
            ("Fine.\n\n![A baby](/art/baby.svg)", vec![(3, FaultKind::Image)]),
            ("a\n[x](http://a.uk)", vec![(2, bad_link("http://a.uk"))]),
            ("[x](javascript:alert(1))", vec![(1, bad_link("javascript:alert(1)"))]),
            ("[x](JavaScript:alert)", vec![(1, bad_link("JavaScript:alert"))]),
            ("[x](data:text/html,y)", vec![(1, bad_link("data:text/html,y"))]),
            ("[x](//evil.example)", vec![(1, bad_link("//evil.example"))]),
            ("[x](/\\\\evil.example)", vec![(1, bad_link("/\\evil.example"))]),
            ("[x](guide/sleep)", vec![(1, bad_link("guide/sleep"))]),
            ("[x](#part)", vec![(1, bad_link("#part"))]),
            ("[x](https://)", vec![(1, bad_link("https://"))]),
            ("[x](tel:0800-1111)", vec![(1, bad_link("tel:0800-1111"))]),
            ("[x](mailto:nobody)", vec![(1, bad_link("mailto:nobody"))]),
            ("[](/guide/sleep)", vec![(1, FaultKind::EmptyLink("/guide/sleep".into()))]),
            ("# Title\n\nText.", vec![(1, FaultKind::TitleInBody)]),
            ("### Too deep\n\nText.", vec![(1, FaultKind::HeadingJump { from: 1, to: 3 })]),
            ("## A\n\nB.\n\n#### C\n\nD.", vec![(5, FaultKind::HeadingJump { from: 2, to: 4 })]),
            ("##\n\nText.", vec![(1, FaultKind::EmptyHeading)]),
            ("\n\n", vec![(1, FaultKind::EmptyBody)]),
            ("## Only a heading", vec![(1, FaultKind::EmptyBody)]),
        ] {
            match render(source) {
                Ok(rendered) => panic!("{source:?} passed: {rendered:?}"),
                Err(faults) => assert_eq!(faults, expected, "{source:?}"),
            }
        }
    }

    #[test]
    fn words_are_collected_without_markup() {
        let rendered = render("Intro *text*.\n\n## Part\n\n- one\n  - nested\n- [two](/x)").unwrap();
        assert_eq!(rendered.blocks, ["Intro text.", "one", "nested", "two"]);
        assert_eq!(rendered.text, "Intro text.\nPart\none\nnested\ntwo");
        assert_eq!(rendered.links, [Link { line: 7, address: "/x".to_owned() }]);
    }

    #[test]
    fn slugs_are_plain() {
        for (words, expected) in [
            ("What you need", "what-you-need"),
            ("Don’t worry – really!", "dont-worry-really"),
            ("  0–2½ years ", "0-2½-years"),
            ("?", ""),
        ] {
            assert_eq!(slug(words), expected);
        }
    }
}
