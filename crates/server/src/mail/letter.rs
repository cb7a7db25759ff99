//! What all messages have in common: the same words as plain text, as HTML and, shorter, for a phone.

use domain::{Contact, Instant};
use store::{Channel, Message};
use views::moment;
use views::words::{self as interface, fill, put};

use super::About;
use crate::html::escape;

/// As many characters as one text message holds (GSM 03.38).
const ONE_TEXT: usize = 160;
/// The fewest characters of a title that is cut short so that a text fits: with fewer nobody knows what it is about.
const SHORTEST_TITLE: usize = 12;

/// One message before it is known how it travels.
pub(super) struct Letter {
    pub(super) subject: String,
    pub(super) greeting: String,
    /// What has happened.
    pub(super) opening: String,
    /// The facts, each as a heading and its words.
    pub(super) rows: Vec<(&'static str, String)>,
    pub(super) link: String,
    pub(super) link_words: &'static str,
    /// What to do next.
    pub(super) closing: &'static str,
    /// All of it for a phone, with `{title}`, `{start}` and `{link}` to fill in.
    pub(super) short: &'static str,
    /// What else is to be filled in there.
    pub(super) short_values: Vec<(&'static str, String)>,
    /// An iCalendar file to go with it.
    pub(super) calendar: Option<String>,
}

impl Letter {
    /// The message to this family.
    pub(super) fn to(self, id: String, contact: &Contact, about: &About<'_>) -> Message {
        let short = self.short(&about.series.title, about.session.starts_at);
        self.message(id, contact, short)
    }

    pub(super) fn message(self, id: String, contact: &Contact, short: String) -> Message {
        match contact {
            Contact::Email(address) => Message {
                id,
                channel: Channel::Email,
                recipient: address.clone(),
                text: self.text(),
                html: Some(self.html()),
                subject: self.subject,
                calendar: self.calendar,
            },
            Contact::Phone(number) => Message {
                id,
                channel: Channel::Text,
                recipient: number.clone(),
                subject: String::new(),
                text: short,
                html: None,
                calendar: None,
            },
        }
    }

    /// In one text message where it can be: first with the date written out, then with a shorter one, then with the
    /// title cut. The link is never cut.
    fn short(&self, title: &str, starts_at: Instant) -> String {
        let written = |title: &str, start: &str| {
            let mut values: Vec<(&str, &str)> = vec![("start", start), ("link", &self.link)];
            values.extend(self.short_values.iter().map(|(name, value)| (*name, value.as_str())));
            values.push(("title", title));
            put(self.short.to_owned(), &values)
        };
        let long = written(title, &moment::start(starts_at, None));
        if long.chars().count() <= ONE_TEXT {
            return long;
        }
        let start = brief(starts_at);
        let short = written(title, &start);
        let too_many = short.chars().count().saturating_sub(ONE_TEXT);
        let kept = title.chars().count().saturating_sub(too_many + 3);
        if too_many == 0 || kept < SHORTEST_TITLE {
            return short;
        }
        let cut: String = title.chars().take(kept).collect();
        written(&format!("{}...", cut.trim_end()), &start)
    }

    fn text(&self) -> String {
        let rows: Vec<String> = self.rows.iter().map(|(name, words)| format!("{name}: {words}")).collect();
        let Self { greeting, opening, link, link_words, closing, .. } = self;
        format!("{greeting},\n\n{opening}\n\n{}\n\n{link_words}:\n{link}\n\n{closing}\n", rows.join("\n"))
    }

    fn html(&self) -> String {
        let row = |(name, words): &(&str, String)| {
            format!("<tr><th align=\"left\" valign=\"top\">{name}</th><td>{}</td></tr>\n", escape(words))
        };
        let rows: String = self.rows.iter().map(row).collect();
        let Self { subject, greeting, opening, link, link_words, closing, .. } = self;
        format!(
            "<!doctype html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\"><title>{}</title></head><body>\n\
             <p>{},</p>\n<p>{}</p>\n<table cellpadding=\"6\">\n{rows}</table>\n<p><a href=\"{}\">{link_words}</a></p>\n\
             <p>{closing}</p>\n</body></html>\n",
            escape(subject),
            escape(greeting),
            escape(opening),
            escape(link),
        )
    }
}

/// `Tue 24 Nov, 10am`, on London's clock.
pub(super) fn brief(at: Instant) -> String {
    let (day, clock) = at.london();
    let number = day.civil().2.to_string();
    let month: String = moment::month(day).chars().take(3).collect();
    let date = fill(
        interface::MOMENT_DATE_SHORT,
        &[("weekday", moment::weekday_short(day.weekday())), ("day", &number), ("month", &month)],
    );
    fill(interface::SERVICE_NEXT, &[("day", &date), ("time", &moment::time(clock))])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(short: &'static str, link: usize) -> Letter {
        Letter {
            subject: String::new(),
            greeting: String::new(),
            opening: String::new(),
            rows: vec![("Who", "<b>".to_owned())],
            link: "l".repeat(link),
            link_words: "",
            closing: "",
            short,
            short_values: Vec::new(),
            calendar: None,
        }
    }

    #[test]
    fn a_text_message_is_as_long_as_one_holds() {
        let starts_at: Instant = "2026-11-24T10:00:00Z".parse().unwrap();
        let (massage, long) = ("Baby massage", "Baby massage and music for all families");
        for (title, link, length, begins) in [
            (massage, 119, 160, "Baby massage, Tuesday 24 November, 10am. lll"),
            (massage, 120, 152, "Baby massage, Tue 24 Nov, 10am. lll"),
            (long, 101, 160, "Baby massage and music for all families, Tue 24 Nov, 10am. lll"),
            (long, 102, 160, "Baby massage and music for all fami..., Tue 24 Nov, 10am. lll"),
            (long, 125, 160, "Baby massage..., Tue 24 Nov, 10am. lll"),
            // Shorter than that nobody would know it, so the text takes two messages.
            (long, 126, 185, "Baby massage and music for all families, Tue 24 Nov, 10am. lll"),
        ] {
            let text = letter("{title}, {start}. {link}", link).short(title, starts_at);
            assert_eq!((text.chars().count(), text.starts_with(begins)), (length, true), "{text}");
            assert!(text.ends_with(&"l".repeat(link)));
        }
    }

    #[test]
    fn html_is_escaped() {
        let html = letter("", 1).html();
        assert!(html.contains("&lt;b&gt;") && !html.contains("<b>"), "{html}");
    }
}
