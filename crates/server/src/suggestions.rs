//! Changes suggested to listings, for whoever keeps them.

use domain::{Contact, OpenListingChange};

/// The suggestions as CSV (RFC 4180) with a header.
///
/// Readers write what they like, and a spreadsheet runs what begins like a formula: such a text gets an apostrophe.
#[must_use]
pub fn csv(open: &[OpenListingChange]) -> String {
    let mut rows = csv::Writer::from_writer(Vec::new());
    // Memory takes every row.
    let _ = rows.write_record(["id", "received", "service", "service_id", "what", "text", "answer_to"]);
    for one in open {
        let _ = rows.write_record([
            one.id.as_str(),
            &one.received_at.to_string(),
            &harmless(&one.service),
            one.service_id.as_str(),
            one.what.as_str(),
            &harmless(one.text.as_str()),
            &harmless(one.email.as_ref().map_or("", Contact::as_str)),
        ]);
    }
    rows.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// The text as a spreadsheet reads it as words and runs nothing.
pub(crate) fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Instant, RawListingChange};

    #[test]
    fn a_spreadsheet_reads_words_and_runs_nothing() {
        let raw = RawListingChange {
            id: "7d0c0f3e-1111-4222-8333-444455556666".to_owned(),
            what: "other".to_owned(),
            text: "=HYPERLINK(\"x\"),\nsaid \"so\"".to_owned(),
            email: "sam@example.org".to_owned(),
        };
        let new = raw.parse("massage".parse().unwrap()).unwrap();
        let open = OpenListingChange {
            id: new.id,
            service_id: new.service_id,
            service: "Massage, for babies".to_owned(),
            what: new.what,
            text: new.text,
            email: new.email,
            received_at: Instant::from_unix(0),
        };
        assert_eq!(
            csv(&[open]),
            "id,received,service,service_id,what,text,answer_to\n\
             7d0c0f3e-1111-4222-8333-444455556666,1970-01-01T00:00:00Z,\"Massage, for babies\",massage,other,\
             \"'=HYPERLINK(\"\"x\"\"),\nsaid \"\"so\"\"\",sam@example.org\n"
        );
        assert_eq!(harmless("ten - eleven"), "ten - eleven");
    }
}
