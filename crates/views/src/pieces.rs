//! Pieces of a page, small first: icons, facts, notices, then what the hub knows.

mod availability;
mod course;
mod filters;
mod form;
mod getting_here;
mod hours;
mod hub_card;
mod near_you;
mod save;
mod search_form;
mod service_card;
mod session_list;
mod stage_stones;
mod stone_path;
mod subscribe;
mod ticket;
mod timetable;
mod week;

use maud::{Markup, PreEscaped, html};

pub use availability::{places, places_words};
pub use course::{WEEKS, course_dates, course_line, own_weeks};
pub use filters::{age_options, filters};
pub use form::{ERROR_SUMMARY, Field, error_summary, error_summary_in_focus, stepper};
pub use getting_here::getting_here;
pub use hours::{hours, open_now, open_words};
pub use hub_card::hub_card;
pub use near_you::near_you;
pub use save::{kept_places, list_is_full, save_button, service_actions, to_saved};
pub use search_form::{search_form, suggestions};
pub use service_card::{how_far, reach_words, service_card};
pub use session_list::{session_days, session_list};
pub use stage_stones::{stage_stones, stone};
pub use stone_path::{Step, stone_path};
pub use subscribe::subscribe;
pub use ticket::ticket;
pub use timetable::timetable;
pub use week::week;

use crate::route::{Link, ServerPage};
use crate::words::{self as w, fill, plural, t};

/// How large an icon is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// In a line of text.
    Small,
    /// On its own.
    Middle,
    /// On a stone or a big button.
    Large,
}

/// A line icon of the sprite. Decorative: the words beside it say the same.
#[must_use]
pub fn icon(name: &str, size: Size, class: &str) -> Markup {
    let size = match size {
        Size::Small => " icon--small",
        Size::Middle => "",
        Size::Large => " icon--large",
    };
    // An arrow along the reading direction turns round in right-to-left languages.
    let way = if name.starts_with("arrow-") { " icon--way" } else { "" };
    let space = if class.is_empty() { "" } else { " " };
    html! {
        svg class={ "icon" (size) (way) (space) (class) } aria-hidden="true" { use href={ "/icons.svg#" (name) } {} }
    }
}

/// A small icon.
#[must_use]
pub fn small(name: &str) -> Markup {
    icon(name, Size::Small, "")
}

/// A number that rings when tapped. Numbers read left to right in every language.
#[must_use]
pub fn ring(phone: &str) -> Markup {
    let words = fill(w::LOADING_RING, &[("phone", "\u{2068}{phone}\u{2069}")]).replace("{phone}", phone);
    html! { a href=(tel(phone)) { (words) } }
}

/// The same as a button.
#[must_use]
pub fn ring_button(phone: &str, class: &str) -> Markup {
    let words = fill(w::LOADING_RING, &[("phone", "\u{2068}{phone}\u{2069}")]).replace("{phone}", phone);
    html! {
        @if !phone.is_empty() {
            a class=(class) href=(tel(phone)) { (small("phone")) (words) }
        }
    }
}

/// `tel:` with no spaces.
#[must_use]
pub fn tel(phone: &str) -> String {
    format!("tel:{}", phone.replace(' ', ""))
}

/// A number to ring or to text, as large as a thumb, and whose it is.
#[must_use]
pub fn call(href: &str, number: &str, what: &str) -> Markup {
    html! {
        a.call .call--urgent[number == "999"] href=(href) {
            (icon("phone", Size::Large, "call__icon"))
            span.call__words { bdi.call__number dir="ltr" { (number) } " " span.call__what { (what) } }
        }
    }
}

/// A fact of a list with large icons; nothing where there are no words.
#[must_use]
pub fn fact(name: &str, words: &str) -> Markup {
    html! { @if !words.is_empty() { (fact_of(name, html! { (words) })) } }
}

