//! The outbox: messages kept with their bookings, handed over by a worker until it works or three days pass.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use domain::Instant;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncTransport, Tokio1Executor};
use store::{Channel, DueMessage, Message, Store, StoreError};

/// The longest wait before another try, in minutes.
const LONGEST_WAIT: i64 = 60;
/// A message older than this is given up, in minutes: three days.
const GIVE_UP: i64 = 3 * 24 * 60;
/// How long a worker has for one message before another worker may take it, in minutes.
const LEASE: i64 = 5;
/// How many messages are taken at once.
const BATCH: u16 = 20;

/// Why a message was not handed over. It never holds an address or a name.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// The file could not be written.
    #[error("the outbox folder cannot be written: {0}")]
    File(std::io::ErrorKind),
    /// An address or header that cannot be written in an email.
    #[error("the message cannot be put together")]
    Unwritable,
    /// The mail server did not take it.
    #[error("the mail server {0}")]
    Smtp(String),
    /// There is nobody to pass text messages on.
    #[error("there is no --text-desk to pass text messages on")]
    NoTextDesk,
    /// The address of the mail server, or the sender's, is not one.
    #[error("{0}")]
    Settings(String),
}

/// Who the messages are from, and where text messages go over email.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The sender of every email.
    pub from: Mailbox,
    /// The hub team's own mailbox, which passes text messages on.
    pub text_desk: Option<Mailbox>,
    /// The right half of every `Message-ID`.
    pub host: String,
}

/// How messages leave.
pub enum Delivery {
    /// As files in a folder, for development and for small councils that collect them.
    Files {
        /// The folder.
        folder: PathBuf,
        /// Who they are from.
        sender: Sender,
    },
    /// By SMTP.
    Smtp {
        /// The connection.
        transport: Box<AsyncSmtpTransport<Tokio1Executor>>,
        /// Who they are from.
        sender: Sender,
    },
}

impl Delivery {
    /// Files in `folder`, which is made when it is not there.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn files(folder: &Path, sender: Sender) -> Result<Self, DeliveryError> {
        std::fs::create_dir_all(folder).map_err(|e| DeliveryError::File(e.kind()))?;
        Ok(Self::Files { folder: folder.to_owned(), sender })
    }

    /// A mail server by address: `smtp://user:password@host:25`, `smtps://…`, or `smtp://…?tls=required` for
    /// STARTTLS.
    ///
    /// # Errors
    /// When the address is not one.
    pub fn smtp(url: &str, sender: Sender) -> Result<Self, DeliveryError> {
        // The address may hold a password, so what is wrong with it is not quoted.
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| {
            DeliveryError::Settings("--smtp-url is not the address of a mail server: smtp://host:25 or smtps://user:password@host".to_owned())
        })?;
        let transport = Box::new(builder.timeout(Some(Duration::from_secs(30))).build());
        Ok(Self::Smtp { transport, sender })
    }

    /// Hands one message over.
    ///
    /// # Errors
    /// When it was not taken; the same message may be handed over again.
    pub async fn deliver(&self, due: &DueMessage) -> Result<(), DeliveryError> {
        let message = &due.message;
        match self {
            Self::Files { folder, sender } => {
                let (bytes, ending) = match message.channel {
                    Channel::Email => (email(due, sender, mailbox(&message.recipient)?)?.formatted(), "eml"),
                    Channel::Text => {
                        (format!("To: {}\n\n{}\n", message.recipient, message.text).into_bytes(), "txt")
                    }
                };
                // The time is that of writing, so that a second delivery takes the place of the first.
                let name = format!("{}-{}.{ending}", due.created_at.to_string().replace(':', ""), message.id);
                write(folder, &name, &bytes).await.map_err(|e| DeliveryError::File(e.kind()))
            }
            Self::Smtp { transport, sender } => {
                let to = match message.channel {
                    Channel::Email => mailbox(&message.recipient)?,
                    Channel::Text => sender.text_desk.clone().ok_or(DeliveryError::NoTextDesk)?,
                };
                let email = email(due, sender, to)?;
                transport.send(email).await.map(|_| ()).map_err(|e| refused(&e))
            }
        }
    }
}

