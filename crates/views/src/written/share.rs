//! Making a family page, and what goes with one: its address, its code, a poster, strips to tear off, words to send.

use domain::family_page::{FamilyPageId, FamilyPageProblem, Item, MOST_ITEMS, Theme};
use maud::{Markup, PreEscaped, html};

use super::family_page::{Family, theme_words};
use super::{Written, listed, say};
use crate::Setting;
use crate::pieces::{Field, back_link, error_summary_in_focus, link_row};
use crate::route::ServerPage;
use crate::words::written as w;

/// Something that can stand on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it is.
    pub item: Item,
    /// Its name.
    pub name: String,
    /// When it is, for a session; empty otherwise.
    pub when: String,
}

/// The form as it stands.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// A theme's slug.
    pub theme: String,
    /// An organisation's name, as typed.
    pub organisation: String,
    /// The words looked for.
    pub words: String,
    /// What is ticked already.
    pub chosen: Vec<Offer>,
    /// What the words found.
    pub found: Vec<Offer>,
    /// What is wrong with it.
    pub problems: Vec<FamilyPageProblem>,
}

/// The page on which a family page is made. The organisations are those of the directory.
#[must_use]
pub fn page(form: &Form, organisations: &[&str]) -> Written {
    let told: Vec<(String, String)> = form.problems.iter().map(|one| problem(*one)).collect();
    let error = |id: &str| told.iter().find(|(field, _)| field == id).map(|(_, words)| words.as_str());
    let mut themes = vec![(String::new(), w::SHARE_THEME_CHOOSE.to_owned())];
    themes.extend(Theme::ALL.map(|theme| (theme.slug().to_owned(), theme_words(theme).to_owned())));
    let theme = Field { id: "theme", label: w::SHARE_THEME, hint: "", error: error("theme") };
    let words = Field { id: "q", label: w::SHARE_SEARCH, hint: w::SHARE_SEARCH_HINT, error: None };
    let main = html! {
        div.wrap {
            div.stack.stack--loose {
                (error_summary_in_focus(&told))
                div.stack.stack--tight { h1 { (w::SHARE_TITLE) } p.lead { (w::SHARE_LEAD) } }
                form.stack.stack--loose action=(ServerPage::Share.href()) {
                    (theme.choice(&form.theme, &themes))
                    (organisation(&form.organisation, organisations, error("organisation")))
                    (ticks("items", w::SHARE_CHOSEN, &form.chosen, true, html! { p.soft { (w::SHARE_CHOSEN_NONE) } }))
                    (words.line(&form.words, "off", "search"))
                    @if !form.words.is_empty() {
                        (ticks("found", w::SHARE_FOUND, &form.found, false, html! { p { (say(w::SHARE_FOUND_NONE, &[("words", &form.words)])) } }))
                    }
                    div.row.no-print {
                        button.button.button--quiet type="submit" {
                            (if form.words.is_empty() { w::SHARE_LOOK } else { w::SHARE_KEEP })
                        }
                        button.button type="submit" formmethod="post" { (w::SHARE_MAKE) }
                    }
                }
                section.stack aria-labelledby="also" {
                    h2 #also { (w::SHARE_ALSO) }
                    ul.link-list role="list" {
                        (link_row(Some(ServerPage::WhatsNew.href()), w::WHATS_NEW_TITLE, ""))
                        (link_row(Some(ServerPage::Coverage.href()), w::COVERAGE_TITLE, ""))
                        (link_row(Some(ServerPage::Outcomes.href()), w::OUTCOMES_TITLE, ""))
                    }
                }
            }
        }
    };
    Written::of_form(w::SHARE_TITLE, w::SHARE_DESCRIPTION, main, !told.is_empty())
}

fn problem(problem: FamilyPageProblem) -> (String, String) {
    let (field, words) = match problem {
        FamilyPageProblem::Theme => ("theme", w::SHARE_PROBLEM_THEME.to_owned()),
        FamilyPageProblem::Organisation => ("organisation", w::SHARE_PROBLEM_ORGANISATION.to_owned()),
        FamilyPageProblem::NoItems => ("items", w::SHARE_PROBLEM_NONE.to_owned()),
        FamilyPageProblem::TooManyItems => {
            ("items", say(w::SHARE_PROBLEM_MANY, &[("most", &MOST_ITEMS.to_string())]))
        }
        FamilyPageProblem::UnknownItem => ("items", w::SHARE_PROBLEM_UNKNOWN.to_owned()),
    };
    (field.to_owned(), words)
}

