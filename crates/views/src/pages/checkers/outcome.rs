//! What was found: a card each, with the days that the answers give it.

use domain::Date;
use domain::entitlements::{Chance, Entitlement, Kind, When};
use maud::{Markup, PreEscaped, html};

use super::Piece;
use crate::moment;
use crate::pieces::{Size, icon};
use crate::words::{self as w, Word, fill, t};

/// How many pieces there are before the cards.
const FIRST_CARD: usize = 7;
/// How many texts make a card: its head, what follows the days, by when, and the last day of its amount, ISO 8601.
const CARD: usize = 4;
/// Where the reasons begin, in the order of [`domain::entitlements::Why`].
const FIRST_WHY: usize = FIRST_CARD + CARD * Kind::ALL.len();

/// What was found, likely first; then what does not seem to fit, and who to ask. `None` before anything was asked
/// for: then everything there is, by its rules.
#[must_use]
pub fn outcome(today: Date, pieces: &[String], found: Option<&[Entitlement]>) -> Markup {
    html! {
        div.wrap {
            @if let Some(found) = found {
                div.stack.stack--loose {
                    (piece(pieces, Piece::Found as usize))
                    @for chance in [Chance::Likely, Chance::Check, Chance::NotNow] {
                        @if found.iter().any(|one| one.chance == chance) {
                            section.stack {
                                // The three headings are in the order of the chances.
                                (piece(pieces, Piece::NotNow as usize + chance as usize))
                                @for one in found { @if one.chance == chance { (card(pieces, one, today)) } }
                            }
                        }
                    }
                    (piece(pieces, Piece::End as usize))
                }
            } @else {
                (piece(pieces, Piece::Everything as usize))
            }
        }
    }
}

/// A piece that the build has written and checked.
fn piece(pieces: &[String], place: usize) -> PreEscaped<&str> {
    PreEscaped(pieces.get(place).map_or("", String::as_str))
}

/// What it is; why not, or for whom and when; what to do and where.
fn card(pieces: &[String], found: &Entitlement, today: Date) -> Markup {
    let place = FIRST_CARD + CARD * found.kind as usize;
    let last = pieces.get(place + 3).and_then(|last| last.parse().ok()).filter(|last: &Date| *last < today);
    html! {
        article.entitlement {
            (piece(pieces, place))
            @if let Some(last) = last { p { strong { (dated(w::CHECKERS_ENDED, last)) } } }
            @if let Some(why) = found.why { (piece(pieces, FIRST_WHY + why as usize)) } @else {
                ul.facts.facts--list role="list" {
                    @for when in &found.whens {
                        li.facts__item { (icon("calendar", Size::Middle, "facts__icon")) span { (days(when, piece(pieces, place + 2).0, today)) } }
                    }
                }
            }
            (piece(pieces, place + 1))
        }
    }
}

fn dated(word: Word, day: Date) -> String {
    fill(word, &[("date", &moment::date_with_year(day))])
}

/// "Born 3 March 2026: from 1 January 2027 · have your code by 31 December 2026"
fn days(when: &When, by_words: &str, today: Date) -> Markup {
    let mut parts = vec![match when.opens {
        Some(opens) if opens > today => dated(w::CHECKERS_FROM, opens),
        _ => t(w::CHECKERS_NOW).to_owned(),
    }];
    if let Some((first, last)) = when.apply {
        let (from, to) = (moment::date_with_year(first), moment::date_with_year(last));
        parts.push(fill(w::CHECKERS_APPLY, &[("from", &from), ("to", &to)]));
    }
    if let Some(by) = when.by {
        parts.push(by_words.replace("{date}", &moment::date_with_year(by)));
    } else if let Some(until) = when.until {
        parts.push(dated(w::CHECKERS_UNTIL, until));
    }
    let who = match when.born {
        Some(born) => dated(w::CHECKERS_CHILD, born),
        None => t(w::CHECKERS_BABY).to_owned(),
    };
    html! { strong { (who) ":" } " " (parts.join(" · ")) }
}