/// Says what happened without the server's own words, which often quote the address.
fn refused(error: &lettre::transport::smtp::Error) -> DeliveryError {
    let what = match error.status() {
        Some(code) => format!("answered {code}"),
        None if error.is_timeout() => "did not answer in time".to_owned(),
        None if error.is_tls() => "has no valid certificate".to_owned(),
        None => "cannot be reached".to_owned(),
    };
    DeliveryError::Smtp(what)
}

fn mailbox(address: &str) -> Result<Mailbox, DeliveryError> {
    Ok(Mailbox::new(None, address.parse().map_err(|_| DeliveryError::Unwritable)?))
}

/// The email of a message (RFC 5322), with its calendar file.
fn email(due: &DueMessage, sender: &Sender, to: Mailbox) -> Result<lettre::Message, DeliveryError> {
    let Message { id, channel, recipient, subject, text, html, calendar } = &due.message;
    let seconds = u64::try_from(due.created_at.unix()).unwrap_or_default();
    let (subject, text) = match channel {
        Channel::Email => (subject.clone(), text.clone()),
        Channel::Text => (
            "A text message to pass on".to_owned(),
            format!("Please send this text message to {recipient}:\n\n{text}\n"),
        ),
    };
    let builder = lettre::Message::builder()
        .from(sender.from.clone())
        .to(to)
        .subject(subject)
        .date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
        .message_id(Some(format!("<{id}@{}>", sender.host)));
    let words = match html {
        Some(html) => MultiPart::alternative_plain_html(text, html.clone()),
        None => MultiPart::mixed().singlepart(SinglePart::plain(text)),
    };
    let body = match calendar {
        Some(calendar) => {
            let kind = ContentType::parse("text/calendar; charset=utf-8; method=PUBLISH")
                .map_err(|_| DeliveryError::Unwritable)?;
            let file = Attachment::new("session.ics".to_owned()).body(calendar.clone(), kind);
            MultiPart::mixed().multipart(words).singlepart(file)
        }
        None => words,
    };
    builder.multipart(body).map_err(|_| DeliveryError::Unwritable)
}

/// Writes a file whole or not at all: under another name first, then renamed.
async fn write(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let unfinished = folder.join(format!(".{name}.part"));
    tokio::fs::write(&unfinished, bytes).await?;
    tokio::fs::File::open(&unfinished).await?.sync_all().await?;
    tokio::fs::rename(&unfinished, folder.join(name)).await
}

/// When to try again after this many tries, or `None` to give up.
#[must_use]
pub fn next_try(attempts: u32, created_at: Instant, now: Instant) -> Option<Instant> {
    let doublings = attempts.saturating_sub(1).min(7);
    let seconds = (30_i64 << doublings).min(LONGEST_WAIT * 60);
    let next = Instant::from_unix(now.unix() + seconds);
    (next < created_at.plus_minutes(GIVE_UP)).then_some(next)
}

/// Hands over every message that is due at `now`. Returns how many were handed over.
///
/// # Errors
/// When the store cannot be read or written; messages taken stay kept.
pub async fn round(store: &Arc<dyn Store>, delivery: &Delivery, now: Instant) -> Result<usize, StoreError> {
    let mut handed_over = 0;
    loop {
        let due = store.take_due_messages(now, now.plus_minutes(LEASE), BATCH).await?;
        if due.is_empty() {
            return Ok(handed_over);
        }
        for message in &due {
            let id = &message.message.id;
            match delivery.deliver(message).await {
                Ok(()) => {
                    store.message_sent(id, now).await?;
                    handed_over += 1;
                }
                Err(error) => {
                    let next = next_try(message.attempts, message.created_at, now);
                    tracing::warn!(message = %id, %error, attempts = message.attempts, given_up = next.is_none(), "a message was not handed over");
                    store.message_failed(id, &error.to_string(), next).await?;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour_and_end_after_three_days() {
        let start = Instant::from_unix(1_000_000);
        for (attempts, wait) in [(1, 30), (2, 60), (3, 120), (7, 1920), (8, 3600), (90, 3600)] {
            let next = next_try(attempts, start, start).unwrap();
            assert_eq!(next.unix() - start.unix(), wait, "{attempts}");
        }
        assert_eq!(next_try(80, start, start.plus_minutes(GIVE_UP)), None);
    }
}
