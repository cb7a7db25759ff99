//! A family page as it is now: what a school or partner chose for families, under a short address. No script stands on
//! it, so that it reads on any phone and in any preview.

use domain::family_page::Theme;
use domain::location::LocationBrief;
use domain::session::SessionSummary;
use domain::{GuideHit, RawSearch, ServiceId};
use maud::{Markup, html};

use super::{Written, counted, say};
use crate::pieces::{Size, Tone, band, icon, link_row, notice, session_list};
use crate::route::{Link, WhatsOn};
use crate::words::written as w;
use crate::{Setting, moment};

/// One thing on a page, as it is now.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// A page of the guide.
    Guide(GuideHit),
    /// A service.
    Service {
        /// The service.
        id: ServiceId,
        /// Its name.
        name: String,
        /// One line on it.
        line: String,
        /// Whether it is closed for now.
        closed: bool,
    },
    /// A session to come.
    Session {
        /// The session.
        session: Box<SessionSummary>,
        /// Whether it stands for one that is over.
        instead: bool,
    },
    /// A site of the network.
    Hub(LocationBrief),
}

/// A family page as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    /// What it is for.
    pub theme: Theme,
    /// Who chose it.
    pub organisation: String,
    /// What is on it, without what has gone.
    pub items: Vec<Shown>,
    /// How many things have gone.
    pub gone: usize,
}

/// What a theme is called.
#[must_use]
pub fn theme_words(theme: Theme) -> &'static str {
    match theme {
        Theme::Expecting => w::THEME_EXPECTING,
        Theme::Newborn => w::THEME_NEWBORN,
        Theme::Baby => w::THEME_BABY,
        Theme::Toddler => w::THEME_TODDLER,
        Theme::TwoYearOld => w::THEME_TWO_YEAR_OLD,
        Theme::Nursery => w::THEME_NURSERY,
        Theme::Reception => w::THEME_RECEPTION,
        Theme::Primary => w::THEME_PRIMARY,
        Theme::Secondary => w::THEME_SECONDARY,
        Theme::Teenager => w::THEME_TEENAGER,
        Theme::Send => w::THEME_SEND,
        Theme::Parents => w::THEME_PARENTS,
        Theme::Holidays => w::THEME_HOLIDAYS,
    }
}

/// The colour of the stage a theme is about.
fn tint(theme: Theme) -> &'static str {
    match theme {
        Theme::Expecting => "stage--pregnancy",
        Theme::Newborn => "stage--newborn",
        Theme::Baby => "stage--baby",
        Theme::Toddler | Theme::TwoYearOld => "stage--toddler",
        Theme::Nursery | Theme::Reception => "stage--starting-school",
        Theme::Primary | Theme::Holidays => "stage--school-age",
        Theme::Secondary | Theme::Teenager => "stage--teenager",
        Theme::Send => "stage--send",
        Theme::Parents => "stage--parent",
    }
}

impl Family {
    /// "Starting Reception, from Oak Lane School"
    #[must_use]
    pub fn title(&self) -> String {
        say(w::FAMILY_TITLE, &[("theme", theme_words(self.theme)), ("organisation", &self.organisation)])
    }

    /// The sessions on it, soonest first.
    #[must_use]
    pub fn sessions(&self) -> Vec<&SessionSummary> {
        let of = |shown: &'_ Shown| matches!(shown, Shown::Session { .. });
        let mut sessions: Vec<&SessionSummary> = self
            .items
            .iter()
            .filter(|shown| of(shown))
            .filter_map(
                |shown| if let Shown::Session { session, .. } = shown { Some(&**session) } else { None },
            )
            .collect();
        sessions.sort_by_key(|session| session.starts_at);
        sessions
    }

    /// "Next: Baby massage, Tuesday 24 November, 10am."; empty when no session is to come.
    #[must_use]
    pub fn next(&self) -> String {
        let Some(next) =
            self.sessions().into_iter().find(|next| next.availability != domain::Availability::Cancelled)
        else {
            return String::new();
        };
        say(w::FAMILY_NEXT, &[("session", &next.title), ("when", &moment::start(next.starts_at, None))])
    }

    /// What a preview says of it.
    #[must_use]
    pub fn description(&self) -> String {
        let count = counted(w::FAMILY_COUNT_ONE, w::FAMILY_COUNT_OTHER, self.items.len());
        [self.next(), count].join(" ").trim().to_owned()
    }

    /// The names of what is on it.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let name = |shown: &Shown| match shown {
            Shown::Guide(page) => page.title.clone(),
            Shown::Service { name, .. } => name.clone(),
            Shown::Session { session, .. } => session.title.clone(),
            Shown::Hub(site) => site.name.clone(),
        };
        self.items.iter().map(name).collect()
    }

    /// The sentences on it, for its reading age.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let own = self.items.iter().filter_map(|shown| match shown {
            Shown::Guide(page) => Some(page.summary.clone()),
            Shown::Service { line, .. } => Some(line.clone()),
            Shown::Session { .. } | Shown::Hub(_) => None,
        });
        let first = say(w::FAMILY_CHOSEN, &[("organisation", &self.organisation)]);
        [first].into_iter().chain(own).filter(|sentence| !sentence.is_empty()).collect()
    }
}

