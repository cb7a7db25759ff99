//! What was found: a card each, with the days that the answers give it.

use domain::Date;
use domain::entitlements::{Chance, Entitlement, Kind, When, Why};
use maud::{Markup, PreEscaped, html};

use super::{CARD, FIRST_CARD, Piece};
use crate::Setting;
use crate::moment;
use crate::pieces::{Size, Tone, icon, notice, page_actions, ring_button};
use crate::route::Link;
use crate::words::{self as w, Word, fill, t};

/// The id of the heading over what was found.
pub const FOUND: &str = "found";

/// What was found, likely first; then what does not seem to fit, and who to ask. `None` before anything was asked
/// for: then everything there is, by its rules.
#[must_use]
pub fn outcome(
    setting: Setting<'_>,
    today: Date,
    pieces: &[String],
    found: Option<&[Entitlement]>,
) -> Markup {
    let day = today.to_string();
    let ended =
        pieces.iter().skip(FIRST_CARD + CARD - 1).step_by(CARD).any(|last| !last.is_empty() && *last < day);
    html! {
        div.wrap {
            @if ended { (notice(Tone::Warning, None, t(w::CHECKERS_ENDED_TITLE), html! {})) }
            @match found {
                None => (piece(pieces, Piece::Everything as usize)),
                Some(found) => div.stack.stack--loose {
                    div.stack {
                        h2 #(FOUND) tabindex="-1" { (t(w::CHECKERS_FOUND)) }
                        (piece(pieces, Piece::Years as usize))
                    }
                    @for chance in [Chance::Likely, Chance::Check, Chance::NotNow] { (group(setting, today, pieces, found, chance)) }
                    p { a.button.button--quiet href=(Link::ChildcareAndMoney.href()) rel="external" { (t(w::CHECKERS_RESTART)) } }
                    (page_actions())
                },
            }
        }
    }
}

/// A piece that the build has written and checked.
fn piece(pieces: &[String], place: usize) -> Markup {
    PreEscaped(pieces.get(place).cloned().unwrap_or_default())
}

fn group(
    setting: Setting<'_>,
    today: Date,
    pieces: &[String],
    found: &[Entitlement],
    chance: Chance,
) -> Markup {
    let title = match chance {
        Chance::Likely => w::CHECKERS_LIKELY,
        Chance::Check => w::CHECKERS_CHECK,
        Chance::NotNow => w::CHECKERS_NOT_NOW,
    };
    html! {
        @if found.iter().any(|one| one.chance == chance) {
            section.stack {
                h2 { (t(title)) }
                @if chance == Chance::NotNow { (ask_anyway(setting)) }
                @for one in found {
                    @if one.chance == chance { (card(pieces, one, today)) }
                }
            }
        }
    }
}

fn ask_anyway(setting: Setting<'_>) -> Markup {
    html! {
        p { (t(w::CHECKERS_NOT_NOW_WORDS)) }
        div.row {
            (ring_button(&setting.config.phone, "button button--small"))
            a.button.button--quiet.button--small href=(Link::money_advice().href()) { (t(w::CHECKERS_ASK_NEAR)) }
        }
    }
}

/// What it is; for whom and when, or why not; what to do and where. The two ways of paying for childcare say that
/// they do not go together.
fn card(pieces: &[String], found: &Entitlement, today: Date) -> Markup {
    let place = FIRST_CARD + CARD * found.kind as usize;
    let last = pieces.get(place + 2).and_then(|last| last.parse().ok()).filter(|last: &Date| *last < today);
    html! {
        article.entitlement {
            (piece(pieces, place))
            @if let Some(last) = last { p { strong { (dated(w::CHECKERS_ENDED, last)) } } }
            @if let Some(why) = found.why { p { strong { (t(why_words(why))) } } }
            ul.facts.facts--list role="list" {
                @for when in &found.whens {
                    li.facts__item { (icon("calendar", Size::Middle, "facts__icon")) span { (days(found, when, today)) } }
                }
            }
            (piece(pieces, place + 1))
            @if found.kind == Kind::TaxFreeChildcare { (piece(pieces, Piece::Conflict as usize)) }
        }
    }
}

fn dated(word: Word, day: Date) -> String {
    fill(word, &[("date", &moment::date_with_year(day))])
}

/// "Born 3 March 2026: from 1 January 2027 · have your code by 31 December 2026"
fn days(found: &Entitlement, when: &When, today: Date) -> Markup {
    let mut parts = Vec::new();
    if found.chance > Chance::NotNow {
        parts.push(match when.opens {
            Some(opens) if opens > today => dated(w::CHECKERS_FROM, opens),
            _ => t(w::CHECKERS_NOW).to_owned(),
        });
    }
    if let Some((first, last)) = when.apply {
        let (from, to) = (moment::date_with_year(first), moment::date_with_year(last));
        parts.push(fill(w::CHECKERS_APPLY, &[("from", &from), ("to", &to)]));
    }
    if let Some(by) = when.by {
        parts.push(dated(by_words(found.kind), by));
    } else if let Some(until) = when.until {
        parts.push(dated(w::CHECKERS_UNTIL, until));
    }
    let who = match when.born {
        Some(born) => dated(w::CHECKERS_CHILD, born),
        None => t(w::CHECKERS_BABY).to_owned(),
    };
    html! { strong { (who) ":" } " " (parts.join(" · ")) }
}

fn by_words(kind: Kind) -> Word {
    match kind {
        Kind::MaternityPay => w::CHECKERS_TELL_BY,
        Kind::ChildBenefit => w::CHECKERS_BENEFIT_BY,
        Kind::WorkingHours => w::CHECKERS_CODE_BY,
        _ => w::CHECKERS_GRANT_BY,
    }
}

fn why_words(why: Why) -> Word {
    match why {
        Why::Earnings => w::WHY_EARNINGS,
        Why::OverLimit => w::WHY_OVER_LIMIT,
        Why::NotWorking => w::WHY_NOT_WORKING,
        Why::NoEmployer => w::WHY_NO_EMPLOYER,
        Why::NoBenefit => w::WHY_NO_BENEFIT,
        Why::NoUniversalCredit => w::WHY_NO_CREDIT,
        Why::Income => w::WHY_INCOME,
        Why::UniversalCredit => w::WHY_CREDIT,
        Why::NotFirst => w::WHY_NOT_FIRST,
    }
}
