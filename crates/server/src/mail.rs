//! The messages that families get, and those who keep the listings. Their words: `locales/en/written/messages.toml`.

mod letter;
mod notices;

use directory::Directory;
use domain::session::SessionSummary;
use domain::{
    Contact, Instant, Location, LocationKind, NewBooking, NewListingChange, PrivateToken, Reference, Series,
    Service, Session,
};
use store::{CalendarStamp, Message, StoredBooking};
use views::moment;
use views::pages::suggest::fault_words;
use views::pieces::party_words;
use views::route::Link;
use views::words::{put, t, written as w};

use crate::{calendar, words};
use letter::{Letter, brief};

/// Writes messages.
pub struct Writer<'a> {
    /// Where titles and addresses come from.
    pub directory: &'a Directory,
    /// The address families use, without a slash at its end.
    pub public_url: &'a str,
    /// The time of writing.
    pub now: Instant,
    /// How often the session was moved or cancelled: the `SEQUENCE` of its calendar file.
    pub sequence: u32,
    /// The weeks of a course that its messages are about, each with how often it was moved or cancelled. Empty for what is
    /// about one session.
    pub weeks: Vec<(Session, u32)>,
    /// Sessions with room, for a family that found none.
    pub others: Vec<SessionSummary>,
}

impl Writer<'_> {
    /// "You're booked": `None` when the session's series or place is not in the directory.
    #[must_use]
    pub fn booked(
        &self,
        id: String,
        session: &Session,
        booking: &NewBooking,
        reference: &Reference,
    ) -> Option<Message> {
        let about = self.about(session)?;
        let party = party_words(booking.party.adults(), booking.party.children().len());
        let mut rows = about.rows(self.place(about.location), party, reference);
        rows.extend(about.to_come());
        let letter = Letter {
            subject: about.subject(w::BOOKED_MESSAGE_SUBJECT),
            greeting: hello(booking.name.as_str()),
            opening: about.titled(w::BOOKED_MESSAGE),
            rows,
            link: self.link(booking.id.clone(), &booking.token),
            link_words: w::MESSAGE_SEE_OR_CANCEL,
            closing: w::BOOKED_MESSAGE_NEXT,
            short: w::BOOKED_MESSAGE_SHORT,
            short_values: Vec::new(),
            calendar: Some(self.calendar(&about)),
        };
        Some(letter.to(id, &booking.contact, &about))
    }

    /// "Your booking is cancelled": `None` when the session's series or place is not in the directory.
    #[must_use]
    pub fn cancelled(&self, id: String, held: &StoredBooking, token: &PrivateToken) -> Option<Message> {
        let about = self.about(held.next(self.now))?;
        let letter = Letter {
            opening: about.titled(w::CANCELLED_MESSAGE),
            closing: w::CANCELLED_MESSAGE_NEXT,
            short: w::CANCELLED_MESSAGE_SHORT,
            ..self.letter(&about, held, token, w::CANCELLED_MESSAGE_SUBJECT)
        };
        Some(letter.to(id, &held.contact, &about))
    }

    fn about<'a>(&'a self, session: &'a Session) -> Option<About<'a>> {
        let series = self.directory.series(&session.series_id)?;
        let location = self.directory.location(&session.location_id)?;
        Some(About { session, series, location, dates: self.dates() })
    }

    /// A letter with the facts of a booking, and nothing else in it yet.
    fn letter(
        &self,
        about: &About<'_>,
        held: &StoredBooking,
        token: &PrivateToken,
        subject: &'static str,
    ) -> Letter {
        let party = party_words(held.party.adults(), held.party.children().len());
        Letter {
            subject: about.subject(subject),
            greeting: hello(held.name.as_str()),
            opening: String::new(),
            rows: about.rows(self.place(about.location), party, &held.reference),
            link: self.link(held.id.clone(), token),
            link_words: w::MESSAGE_SEE,
            closing: "",
            short: "",
            short_values: Vec::new(),
            calendar: None,
        }
    }

    /// The dates of a course; empty for what is about one session.
    fn dates(&self) -> Vec<String> {
        self.weeks.iter().map(|(week, _)| words::when(week.starts_at, week.ends_at)).collect()
    }

    /// The session as a file, or each week of the course.
    fn calendar(&self, about: &About<'_>) -> String {
        let location = about.location.clone().public();
        if self.weeks.is_empty() {
            return calendar::file(
                about.session,
                about.series,
                &location,
                self.sequence,
                self.public_url,
                self.now,
            );
        }
        // A week may have been moved to another place.
        let place = |week: &Session| {
            let elsewhere = self.directory.location(&week.location_id);
            elsewhere.map_or_else(|| location.clone(), |place| place.clone().public())
        };
        let places: Vec<Location> = self.weeks.iter().map(|(week, _)| place(week)).collect();
        let entries: Vec<calendar::Entry<'_>> = self
            .weeks
            .iter()
            .zip(&places)
            .map(|((session, sequence), location)| calendar::Entry {
                session,
                series: about.series,
                location,
                stamp: CalendarStamp { sequence: *sequence, changed_at: self.now },
            })
            .collect();
        calendar::several(&entries, self.public_url, self.now)
    }

    fn place(&self, location: &Location) -> String {
        let words = match location {
            Location { masked: true, .. } => w::MESSAGE_MASKED,
            Location { kind: LocationKind::Virtual, .. } => w::MESSAGE_VIRTUAL,
            open => return calendar::address(open),
        };
        put(words.to_owned(), &[("place", &location.name)])
    }

    fn link(&self, id: domain::BookingId, token: &PrivateToken) -> String {
        // The token stands in the fragment, which browsers never send to a server or in a referrer.
        format!("{}{}#{}", self.public_url, Link::Booking(id).href(), token.expose())
    }
}

