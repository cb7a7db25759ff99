//! What each notice says: what has happened, what to do next, and one link.

use domain::{BookingStatus, Instant, LocationId, PrivateToken};
use store::{DueNotice, Message, Notice, StoredBooking};
use views::moment;
use views::pieces::party_words;
use views::route::{Link, ServerPage};
use views::words::{put, written as w};

use super::{About, Letter, Writer, brief};
use crate::{calendar, words};

impl Writer<'_> {
    /// The words of a notice, with a link that `token` opens; `None` when the session's series or place is not in the
    /// directory. Whether it still holds is for the caller to know ([`Notice::holds`]).
    #[must_use]
    pub fn told(&self, due: &DueNotice, token: &PrivateToken) -> Option<Message> {
        let held = &due.booking;
        let is_of_one = held.course.is_none() || due.notice.is_of_one_session();
        let about = self.about(if is_of_one { &held.session } else { held.next(self.now) })?;
        let letter = match &due.notice {
            Notice::Booked if !is_of_one => Letter {
                short_values: vec![("count", about.dates.len().to_string())],
                ..self.coming(
                    &about,
                    held,
                    token,
                    [
                        w::BOOKED_MESSAGE_SUBJECT,
                        w::COURSE_MESSAGE,
                        w::COURSE_MESSAGE_NEXT,
                        w::COURSE_MESSAGE_SHORT,
                    ],
                )
            },
            Notice::Booked => self.coming(
                &about,
                held,
                token,
                [
                    w::BOOKED_MESSAGE_SUBJECT,
                    w::BOOKED_MESSAGE,
                    w::BOOKED_MESSAGE_NEXT,
                    w::BOOKED_MESSAGE_SHORT,
                ],
            ),
            Notice::Accepted => self.coming(
                &about,
                held,
                token,
                [
                    w::ACCEPTED_MESSAGE_SUBJECT,
                    w::ACCEPTED_MESSAGE,
                    w::BOOKED_MESSAGE_NEXT,
                    w::ACCEPTED_MESSAGE_SHORT,
                ],
            ),
            Notice::Reminder => self.coming(&about, held, token, self.reminder(&about)),
            Notice::Joined { position } => self.joined(&about, held, token, *position),
            Notice::Offered { until } => self.offered(&about, held, token, *until),
            Notice::Lapsed => Letter {
                opening: about.titled(w::LAPSED_MESSAGE),
                link: format!("{}{}", self.public_url, Link::Session(about.session.id.clone()).href()),
                link_words: w::MESSAGE_SEE_SESSION,
                closing: w::LAPSED_MESSAGE_NEXT,
                short: w::LAPSED_MESSAGE_SHORT,
                ..self.letter(&about, held, token, w::LAPSED_MESSAGE_SUBJECT)
            },
            Notice::PartyChanged => self.party_changed(&about, held, token),
            Notice::Left => Letter {
                opening: about.titled(w::LEFT_MESSAGE),
                link_words: w::MESSAGE_OTHER_TIMES,
                closing: w::LEFT_MESSAGE_NEXT,
                short: w::LEFT_MESSAGE_SHORT,
                ..self.letter(&about, held, token, w::LEFT_MESSAGE_SUBJECT)
            },
            Notice::Closed => self.closed(&about, held, token),
            Notice::WeekChanged { coming } => self.week(&about, held, token, *coming),
            Notice::SessionCancelled if held.status.holds_places() => Letter {
                opening: about.titled(w::COURSE_MESSAGE_OFF),
                closing: w::COURSE_MESSAGE_OFF_NEXT,
                short: w::SESSION_MESSAGE_CANCELLED_SHORT,
                calendar: Some(self.calendar(&about)),
                ..self.letter(&about, held, token, w::SESSION_MESSAGE_CANCELLED_SUBJECT)
            },
            Notice::Cancelled => return self.cancelled(due.id.clone(), held, token),
            Notice::SessionCancelled => self.session_cancelled(&about, held, token),
            Notice::SessionCancelledBecause { reason } => {
                let mut letter = self.session_cancelled(&about, held, token);
                letter.rows.push((w::SESSION_MESSAGE_REASON, reason.clone()));
                letter.short = w::SESSION_MESSAGE_CANCELLED_BECAUSE_SHORT;
                letter.short_values.push(("reason", reason.clone()));
                letter
            }
            Notice::SessionMoved { from, from_location } => {
                self.moved(&about, held, token, *from, from_location)
            }
            Notice::HowWasIt => self.how_was_it(&about, held, token),
            Notice::Link => Letter {
                opening: about.titled(w::LINK_MESSAGE),
                closing: w::LINK_MESSAGE_NEXT,
                short: w::LINK_MESSAGE_SHORT,
                ..self.letter(&about, held, token, w::LINK_MESSAGE_SUBJECT)
            },
        };
        Some(letter.to(due.id.clone(), &held.contact, &about))
    }

    /// "Not going ahead"
    fn session_cancelled(&self, about: &About<'_>, held: &StoredBooking, token: &PrivateToken) -> Letter {
        Letter {
            opening: about.titled(w::SESSION_MESSAGE_CANCELLED),
            link_words: w::MESSAGE_OTHER_TIMES,
            closing: w::SESSION_MESSAGE_CANCELLED_NEXT,
            short: w::SESSION_MESSAGE_CANCELLED_SHORT,
            calendar: Some(self.calendar(about)),
            ..self.letter(about, held, token, w::SESSION_MESSAGE_CANCELLED_SUBJECT)
        }
    }

    /// A letter to a family that comes, with all it needs to know: subject, what has happened, what next, and the text.
    fn coming(
        &self,
        about: &About<'_>,
        held: &StoredBooking,
        token: &PrivateToken,
        [subject, opening, closing, short]: [&'static str; 4],
    ) -> Letter {
        let mut letter = self.letter(about, held, token, subject);
        letter.rows.extend(about.to_come());
        Letter {
            opening: about.titled(opening),
            link_words: w::MESSAGE_SEE_OR_CANCEL,
            closing: if held.course.is_some() { w::COURSE_MESSAGE_NEXT } else { closing },
            short,
            calendar: Some(self.calendar(about)),
            ..letter
        }
    }

    /// One minute's questions, at an address that names the session and nobody.
    fn how_was_it(&self, about: &About<'_>, held: &StoredBooking, token: &PrivateToken) -> Letter {
        let mut letter = self.letter(about, held, token, w::HOW_WAS_IT_MESSAGE_SUBJECT);
        // Who came, and the booking's reference, have nothing to do with the answer.
        letter.rows.truncate(3);
        Letter {
            opening: about.subject(w::HOW_WAS_IT_MESSAGE),
            link: format!("{}{}", self.public_url, ServerPage::HowWasIt(held.session.id.clone()).href()),
            link_words: w::HOW_WAS_IT_MESSAGE_LINK,
            closing: w::HOW_WAS_IT_MESSAGE_NEXT,
            short: w::HOW_WAS_IT_MESSAGE_SHORT,
            ..letter
        }
    }

    /// No place came free: what else there is.
    fn closed(&self, about: &About<'_>, held: &StoredBooking, token: &PrivateToken) -> Letter {
        let mut letter = self.letter(about, held, token, w::CLOSED_MESSAGE_SUBJECT);
        letter.rows.extend(self.others.iter().map(|other| {
            let words = format!("{}, {}", words::moment(other.starts_at), other.location.name);
            (w::CLOSED_MESSAGE_OTHER, words)
        }));
        Letter {
            opening: about.titled(w::CLOSED_MESSAGE),
            link_words: w::MESSAGE_OTHER_TIMES,
            closing: w::CLOSED_MESSAGE_NEXT,
            short: w::CLOSED_MESSAGE_SHORT,
            ..letter
        }
    }

    /// One week of a course is given back, or taken back.
    fn week(&self, about: &About<'_>, held: &StoredBooking, token: &PrivateToken, coming: bool) -> Letter {
        let [subject, opening, closing, short] = if coming {
            [
                w::COURSE_MESSAGE_BACK_SUBJECT,
                w::COURSE_MESSAGE_BACK,
                w::COURSE_MESSAGE_NEXT,
                w::COURSE_MESSAGE_BACK_SHORT,
            ]
        } else {
            [
                w::COURSE_MESSAGE_MISSED_SUBJECT,
                w::COURSE_MESSAGE_MISSED,
                w::COURSE_MESSAGE_MISSED_NEXT,
                w::COURSE_MESSAGE_MISSED_SHORT,
            ]
        };
        Letter {
            opening: about.titled(opening),
            closing,
            short,
            calendar: coming.then(|| self.calendar(about)),
            ..self.letter(about, held, token, subject)
        }
    }

    /// A message that was held up over midnight says "today".
    fn reminder(&self, about: &About<'_>) -> [&'static str; 4] {
        if about.session.starts_at.london_date() == self.now.london_date() {
            [
                w::REMINDER_MESSAGE_TODAY_SUBJECT,
                w::REMINDER_MESSAGE_TODAY,
                w::REMINDER_MESSAGE_NEXT,
                w::REMINDER_MESSAGE_TODAY_SHORT,
            ]
        } else {
            [
                w::REMINDER_MESSAGE_SUBJECT,
                w::REMINDER_MESSAGE,
                w::REMINDER_MESSAGE_NEXT,
                w::REMINDER_MESSAGE_SHORT,
            ]
        }
    }

    fn joined(&self, about: &About<'_>, held: &StoredBooking, token: &PrivateToken, position: u16) -> Letter {
        let position = position.to_string();
        Letter {
            opening: put(about.titled(w::JOINED_MESSAGE), &[("position", &position)]),
            link_words: w::MESSAGE_SEE_OR_LEAVE,
            closing: w::JOINED_MESSAGE_NEXT,
            short: w::JOINED_MESSAGE_SHORT,
            short_values: vec![("position", position)],
            ..self.letter(about, held, token, w::JOINED_MESSAGE_SUBJECT)
        }
    }

    fn offered(
        &self,
        about: &About<'_>,
        held: &StoredBooking,
        token: &PrivateToken,
        until: Instant,
    ) -> Letter {
        let opening = if held.places == 1 { w::OFFERED_MESSAGE_ONE } else { w::OFFERED_MESSAGE_OTHER };
        let (count, until_words) = (held.places.to_string(), moment::start(until, None));
        let mut letter = self.letter(about, held, token, w::OFFERED_MESSAGE_SUBJECT);
        letter.rows.insert(0, (w::MESSAGE_HELD_UNTIL, words::moment(until)));
        letter.rows.extend(about.to_come());
        Letter {
            opening: put(about.titled(opening), &[("count", &count), ("until", &until_words)]),
            link_words: w::MESSAGE_TAKE,
            closing: w::OFFERED_MESSAGE_NEXT,
            short: w::OFFERED_MESSAGE_SHORT,
            short_values: vec![("until", brief(until))],
            ..letter
        }
    }

    fn party_changed(&self, about: &About<'_>, held: &StoredBooking, token: &PrivateToken) -> Letter {
        let opening = by_status(
            held.status,
            [w::PARTY_MESSAGE_BOOKED, w::PARTY_MESSAGE_WAITING, w::PARTY_MESSAGE_OFFERED],
        );
        let party = party_words(held.party.adults(), held.party.children().len());
        Letter {
            opening: about.titled(&opening),
            closing: w::PARTY_MESSAGE_NEXT,
            short: w::PARTY_MESSAGE_SHORT,
            short_values: vec![("party", party)],
            ..self.letter(about, held, token, w::PARTY_MESSAGE_SUBJECT)
        }
    }

    fn moved(
        &self,
        about: &About<'_>,
        held: &StoredBooking,
        token: &PrivateToken,
        from: Instant,
        from_location: &LocationId,
    ) -> Letter {
        let About { session, location, .. } = about;
        let opening = by_status(
            held.status,
            [w::SESSION_MESSAGE_MOVED, w::SESSION_MESSAGE_MOVED_WAITING, w::SESSION_MESSAGE_MOVED_OFFERED],
        );
        let is_elsewhere = *from_location != session.location_id;
        let was_at = is_elsewhere.then(|| self.directory.location(from_location)).flatten();
        let before = match was_at {
            Some(place) => format!("{}, {}", words::moment(from), calendar::address(&place.clone().public())),
            None => words::moment(from),
        };
        let mut letter = self.letter(about, held, token, w::SESSION_MESSAGE_MOVED_SUBJECT);
        letter.rows.insert(3, (w::MESSAGE_BEFORE, before));
        let (short, values) = if from != session.starts_at {
            (w::SESSION_MESSAGE_MOVED_SHORT, vec![("before", brief(from))])
        } else if is_elsewhere {
            (w::SESSION_MESSAGE_MOVED_PLACE_SHORT, vec![("place", location.name.clone())])
        } else {
            (w::SESSION_MESSAGE_MOVED_END_SHORT, vec![("end", moment::time(session.ends_at.london().1))])
        };
        Letter {
            opening: about.titled(&opening),
            link_words: w::MESSAGE_SEE_OR_CANCEL,
            closing: if held.course.is_some() {
                w::COURSE_MESSAGE_NEXT
            } else {
                w::SESSION_MESSAGE_MOVED_NEXT
            },
            short,
            short_values: values,
            // Only who is booked has it in a calendar.
            calendar: (held.status == BookingStatus::Booked).then(|| self.calendar(about)),
            ..letter
        }
    }
}

/// The words for a family that is booked, that waits, or that is offered places, with until when.
fn by_status(status: BookingStatus, [booked, waiting, offered]: [&str; 3]) -> String {
    match status {
        BookingStatus::Waiting { .. } => waiting.to_owned(),
        BookingStatus::Offered { until } => {
            put(offered.to_owned(), &[("until", &moment::start(until, None))])
        }
        _ => booked.to_owned(),
    }
}