/// The same with more than words in it.
#[must_use]
pub fn fact_of(name: &str, inside: Markup) -> Markup {
    html! { li.facts__item { (icon(name, Size::Middle, "facts__icon")) span { (inside) } } }
}

/// A fact of a short row, with a small icon.
#[must_use]
pub fn short_fact(name: &str, words: &str) -> Markup {
    html! { @if !words.is_empty() { li.facts__item { (icon(name, Size::Small, "facts__icon")) span { (words) } } } }
}

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Plain,
    /// Something is not as it should be.
    Warning,
    /// Something matters now.
    Urgent,
}

/// A few words that stand apart, with the tone's own icon where none is named.
#[must_use]
pub fn notice(tone: Tone, name: Option<&str>, title: &str, body: Markup) -> Markup {
    let (class, own) = match tone {
        Tone::Plain => ("notice", "info"),
        Tone::Warning => ("notice notice--warning", "warning"),
        Tone::Urgent => ("notice notice--urgent", "warning"),
    };
    html! {
        div class=(class) {
            span.notice__icon { (icon(name.unwrap_or(own), Size::Middle, "")) }
            div.notice__body { p.notice__title { (title) } (body) }
        }
    }
}

/// A picture and a few words where there is nothing else to show.
#[must_use]
pub fn scene(picture: &str, title: &str, words: &str, heading: bool, acts: Markup) -> Markup {
    html! {
        section.scene {
            img.scene__picture src={ "/art/" (picture) ".svg" } alt="" width="320" height="180";
            @if heading { h1 { (title) } } @else { h2 { (title) } }
            p.scene__text { (words) }
            div.scene__acts { (acts) }
        }
    }
}

/// The head of a page: its colour, its heading and what belongs right under it.
#[must_use]
pub fn band(tint: &str, wide: bool, art: Option<&str>, inside: Markup) -> Markup {
    html! {
        div class={ "band " (tint) } {
            div.wrap .wrap--wide[wide] {
                div.band__inner .band__inner--art[art.is_some()] {
                    (inside)
                    @if let Some(art) = art {
                        img.band__art fetchpriority="low" src={ "/art/" (art) } alt="" width="260" height="180";
                    }
                }
            }
        }
    }
}

/// The way back to where a page belongs.
#[must_use]
pub fn back_link(href: &str, words: &str) -> Markup {
    html! { a.back-link href=(href) { (small("arrow-back")) (words) } }
}

/// More for those who want it, folded away.
#[must_use]
pub fn disclosure(summary: &str, body: Markup) -> Markup {
    html! { details.disclosure { summary.disclosure__summary { (summary) } div.disclosure__body { (body) } } }
}

/// Share and print; the app does both.
#[must_use]
pub fn page_actions() -> Markup {
    html! { div.page-actions { (share_and_print()) } }
}

fn share_and_print() -> Markup {
    html! {
        button.page-actions__button type="button" data-action="share" { (small("share")) (t(w::SHARE_SHARE)) }
        (print_button())
    }
}

/// Prints the page.
#[must_use]
pub fn print_button() -> Markup {
    html! { button.page-actions__button type="button" data-action="print" { (small("print")) (t(w::SHARE_PRINT)) } }
}

/// A row that leads somewhere.
#[must_use]
pub fn link_row(href: Option<String>, name: &str, more: &str) -> Markup {
    html! {
        li.link-list__item {
            a.link-list__link href=[href] {
                span.link-list__name { (name) }
                @if !more.is_empty() { " " span.link-list__more { (more) } }
                (icon("arrow-next", Size::Middle, "link-list__arrow"))
            }
        }
    }
}

/// HTML that the guide's pipeline has checked.
#[must_use]
pub fn checked(html: &str) -> Markup {
    PreEscaped(html.to_owned())
}

