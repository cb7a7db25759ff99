//! The words of the messages that families get, and those who keep the listings.

use directory::Directory;
use domain::{
    Contact, Instant, Location, LocationKind, NewBooking, NewListingChange, PrivateToken, Reference, Series,
    Service, Session,
};
use store::{Channel, Message, StoredBooking};

use crate::html::escape;
use crate::{calendar, words};
use views::moment;
use views::pages::suggest::fault_words;
use views::pieces::party_words;
use views::route::Link;
use views::words::t;

/// Writes messages.
pub struct Writer<'a> {
    /// Where titles and addresses come from.
    pub directory: &'a Directory,
    /// The address families use, without a slash at its end.
    pub public_url: &'a str,
    /// The time of writing.
    pub now: Instant,
}

/// What every message about a booking says, each as a heading and its words.
struct Facts {
    greeting: String,
    opening: String,
    rows: Vec<(&'static str, String)>,
    link: String,
    link_words: &'static str,
    closing: &'static str,
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
        let (series, location) = self.place_of(session)?;
        let when = words::when(session.starts_at, session.ends_at);
        let mut rows = vec![
            ("What", series.title.clone()),
            ("When", when.clone()),
            ("Where", self.place(&location)),
            ("Who", party_words(booking.party.adults(), booking.party.children().len())),
            ("Reference", reference.to_string()),
        ];
        rows.extend(
            (!series.what_to_bring.is_empty()).then(|| ("What to bring", series.what_to_bring.clone())),
        );
        rows.extend((series.cost_pence > 0).then(|| ("Cost", moment::price(series.cost_pence))));
        let link = self.link(booking.id.as_str(), &booking.token);
        let facts = Facts {
            greeting: format!("Hello {}", booking.name.as_str()),
            opening: format!("You're booked in for {}. We look forward to seeing you.", series.title),
            rows,
            link: link.clone(),
            link_words: "See or cancel your booking",
            closing: "If you can't come, please cancel with the link so that another family can have the place. \
                      Keep the link to yourself: it opens your booking.",
        };
        let short = format!(
            "You're booked: {}, {when}, {}. Reference {reference}. See or cancel: {link}",
            series.title,
            calendar::address(&location),
        );
        let file = calendar::file(session, series, &location, self.public_url, self.now);
        let subject =
            format!("You're booked: {}, {}", series.title, words::date(session.starts_at.london_date()));
        Some(message(id, &booking.contact, &subject, &facts, short, Some(file)))
    }

    /// "Your booking is cancelled": `None` when the session's series or place is not in the directory.
    #[must_use]
    pub fn cancelled(&self, id: String, held: &StoredBooking, token: &PrivateToken) -> Option<Message> {
        let (series, _) = self.place_of(&held.session)?;
        let when = words::when(held.session.starts_at, held.session.ends_at);
        let facts = Facts {
            greeting: format!("Hello {}", held.name.as_str()),
            opening: format!(
                "Your booking for {} is cancelled. Thank you for letting us know.",
                series.title
            ),
            rows: vec![
                ("What", series.title.clone()),
                ("When", when.clone()),
                ("Who", party_words(held.party.adults(), held.party.children().len())),
                ("Reference", held.reference.to_string()),
            ],
            link: self.link(held.id.as_str(), token),
            link_words: "See your booking",
            closing: "You are welcome to book another session at any time.",
        };
        let short = format!("Cancelled: {}, {when}. Reference {}.", series.title, held.reference);
        let subject =
            format!("Cancelled: {}, {}", series.title, words::date(held.session.starts_at.london_date()));
        Some(message(id, &held.contact, &subject, &facts, short, None))
    }

    fn place_of(&self, session: &Session) -> Option<(&Series, Location)> {
        let series = self.directory.series(&session.series_id)?;
        let location = self.directory.location(&session.location_id)?.clone().public();
        Some((series, location))
    }

    fn place(&self, location: &Location) -> String {
        if location.masked {
            return format!(
                "{}. We keep this address private and will tell you how to get there.",
                location.name
            );
        }
        if location.kind == LocationKind::Virtual {
            return format!("{}, online or by phone. We will send you how to join.", location.name);
        }
        calendar::address(location)
    }

    fn link(&self, id: &str, token: &PrivateToken) -> String {
        // The token stands in the fragment, which browsers never send to a server or in a referrer.
        format!("{}/bookings/{id}#{}", self.public_url, token.expose())
    }
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
    let mut rows =
        vec![("Service", service.name.clone()), ("What is wrong", t(fault_words(change.what)).to_owned())];
    rows.extend(
        (!change.text.as_str().is_empty()).then(|| ("In their words", change.text.as_str().to_owned())),
    );
    let answer = match &change.email {
        Some(email) => email.as_str().to_owned(),
        None => "They left no address.".to_owned(),
    };
    rows.push(("Answer to", answer));
    let facts = Facts {
        greeting: "Hello".to_owned(),
        opening: "Someone who read this listing in the family hub's directory says that it is not right."
            .to_owned(),
        rows,
        link: format!("{public_url}{}", Link::Service(service.id.clone()).href()),
        link_words: "See the listing",
        closing: "Please check, and have the listing put right. An email address was given for your answer and for \
                  nothing else: delete this message when you have dealt with it.",
    };
    message(id, to, &format!("Is this listing right? {}", service.name), &facts, String::new(), None)
}

fn message(
    id: String,
    contact: &Contact,
    subject: &str,
    facts: &Facts,
    short: String,
    calendar: Option<String>,
) -> Message {
    match contact {
        Contact::Email(address) => Message {
            id,
            channel: Channel::Email,
            recipient: address.clone(),
            subject: subject.to_owned(),
            text: facts.text(),
            html: Some(facts.html()),
            calendar,
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

impl Facts {
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
        let Self { greeting, opening, link, link_words, closing, .. } = self;
        format!(
            "<!doctype html>\n<html lang=\"en\"><body>\n<p>{},</p>\n<p>{}</p>\n<table cellpadding=\"6\">\n{rows}</table>\n\
             <p><a href=\"{}\">{link_words}</a></p>\n<p>{closing}</p>\n</body></html>\n",
            escape(greeting),
            escape(opening),
            escape(link),
        )
    }
}
