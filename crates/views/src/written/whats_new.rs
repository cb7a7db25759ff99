//! What is new for early years settings and childminders: the last fortnight in one area, with whom to ask.

use domain::{Date, Instant, Locality, SeriesId, ServiceId};
use maud::{Markup, html};

use super::{Written, say};
use crate::moment;
use crate::pieces::{back_link, link_row, ring_button};
use crate::route::{Link, ServerPage};
use crate::words::written as w;

/// A service whose listing is new or has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewService {
    /// The service.
    pub id: ServiceId,
    /// Its name.
    pub name: String,
    /// One line on it.
    pub line: String,
    /// When the hub first had it, if that was in these days: it is new.
    pub first_seen: Option<Instant>,
    /// When something about it last changed that a family would notice; when it was first seen, if nothing has since.
    pub changed: Instant,
}

/// An activity that starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSeries {
    /// The series.
    pub id: SeriesId,
    /// Its title.
    pub title: String,
    /// Its service.
    pub service: ServiceId,
    /// Where it is.
    pub place: String,
    /// Its first day.
    pub starts: Date,
}

/// What is new in one area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// The area.
    pub area: Locality,
    /// The first day that is looked at.
    pub from: Date,
    /// The last.
    pub to: Date,
    /// New and changed services, the latest first.
    pub services: Vec<NewService>,
    /// Activities that start, the first first.
    pub series: Vec<NewSeries>,
}

impl News {
    /// The services that are new, and those that have changed.
    fn by_kind(&self) -> [(&'static str, &'static str, Vec<&NewService>); 2] {
        let (new, changed) = self.services.iter().partition(|one| one.first_seen.is_some());
        [("new", w::WHATS_NEW_NEW, new), ("changed", w::WHATS_NEW_SERVICES, changed)]
    }

    /// "Ask for the name, East family hub lead."
    fn whom_to_ask(&self) -> Option<String> {
        let contact = self.area.contact();
        (!contact.is_empty()).then(|| say(w::WHATS_NEW_CONTACT_ROLE, &[("contact", &contact)]))
    }
}

impl NewService {
    /// "New since 20 November 2026", "Changed 20 November 2026"
    fn when(&self) -> String {
        let (words, at) = match self.first_seen {
            Some(first_seen) => (w::WHATS_NEW_SINCE, first_seen),
            None => (w::WHATS_NEW_CHANGED, self.changed),
        };
        say(words, &[("date", &moment::date_with_year(at.london_date()))])
    }
}

impl NewService {
    /// "New since 20 November 2026. Songs and play."
    fn summary(&self) -> String {
        [self.when().as_str(), ". ", &self.line].concat().trim_end().to_owned()
    }
}

impl NewSeries {
    /// "Starts Tuesday 24 November, Oak Lane"
    fn when(&self) -> String {
        let starts = say(w::WHATS_NEW_STARTS, &[("date", &moment::date(self.starts))]);
        if self.place.is_empty() { starts } else { format!("{starts}, {}", self.place) }
    }
}

/// The areas to choose from.
#[must_use]
pub fn areas(areas: &[Locality]) -> Written {
    let main = html! {
        div.wrap {
            div.stack.stack--loose {
                div.stack.stack--tight { h1 { (w::WHATS_NEW_TITLE) } p.lead { (w::WHATS_NEW_LEAD) } }
                section.stack aria-labelledby="areas" {
                    h2 #areas { (w::WHATS_NEW_CHOOSE) }
                    ul.link-list role="list" {
                        @for area in areas { (link_row(Some(ServerPage::WhatsNewIn(area.id.clone()).href()), &area.name, "")) }
                    }
                }
            }
        }
    };
    Written::new(w::WHATS_NEW_TITLE, w::WHATS_NEW_DESCRIPTION, main)
}

/// What is new in one area.
#[must_use]
pub fn page(news: &News) -> Written {
    let (from, to) = (moment::date(news.from), moment::date_with_year(news.to));
    let title = say(w::WHATS_NEW_TITLE_IN, &[("area", &news.area.name)]);
    let service = |one: &NewService| {
        let more = [one.line.as_str(), &one.when()].join(" ");
        link_row(Some(Link::Service(one.id.clone()).href()), &one.name, more.trim())
    };
    let series =
        |one: &NewSeries| link_row(Some(Link::Service(one.service.clone()).href()), &one.title, &one.when());
    let main = html! {
        div.wrap {
            div.stack.stack--airy {
                div.stack.stack--tight {
                    (back_link(&ServerPage::WhatsNew.href(), w::WHATS_NEW_TITLE))
                    h1 { (title) }
                    p.lead { (say(w::WHATS_NEW_FORTNIGHT, &[("from", &from), ("to", &to)])) }
                }
                @if news.services.is_empty() && news.series.is_empty() { p { (w::WHATS_NEW_NONE) } }
                (rows("series", w::WHATS_NEW_SERIES, news.series.iter().map(series).collect()))
                @for (id, title, services) in news.by_kind() {
                    (rows(id, title, services.into_iter().map(service).collect()))
                }
                (contact(news))
                section.stack.no-print aria-labelledby="take" {
                    h2 #take { (w::WHATS_NEW_TAKE) }
                    ul.link-list role="list" {
                        (link_row(Some(ServerPage::WhatsNewFeed(news.area.id.clone()).href()), w::WHATS_NEW_FEED, ""))
                        (link_row(Some(ServerPage::WhatsNewText(news.area.id.clone()).href()), w::WHATS_NEW_TEXT, ""))
                    }
                }
            }
        }
    };
    let head = html! {
        link rel="alternate" type="application/atom+xml" title=(title) href=(ServerPage::WhatsNewFeed(news.area.id.clone()).href());
    };
    let description = say(w::WHATS_NEW_DESCRIPTION_IN, &[("area", &news.area.name)]);
    Written { head, ..Written::new(&title, &description, main) }
}