/// What a message is about.
struct About<'a> {
    session: &'a Session,
    series: &'a Series,
    location: &'a Location,
    /// All dates of a course; empty for one session.
    dates: Vec<String>,
}

impl About<'_> {
    fn titled(&self, words: &str) -> String {
        put(words.to_owned(), &[("title", &self.series.title)])
    }

    fn subject(&self, words: &str) -> String {
        let date = words::date(self.session.starts_at.london_date());
        put(words.to_owned(), &[("date", &date), ("title", &self.series.title)])
    }

    /// The facts in a table.
    fn rows(&self, place: String, party: String, reference: &Reference) -> Vec<(&'static str, String)> {
        let Self { session, series, dates, .. } = self;
        let when = match dates.as_slice() {
            [] => words::when(session.starts_at, session.ends_at),
            dates => dates.join("; "),
        };
        vec![
            (w::MESSAGE_WHAT, series.title.clone()),
            (w::MESSAGE_WHEN, when),
            (w::MESSAGE_WHERE, place),
            (w::MESSAGE_WHO, party),
            (w::MESSAGE_REFERENCE, reference.to_string()),
        ]
    }

    /// What to bring and what it costs, where there is something to say.
    fn to_come(&self) -> impl Iterator<Item = (&'static str, String)> {
        let series = self.series;
        let bring =
            (!series.what_to_bring.is_empty()).then(|| (w::MESSAGE_BRING, series.what_to_bring.clone()));
        let cost = (series.cost_pence > 0).then(|| (w::MESSAGE_COST, moment::price(series.cost_pence)));
        [bring, cost].into_iter().flatten()
    }
}

fn hello(name: &str) -> String {
    put(w::MESSAGE_HELLO.to_owned(), &[("name", name)])
}

/// What a reader says is wrong with a listing, to whoever keeps it, at this address.
#[must_use]
pub fn listing_change(
    id: String,
    to: &Contact,
    service: &Service,
    change: &NewListingChange,
    public_url: &str,
) -> Message {
    let mut rows = vec![
        (w::LISTING_MESSAGE_SERVICE, service.name.clone()),
        (w::LISTING_MESSAGE_WRONG, t(fault_words(change.what)).to_owned()),
    ];
    rows.extend(
        (!change.text.as_str().is_empty())
            .then(|| (w::LISTING_MESSAGE_WORDS, change.text.as_str().to_owned())),
    );
    let answer = change.email.as_ref().map_or(w::LISTING_MESSAGE_NO_ANSWER, |email| email.as_str());
    rows.push((w::LISTING_MESSAGE_ANSWER, answer.to_owned()));
    let letter = Letter {
        subject: put(w::LISTING_MESSAGE_SUBJECT.to_owned(), &[("title", &service.name)]),
        greeting: w::LISTING_MESSAGE_HELLO.to_owned(),
        opening: w::LISTING_MESSAGE.to_owned(),
        rows,
        link: format!("{public_url}{}", Link::Service(service.id.clone()).href()),
        link_words: w::LISTING_MESSAGE_SEE,
        closing: w::LISTING_MESSAGE_NEXT,
        short: "",
        short_values: Vec::new(),
        calendar: None,
    };
    letter.message(id, to, String::new())
}