/// The name of an organisation, with those of the directory to pick from.
fn organisation(value: &str, organisations: &[&str], error: Option<&str>) -> Markup {
    let field =
        Field { id: "organisation", label: w::SHARE_ORGANISATION, hint: w::SHARE_ORGANISATION_HINT, error };
    html! {
        (field.line_of(value, "organisations"))
        datalist #organisations { @for name in organisations { option value=(name) {} } }
    }
}

/// Things with a box to tick each. The first box has the list's id, so that a problem leads to it.
fn ticks(id: &str, title: &str, offers: &[Offer], ticked: bool, none: Markup) -> Markup {
    html! {
        fieldset.choices #(id) tabindex="-1" {
            legend.choices__title { (title) }
            @if offers.is_empty() { (none) }
            @for offer in offers {
                label.choice {
                    input.choice__box type="checkbox" name="items" value=(offer.item) checked[ticked];
                    span { (offer.name) " " span.small.soft { (kind(offer)) } }
                }
            }
        }
    }
}

fn kind(offer: &Offer) -> String {
    match offer.item {
        Item::Guide(_) => w::SHARE_KIND_GUIDE.to_owned(),
        Item::Service(_) => w::SHARE_KIND_SERVICE.to_owned(),
        Item::Session(_) => say(w::SHARE_KIND_SESSION, &[("when", &offer.when)]),
        Item::Hub(_) => w::SHARE_KIND_HUB.to_owned(),
    }
}

/// A family page with what goes with it.
#[derive(Clone, Debug)]
pub struct Kit<'a> {
    /// Its id.
    pub id: &'a FamilyPageId,
    /// The page as it is now.
    pub family: &'a Family,
    /// Its full address.
    pub address: &'a str,
    /// Its QR code, an SVG.
    pub code: &'a str,
    /// The reading age of its words, in years.
    pub reading_age: f64,
}

/// The most names that the paragraph for a newsletter has.
const MOST_NAMED: usize = 4;

impl Kit<'_> {
    /// The address without `https://`, as people write it.
    fn short(&self) -> &str {
        self.address.split_once("://").map_or(self.address, |(_, rest)| rest)
    }

    /// A paragraph for a newsletter.
    #[must_use]
    pub fn newsletter(&self) -> String {
        let mut names = self.family.names();
        names.dedup();
        if names.len() > MOST_NAMED {
            names.truncate(MOST_NAMED);
            names.push(w::KIT_THINGS_MORE.to_owned());
        }
        let next = self.family.next();
        let next = if next.is_empty() { next } else { format!("{next} ") };
        let values = [
            ("title", theme_words(self.family.theme)),
            ("organisation", &self.family.organisation),
            ("things", &listed(&names, w::SUMMARY_AND)),
            ("next", &next),
            ("address", self.address),
        ];
        say(w::KIT_NEWSLETTER_TEXT, &values)
    }

    /// A line for a text message.
    #[must_use]
    pub fn text_message(&self) -> String {
        say(w::KIT_SMS_TEXT, &[("theme", theme_words(self.family.theme)), ("address", self.address)])
    }

    fn picture(&self) -> Markup {
        html! {
            div.qr role="img" aria-label=(say(w::KIT_CODE_ALT, &[("address", self.short())])) {
                (PreEscaped(self.code))
            }
        }
    }
}

