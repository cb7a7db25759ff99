//! Requests for help as the hub team works with them on the command line.

use core::fmt::Write as _;

use domain::support_request::{StoredRequest, SupportRequest};
use domain::{Contact, Instant, Reference};
use store::{Store, StoreError};
use views::moment;
use views::written::ask::{time_words, topic_words, urgency_words, whom_words};

use crate::cli::Requests;
use crate::suggestions::harmless;
use crate::written::ask::opened;

/// The longest name of who has a request, in characters.
const LONGEST_WHO: usize = 80;

/// Why a request could not be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum RequestsError {
    /// There is none.
    #[error("no request has this reference")]
    NotFound,
    /// It is closed or was taken back.
    #[error("this request is not open any more")]
    NotOpen,
    /// Its words are gone.
    #[error("what was asked has been deleted")]
    Deleted,
    /// There is no key, or another.
    #[error("the key does not open this request. Check --data-key: it has to be the key of the server")]
    Key,
    /// Nobody, or too long.
    #[error("--to needs a role or initials of at most {LONGEST_WHO} characters")]
    Who,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Does what is asked and says it.
///
/// # Errors
/// When there is no such request, it is not open, or the key does not open it.
pub async fn run(store: &dyn Store, asked: Requests, now: Instant) -> Result<String, RequestsError> {
    if let Some(reference) = &asked.show {
        return show(store, reference, &asked).await;
    }
    if let Some(reference) = &asked.assign {
        let who = asked.to.as_deref().unwrap_or_default().trim();
        if who.is_empty() || who.chars().count() > LONGEST_WHO {
            return Err(RequestsError::Who);
        }
        find(store, reference).await?;
        let done = store.assign_request(reference, who).await?;
        return if done { Ok(format!("{reference} is with {who}\n")) } else { Err(RequestsError::NotOpen) };
    }
    if let (Some(reference), Some(outcome)) = (&asked.close, asked.outcome) {
        find(store, reference).await?;
        let done = store.close_request(reference, outcome, now).await?;
        return if done {
            Ok(format!("{reference} is closed: {}\n", outcome.slug()))
        } else {
            Err(RequestsError::NotOpen)
        };
    }
    Ok(list(&store.open_requests().await?, now))
}

async fn find(store: &dyn Store, reference: &Reference) -> Result<StoredRequest, RequestsError> {
    store.request_by_reference(reference).await?.ok_or(RequestsError::NotFound)
}

async fn show(store: &dyn Store, reference: &Reference, asked: &Requests) -> Result<String, RequestsError> {
    let request = find(store, reference).await?;
    if request.sealed.is_empty() {
        return Err(RequestsError::Deleted);
    }
    let words = opened(asked.key.data_key.as_ref(), &request).ok_or(RequestsError::Key)?;
    Ok(told(&request, &words))
}

/// Everything that was asked, what is safe first.
fn told(request: &StoredRequest, words: &SupportRequest) -> String {
    let by = match &words.contact {
        Contact::Phone(_) => "phone",
        Contact::Email(_) => "email",
    };
    let list = |words: Vec<&str>| words.join("; ");
    let rows = [
        ("Reference", request.reference.to_string()),
        ("Safe to leave a message", if words.message_is_safe { "yes" } else { "NO" }.to_owned()),
        ("Safe times", list(words.times.iter().map(|time| time_words(*time)).collect())),
        ("Ask for", words.name.as_str().to_owned()),
        (by, words.contact.as_str().to_owned()),
        ("Language", if words.language.is_empty() { "English".to_owned() } else { words.language.clone() }),
        ("How soon", urgency_words(words.urgency).to_owned()),
        ("Answer by", moment::full_date(request.answer_by)),
        ("About", topic_words(words.topic).to_owned()),
        ("For", list(words.whom.iter().map(|whom| whom_words(*whom)).collect())),
        ("Asked by a professional, with the family's agreement", words.asked_by.clone().unwrap_or_default()),
        ("In their words", words.words.clone()),
    ];
    let shown = rows.iter().filter(|(_, text)| !text.is_empty());
    shown.fold(String::new(), |mut lines, (name, text)| {
        // Writing to a text never fails.
        let _ = writeln!(lines, "{name}: {text}");
        lines
    })
}

/// Open requests as CSV (RFC 4180), without what they ask.
fn list(open: &[StoredRequest], now: Instant) -> String {
    let mut rows = csv::Writer::from_writer(Vec::new());
    // Memory takes every row.
    let _ =
        rows.write_record(["reference", "locality", "state", "assigned_to", "received", "answer_by", "late"]);
    for one in open {
        let _ = rows.write_record([
            one.reference.as_str(),
            one.locality.as_str(),
            one.state.slug(),
            &harmless(&one.assigned_to),
            &one.received_at.to_string(),
            &one.answer_by.to_string(),
            if one.answer_by < now.london_date() { "late" } else { "" },
        ]);
    }
    rows.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}