fn rows(id: &str, title: &str, rows: Vec<Markup>) -> Markup {
    html! {
        @if !rows.is_empty() {
            section.stack aria-labelledby=(id) { h2 #(id) { (title) } ul.link-list role="list" { @for row in rows { (row) } } }
        }
    }
}

fn contact(news: &News) -> Markup {
    let area = &news.area;
    html! {
        @if let Some(whom) = news.whom_to_ask() {
            section.stack aria-labelledby="contact" {
                h2 #contact { (w::WHATS_NEW_CONTACT) }
                p { (whom) }
                div.row {
                    (ring_button(&area.phone, "button"))
                    @if !area.email.is_empty() { a.button.button--quiet href={ "mailto:" (area.email) } { (area.email) } }
                }
            }
        }
    }
}

/// The same as plain text for an email, with lines that mail programs leave as they are.
#[must_use]
pub fn text(news: &News, public_url: &str) -> String {
    let (from, to) = (moment::date(news.from), moment::date_with_year(news.to));
    let area = [("area", news.area.name.as_str())];
    let mut lines = vec![
        say(w::WHATS_NEW_MAIL_SUBJECT, &area),
        say(w::WHATS_NEW_FORTNIGHT, &[("from", &from), ("to", &to)]),
    ];
    let address = |link: Link| format!("{public_url}{}", link.href());
    let mut part = |title: &str, items: Vec<String>| {
        if !items.is_empty() {
            lines.push(format!("{}\n\n{}", title.to_uppercase(), items.join("\n\n")));
        }
    };
    let series = |one: &NewSeries| {
        format!("* {}\n  {}\n  {}", one.title, one.when(), address(Link::Service(one.service.clone())))
    };
    part(w::WHATS_NEW_SERIES, news.series.iter().map(series).collect());
    let service = |one: &NewService| {
        let line = if one.line.is_empty() { String::new() } else { format!("  {}\n", one.line) };
        let address = address(Link::Service(one.id.clone()));
        format!("* {}\n{line}  {}\n  {address}", one.name, one.when())
    };
    for (_, title, services) in news.by_kind() {
        part(title, services.into_iter().map(service).collect());
    }
    if news.services.is_empty() && news.series.is_empty() {
        lines.push(w::WHATS_NEW_NONE.to_owned());
    }
    if let Some(whom) = news.whom_to_ask() {
        let ways = [news.area.phone.as_str(), &news.area.email].into_iter().filter(|way| !way.is_empty());
        lines.push(format!("{whom}\n{}", ways.collect::<Vec<_>>().join("\n")).trim().to_owned());
    }
    let page = format!("{public_url}{}", ServerPage::WhatsNewIn(news.area.id.clone()).href());
    lines.push(say(w::WHATS_NEW_MAIL_MORE, &[("address", &page)]));
    lines.join("\n\n") + "\n"
}

/// The same as a feed (Atom, RFC 4287). Each entry keeps its id for as long as its service or series has its own; `tag`
/// names the hub in it (RFC 4151).
#[must_use]
pub fn feed(news: &News, public_url: &str, host: &str) -> String {
    let own = format!("{public_url}{}", ServerPage::WhatsNewFeed(news.area.id.clone()).href());
    let page = format!("{public_url}{}", ServerPage::WhatsNewIn(news.area.id.clone()).href());
    // Noon is on the same day in UTC all year.
    let noon = |day: Date| Instant::from_unix(i64::from(day.days()) * 86_400 + 43_200);
    let series_seen = |one: &NewSeries| noon(one.starts.min(news.to));
    let seen = news.services.iter().map(|one| one.changed).chain(news.series.iter().map(series_seen));
    let updated = seen.max().unwrap_or_else(|| noon(news.from));
    let entry = |kind: &str,
                 id: &str,
                 title: &str,
                 href: String,
                 [published, updated]: [Option<Instant>; 2],
                 summary: &str| {
        html! {
            entry {
                id { "tag:" (host) ",2026:" (kind) "/" (id) }
                title { (title) }
                link rel="alternate" type="text/html" href=(href) {}
                @if let Some(published) = published { published { (published) } }
                updated { (updated.unwrap_or_else(|| noon(news.from))) }
                summary { (summary) }
            }
        }
    };
    let address = |link: Link| format!("{public_url}{}", link.href());
    let author = news.area.contact();
    let body = html! {
        feed xmlns="http://www.w3.org/2005/Atom" "xml:lang"="en-GB" {
            id { "tag:" (host) ",2026:whats-new/" (news.area.id) }
            title { (say(w::WHATS_NEW_TITLE_IN, &[("area", &news.area.name)])) }
            updated { (updated) }
            author { name { (if author.is_empty() { host } else { &author }) } }
            link rel="self" type="application/atom+xml" href=(own) {}
            link rel="alternate" type="text/html" href=(page) {}
            @for one in &news.series {
                (entry("series", one.id.as_str(), &one.title, address(Link::Service(one.service.clone())), [None, Some(series_seen(one))], &one.when()))
            }
            @for one in &news.services {
                (entry("service", one.id.as_str(), &one.name, address(Link::Service(one.id.clone())), [one.first_seen, Some(one.changed)], &one.summary()))
            }
        }
    };
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{}\n", body.into_string())
}