/// The page. `image` is the full address of its picture.
#[must_use]
pub fn page(setting: Setting<'_>, family: &Family, image: &str) -> Written {
    let head = html! {
        h1 { (theme_words(family.theme)) }
        p.lead { (say(w::FAMILY_CHOSEN, &[("organisation", &family.organisation)])) }
        @let next = family.next();
        @if !next.is_empty() { p { strong { (next) } } }
    };
    let main = html! {
        (band(tint(family.theme), false, None, head))
        div.wrap {
            div.stack.stack--airy {
                @if family.items.is_empty() {
                    (notice(Tone::Plain, None, w::FAMILY_EMPTY, html! { p { (w::FAMILY_EMPTY_WORDS) } }))
                }
                (sessions(setting, family))
                (services(family))
                (guides(family))
                (hubs(family))
                @if family.gone > 0 && !family.items.is_empty() {
                    p.small.soft { (counted(w::FAMILY_GONE_ONE, w::FAMILY_GONE_OTHER, family.gone)) }
                }
                (more(family.theme))
            }
        }
    };
    let (title, description) = (family.title(), family.description());
    let alt = say(w::FAMILY_PICTURE, &[("title", &title), ("next", &family.next())]);
    let head = html! {
        meta property="og:image" content=(image);
        meta property="og:image:type" content="image/png";
        meta property="og:image:width" content="1200";
        meta property="og:image:height" content="630";
        meta property="og:image:alt" content=(alt.trim());
        meta name="twitter:card" content="summary_large_image";
    };
    Written { title, description, head, main }
}

fn sessions(setting: Setting<'_>, family: &Family) -> Markup {
    let all: Vec<SessionSummary> = family.sessions().into_iter().cloned().collect();
    let instead = family.items.iter().any(|shown| matches!(shown, Shown::Session { instead: true, .. }));
    html! {
        @if !all.is_empty() {
            section.stack aria-labelledby="sessions" {
                h2 #sessions { (w::FAMILY_SESSIONS) }
                (session_list(setting, &all, true))
                @if instead { p.small.soft { (w::FAMILY_INSTEAD) } }
            }
        }
    }
}

fn services(family: &Family) -> Markup {
    let rows = family.items.iter().filter_map(|shown| match shown {
        Shown::Service { id, name, line, closed } => {
            let more = if *closed { w::FAMILY_CLOSED } else { line };
            Some(link_row(Some(Link::Service(id.clone()).href()), name, more))
        }
        _ => None,
    });
    listed("services", w::FAMILY_SERVICES, rows.collect())
}

fn guides(family: &Family) -> Markup {
    let rows = family.items.iter().filter_map(|shown| match shown {
        Shown::Guide(page) => {
            Some(link_row(Some(Link::Guide(page.slug.clone()).href()), &page.title, &page.summary))
        }
        _ => None,
    });
    listed("guides", w::FAMILY_GUIDES, rows.collect())
}

fn hubs(family: &Family) -> Markup {
    let rows = family.items.iter().filter_map(|shown| match shown {
        Shown::Hub(site) => {
            let postcode = site.postcode.as_ref().map(ToString::to_string).unwrap_or_default();
            Some(link_row(site.slug.clone().map(|slug| Link::Place(slug).href()), &site.name, &postcode))
        }
        _ => None,
    });
    listed("hubs", w::FAMILY_HUBS, rows.collect())
}

fn listed(id: &str, title: &str, rows: Vec<Markup>) -> Markup {
    html! {
        @if !rows.is_empty() {
            section.stack aria-labelledby=(id) {
                h2 #(id) { (title) }
                ul.link-list role="list" { @for row in rows { (row) } }
            }
        }
    }
}

/// More of the same, opened on the age the page is for.
fn more(theme: Theme) -> Markup {
    let age = theme.age().map(|age| age.0.to_string()).unwrap_or_default();
    let search = RawSearch::from_query(&format!("age={age}")).parse().unwrap_or_default();
    let on = WhatsOn { age: age.clone(), ..WhatsOn::default() };
    html! {
        section.stack.no-print aria-labelledby="more" {
            h2 #more { (if age.is_empty() { w::FAMILY_MORE_PLAIN } else { w::FAMILY_MORE }) }
            div.row {
                a.button href=(Link::Services(Box::new(search)).href()) {
                    (icon("find", Size::Small, "")) (w::FAMILY_MORE_SERVICES)
                }
                a.button.button--quiet href=(Link::WhatsOn(on).href()) { (w::FAMILY_MORE_ON) }
            }
        }
    }
}
