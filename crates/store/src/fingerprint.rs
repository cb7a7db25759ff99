//! Fingerprints: SHA-256 (FIPS 180-4) of what must be recognised and never read back.

use domain::team_key::TeamKey;
use domain::{Contact, NewBooking, PrivateToken};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The fingerprint of a private token. The token is 128 random bits, so no salt is needed.
pub(crate) fn of_token(token: &PrivateToken) -> [u8; 32] {
    Sha256::digest(token.expose()).into()
}

/// The fingerprint of a key of the team. It is 256 random bits, so no salt is needed.
pub(crate) fn of_team_key(key: &TeamKey) -> [u8; 32] {
    Sha256::digest(key.expose()).into()
}

/// The fingerprint of all that a family sent, by which a retry is told from another booking under the same id.
///
/// It starts with the token, which is kept nowhere: without it a stolen database could be asked "is it this
/// name and this number?" as fast as a machine can hash.
pub(crate) fn of_request(booking: &NewBooking) -> [u8; 32] {
    let ages: Vec<u8> = booking.party.children().iter().flat_map(|age| age.0.to_be_bytes()).collect();
    let contact_by = match booking.contact {
        Contact::Email(_) => "email",
        Contact::Phone(_) => "phone",
    };
    let on_behalf = booking.on_behalf.as_ref().map(|one| one.as_str().as_bytes());
    let parts: [&[u8]; 8] = [
        booking.token.expose().as_bytes(),
        booking.session_id.as_str().as_bytes(),
        &[booking.party.adults()],
        &ages,
        booking.name.as_str().as_bytes(),
        contact_by.as_bytes(),
        booking.contact.as_str().as_bytes(),
        booking.access_needs.as_bytes(),
    ];
    // Not a word that an organisation could have.
    let course = booking.course.then_some(&b"\0course"[..]);
    let mut hash = Sha256::new();
    // What is not asked for is no part, so that what was kept before there was such a part is still known.
    for part in parts.into_iter().chain(on_behalf).chain(course) {
        // Each part's length goes first, so that no letter can move from one field to the next unnoticed.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// The id of the message that is the `number`th to the family of this booking: 32 hexadecimal digits, which tell nothing
/// of the booking to those who carry the message.
pub(crate) fn message_id(booking: &str, number: i64) -> String {
    let mut hash = Sha256::new();
    hash.update(booking);
    hash.update(number.to_be_bytes());
    hash.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether two fingerprints are the same, in a time that does not tell how much of them is.
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{BookingId, RawBooking};

    fn booking(change: impl FnOnce(&mut RawBooking)) -> NewBooking {
        let mut raw = RawBooking {
            session_id: "baby-massage-2026-11-24".parse().unwrap(),
            token: "ab".repeat(16),
            adults: 1,
            children: vec!["5".to_owned()],
            name: "Sam Okafor".to_owned(),
            contact: "sam@example.org".to_owned(),
            access_needs: String::new(),
            on_behalf: None,
            waiting: false,
            course: false,
        };
        change(&mut raw);
        raw.parse(BookingId::from_random([1; 16])).unwrap()
    }

    #[test]
    fn every_part_of_a_request_counts() {
        let first = of_request(&booking(|_| ()));
        assert_eq!(first, of_request(&booking(|raw| raw.name = "  Sam  Okafor".to_owned())));
        let changes: [fn(&mut RawBooking); 9] = [
            |raw| raw.session_id = "baby-massage-2026-12-01".parse().unwrap(),
            |raw| raw.token = "ac".repeat(16),
            |raw| raw.adults = 2,
            |raw| raw.children = vec!["6".to_owned()],
            |raw| raw.name = "Sam Okafo".to_owned(),
            |raw| raw.contact = "sam@example.com".to_owned(),
            |raw| raw.access_needs = "A quiet corner".to_owned(),
            |raw| raw.on_behalf = Some("Health visitor".to_owned()),
            |raw| raw.course = true,
        ];
        for (i, change) in changes.into_iter().enumerate() {
            assert_ne!(first, of_request(&booking(change)), "change {i}");
        }
    }

    #[test]
    fn a_retry_that_would_wait_is_the_same_request() {
        assert_eq!(of_request(&booking(|_| ())), of_request(&booking(|raw| raw.waiting = true)));
    }

    #[test]
    fn every_message_has_an_id_of_its_own() {
        let id = message_id("7d0c0f3e-1111-4222-8333-444455556666", 1);
        assert!(id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
        assert_ne!(id, message_id("7d0c0f3e-1111-4222-8333-444455556666", 2));
        assert_ne!(id, message_id("7d0c0f3e-1111-4222-8333-444455556667", 1));
    }

    #[test]
    fn a_token_is_recognised_and_no_other() {
        let token = |byte| PrivateToken::from_random([byte; 16]);
        assert!(same(&of_token(&token(7)), &of_token(&token(7))));
        assert!(!same(&of_token(&token(7)), &of_token(&token(8))));
        assert!(!same(&of_token(&token(7)), &[]));
    }
}