/// What goes with a family page.
#[must_use]
pub fn kit(kit: &Kit<'_>) -> Written {
    let page = ServerPage::FamilyPage(kit.id.clone()).href();
    let text = |title: &str, id: &str, words: &str| {
        html! {
            div.stack.stack--tight {
                h3 #(id) { (title) }
                p.to-copy { (words) }
            }
        }
    };
    let age = format!("{:.0}", kit.reading_age);
    let main = html! {
        div.wrap {
            div.stack.stack--airy {
                div.stack.stack--tight {
                    (back_link(&ServerPage::Share.href(), w::SHARE_TITLE))
                    h1 { (w::KIT_TITLE) }
                    p.lead { (w::KIT_LEAD) }
                }
                section.stack aria-labelledby="address" {
                    h2 #address { (w::KIT_ADDRESS) }
                    p.short-address { (kit.short()) }
                    p { a.button href=(page) { (w::KIT_OPEN) } }
                }
                section.stack aria-labelledby="code" {
                    h2 #code { (w::KIT_CODE) }
                    (kit.picture())
                    p { a href=(ServerPage::QrCode(kit.id.clone()).href()) download { (w::KIT_CODE_FILE) } }
                }
                section.stack aria-labelledby="print" {
                    h2 #print { (w::KIT_PRINT) }
                    ul.link-list role="list" {
                        (link_row(Some(ServerPage::Poster(kit.id.clone()).href()), w::KIT_POSTER, ""))
                        (link_row(Some(ServerPage::Strips(kit.id.clone()).href()), w::KIT_STRIPS, ""))
                    }
                }
                section.stack aria-labelledby="words" {
                    h2 #words { (w::KIT_WORDS) }
                    (text(w::KIT_NEWSLETTER, "newsletter", &kit.newsletter()))
                    (text(w::KIT_SMS, "sms", &kit.text_message()))
                    p.small.soft { (say(w::KIT_READING_AGE, &[("age", &age)])) }
                }
                p.small.soft { (w::KIT_PRIVATE) }
            }
        }
    };
    let title = format!("{}: {}", w::KIT_TITLE, kit.family.title());
    Written { head: unlisted(), ..Written::new(&title, w::KIT_DESCRIPTION, main) }
}

/// What search engines should leave out.
pub(super) fn unlisted() -> Markup {
    html! { meta name="robots" content="noindex"; }
}

/// A poster of one A4 page.
#[must_use]
pub fn poster(setting: Setting<'_>, kit: &Kit<'_>) -> Written {
    let title = say(w::POSTER_TITLE, &[("title", &kit.family.title())]);
    let main = html! {
        (how(kit, w::POSTER_HOW))
        div.wrap { article.poster { (sheet(setting, kit)) } }
    };
    Written { head: unlisted(), ..Written::new(&title, w::KIT_DESCRIPTION, main) }
}

/// How many strips a sheet has.
const STRIPS: usize = 8;

/// A smaller poster over strips to tear off.
#[must_use]
pub fn strips(setting: Setting<'_>, kit: &Kit<'_>) -> Written {
    let title = say(w::POSTER_STRIPS_TITLE, &[("title", &kit.family.title())]);
    let main = html! {
        (how(kit, w::POSTER_HOW_STRIPS))
        div.wrap {
            article.poster.poster--strips {
                (sheet(setting, kit))
                div.strips aria-hidden="true" {
                    @for _ in 0..STRIPS {
                        p.strips__one { span.strips__title { (theme_words(kit.family.theme)) } span { (kit.short()) } }
                    }
                }
            }
        }
    };
    Written { head: unlisted(), ..Written::new(&title, w::KIT_DESCRIPTION, main) }
}

fn how(kit: &Kit<'_>, words: &str) -> Markup {
    html! {
        div.wrap.no-print {
            div.stack.stack--tight { (back_link(&ServerPage::Shared(kit.id.clone()).href(), w::KIT_TITLE)) p { (words) } }
        }
    }
}

fn sheet(setting: Setting<'_>, kit: &Kit<'_>) -> Markup {
    let names = kit.family.names();
    let from = [("organisation", kit.family.organisation.as_str()), ("hub", &setting.config.hub_network)];
    html! {
        h1.poster__title { (theme_words(kit.family.theme)) }
        @let next = kit.family.next();
        @if !next.is_empty() { p.poster__next { (next) } }
        div.poster__code { (kit.picture()) p { (w::POSTER_SCAN) } p.soft { (w::POSTER_OR) } p.short-address { (kit.short()) } }
        div.poster__names {
            h2 { (w::POSTER_ON_IT) }
            ul { @for name in names.iter().take(6) { li { (name) } } }
        }
        p.poster__from { (say(w::POSTER_FROM, &from)) }
    }
}