/// Numbered pages: the first, the last and those around this one.
#[must_use]
pub fn pagination(page: u32, pages: u32, href: impl Fn(u32) -> String) -> Markup {
    let shown = shown(page, pages);
    html! {
        @if pages > 1 {
            nav aria-label=(t(w::PAGES_LABEL)) {
                ul.pagination role="list" {
                    @if page > 1 {
                        li { a.pagination__link href=(href(page - 1)) rel="prev" { (small("arrow-back")) span { (t(w::PAGES_BACK)) } } }
                    }
                    @for (i, this) in shown.iter().enumerate() {
                        @if i > 0 && shown[i - 1] + 1 < *this { li.pagination__gap aria-hidden="true" { "…" } }
                        li {
                            a.pagination__link href=(href(*this)) aria-current=[(*this == page).then_some("page")] {
                                span.hidden-visually { (t(w::PAGES_PAGE)) } (this)
                            }
                        }
                    }
                    @if page < pages {
                        li { a.pagination__link href=(href(page + 1)) rel="next" { span { (t(w::PAGES_NEXT)) } (small("arrow-next")) } }
                    }
                }
            }
        }
    }
}

/// The first page, the last, and one either side of this one.
fn shown(page: u32, pages: u32) -> Vec<u32> {
    (1..=pages).filter(|this| *this == 1 || *this == pages || this.abs_diff(page) <= 1).collect()
}

/// Address lines and postcode in one line.
#[must_use]
pub fn address(location: &domain::Location) -> String {
    let postcode = location.postcode.as_ref().map(ToString::to_string);
    location.address.iter().cloned().chain(postcode).collect::<Vec<_>>().join(", ")
}

/// "1 adult and 1 child"
#[must_use]
pub fn party_words(adults: u8, children: usize) -> String {
    let adults = plural(w::PARTY_ADULTS, u32::from(adults));
    if children == 0 {
        return adults;
    }
    fill(w::PARTY_BOTH, &[("adults", &adults), ("children", &plural(w::PARTY_CHILDREN, children as u32))])
}

/// The way to help for somebody who does not know what to look for.
#[must_use]
pub fn to_help() -> Markup {
    let help = Link::Help(String::new()).href();
    html! { p.row { (t(w::HELP_LEAD)) " " a.button.button--quiet.button--small href=(help) { (t(w::HELP_TITLE)) } } }
}

/// Whom to ask for, by name and role, where that is known.
#[must_use]
pub fn ask_for(contact: &str) -> Markup {
    html! { @if !contact.is_empty() { p { (fill(w::PLACE_ASK_FOR, &[("role", contact)])) } } }
}

/// The way to ask this area's hub for help.
#[must_use]
pub fn ask_link(locality: &domain::LocalityId) -> Markup {
    html! { a.button.button--quiet href=(ServerPage::ask_in(locality)) { (t(w::FRAME_ASK)) } }
}

/// The link to everything in the coming week.
#[must_use]
pub fn all_week() -> Markup {
    html! { p { a href=(Link::whats_on().href()) { (t(w::HOME_SOON_ALL)) } } }
}

/// The link to a family's own timeline.
#[must_use]
pub fn timeline_link() -> Markup {
    html! { p { a href=(Link::Timeline.href()) { (t(w::TIMELINE_HOME)) } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_and_the_neighbours_are_shown() {
        for (page, pages, wanted) in
            [(1, 2, vec![1, 2]), (5, 9, vec![1, 4, 5, 6, 9]), (1, 9, vec![1, 2, 9]), (9, 9, vec![1, 8, 9])]
        {
            assert_eq!(shown(page, pages), wanted);
        }
    }

    #[test]
    fn nothing_from_data_is_ever_markup() {
        let bad = "<script>alert(1)</script>\"'&";
        let drawn = notice(Tone::Plain, None, bad, fact("pin", bad)).into_string()
            + &link_row(Some(bad.to_owned()), bad, bad).into_string();
        assert!(!drawn.contains("<script>"), "{drawn}");
        assert!(!drawn.contains("\"'&"), "{drawn}");
    }
}
