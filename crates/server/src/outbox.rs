//! The outbox: messages kept with their bookings, handed over by a worker until it works or three days pass.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use domain::Instant;
use futures_util::future::join_all;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{AsyncSmtpTransport, PoolConfig};
use lettre::{AsyncTransport, Tokio1Executor};
use store::message::LONGEST_WAIT;
use store::{Channel, DueMessage, Message, Store, StoreError};

/// A message older than this is given up, in minutes: three days.
const GIVE_UP: i64 = 3 * 24 * 60;
/// How long a worker has for one message before another worker may take it, in minutes.
const LEASE: i64 = 5;
/// After this many tries a message is given up that the mail server refuses for good: about eight minutes, in which a
/// server that says so of everybody can be put right.
const REFUSALS: u32 = 5;
/// How many messages are taken, and handed over side by side.
const BATCH: u16 = 8;

/// Why a message was not handed over. It never holds an address or a name.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// The file could not be written.
    #[error("the outbox folder cannot be written: {0}")]
    File(std::io::ErrorKind),
    /// An address or header that cannot be written in an email.
    #[error("the message cannot be put together")]
    Unwritable,
    /// The mail server did not take it now.
    #[error("the mail server {0}")]
    Smtp(String),
    /// The mail server will never take it: most often there is no such mailbox.
    #[error("the mail server refused it with {0}")]
    Refused(String),
    /// There is nobody to pass text messages on.
    #[error("there is no --text-desk to pass text messages on")]
    NoTextDesk,
    /// The address of the mail server, or the sender's, is not one.
    #[error("{0}")]
    Settings(String),
}

/// A mail server.
#[derive(Clone)]
pub struct Smtp {
    /// `smtp://user:password@host:25`, `smtps://…`, or `smtp://…?tls=required` for STARTTLS.
    pub url: String,
    /// A root certificate to trust beside the usual ones, in PEM.
    pub root_certificate: Option<Vec<u8>>,
    /// How long handing over one message may take. It has to be less than five minutes, the lease of a message, so that no
    /// other worker hands it over meanwhile.
    pub timeout: Duration,
}

impl Smtp {
    fn transport(&self) -> Result<AsyncSmtpTransport<Tokio1Executor>, DeliveryError> {
        // The address may hold a password, so what is wrong with it is not quoted.
        let settings = |words: &str| DeliveryError::Settings(words.to_owned());
        let no_address = || {
            settings(
                "--smtp-url is not the address of a mail server: smtp://host:25 or smtps://user:password@host",
            )
        };
        let url = url::Url::parse(&self.url).map_err(|_| no_address())?;
        let host = url.host_str().ok_or_else(no_address)?;
        let is_wrapped = url.scheme() == "smtps";
        let is_required = url.query_pairs().any(|(name, value)| name == "tls" && value == "required");
        if url.password().is_some() && !is_wrapped && !is_required && !is_this_machine(host) {
            return Err(settings(
                "--smtp-url has a password and may send it in the clear: use smtps://… or add ?tls=required",
            ));
        }
        let mut builder =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(&self.url).map_err(|_| no_address())?;
        if let Some(pem) = &self.root_certificate {
            if !is_wrapped && !is_required {
                return Err(settings(
                    "--smtp-root-certificate is of no use without TLS: use smtps://… or add ?tls=required",
                ));
            }
            let unread = || settings("--smtp-root-certificate is not a certificate in PEM");
            // A file without one would be read as none at all.
            if !pem.windows(PEM_BEGINS.len()).any(|part| part == PEM_BEGINS) {
                return Err(unread());
            }
            let parameters = TlsParameters::builder(host.to_owned())
                .add_root_certificate(Certificate::from_pem(pem).map_err(|_| unread())?)
                .build_rustls()
                .map_err(|_| unread())?;
            builder =
                builder.tls(if is_wrapped { Tls::Wrapper(parameters) } else { Tls::Required(parameters) });
        }
        // Each message has a connection of its own. One that was cut off in the middle, because the server did not answer in
        // time, would else be used again, and a late answer be taken for that to the next message.
        Ok(builder.timeout(Some(self.timeout)).pool_config(PoolConfig::new().max_size(0)).build())
    }
}

/// How a certificate begins (RFC 7468).
const PEM_BEGINS: &[u8] = b"-----BEGIN CERTIFICATE-----";

fn is_this_machine(host: &str) -> bool {
    host == "localhost"
        || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
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
        /// How long one message may take.
        timeout: Duration,
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

    /// A mail server.
    ///
    /// # Errors
    /// When its address or its root certificate is none, or a password would be sent in the clear.
    pub fn smtp(server: &Smtp, sender: Sender) -> Result<Self, DeliveryError> {
        Ok(Self::Smtp { transport: Box::new(server.transport()?), timeout: server.timeout, sender })
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
            Self::Smtp { transport, timeout, sender } => {
                let to = match message.channel {
                    Channel::Email => mailbox(&message.recipient)?,
                    Channel::Text => sender.text_desk.clone().ok_or(DeliveryError::NoTextDesk)?,
                };
                let email = email(due, sender, to)?;
                // The transport's own limit is for connecting alone.
                match tokio::time::timeout(*timeout, transport.send(email)).await {
                    Ok(sent) => sent.map(|_| ()).map_err(|e| refused(&e)),
                    Err(_) => Err(DeliveryError::Smtp(TOO_SLOW.to_owned())),
                }
            }
        }
    }
}

/// Says what happened without the server's own words, which often quote the address.
fn refused(error: &lettre::transport::smtp::Error) -> DeliveryError {
    let what = match error.status() {
        Some(code) if error.is_permanent() && !OUR_OWN_FAULT.contains(&u16::from(code)) => {
            return DeliveryError::Refused(code.to_string());
        }
        Some(code) => format!("answered {code}"),
        None if error.is_timeout() => TOO_SLOW.to_owned(),
        None if error.is_tls() => "has no valid certificate".to_owned(),
        None => "cannot be reached".to_owned(),
    };
    DeliveryError::Smtp(what)
}

/// What is told of a mail server that stalls.
const TOO_SLOW: &str = "did not answer in time";

/// What a server answers to a wrong password or a missing login (RFC 4954, section 6): no message is at fault.
const OUR_OWN_FAULT: [u16; 4] = [530, 534, 535, 538];

/// The mailbox of an address, whose domain is written in ASCII (IDNA): not every mail server takes another.
fn mailbox(address: &str) -> Result<Mailbox, DeliveryError> {
    let address = match address.rsplit_once('@') {
        Some((local, domain)) if !domain.is_ascii() => {
            let domain = url::Host::parse(domain).map_err(|_| DeliveryError::Unwritable)?;
            format!("{local}@{domain}")
        }
        _ => address.to_owned(),
    };
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

/// When to try again after this many tries, or `None` to give up; `refused` when the last was refused for good.
#[must_use]
pub fn next_try(attempts: u32, refused: bool, created_at: Instant, now: Instant) -> Option<Instant> {
    if refused && attempts >= REFUSALS {
        return None;
    }
    let doublings = attempts.saturating_sub(1).min(7);
    let seconds = (30_i64 << doublings).min(LONGEST_WAIT * 60);
    let next = Instant::from_unix(now.unix() + seconds);
    (next < created_at.plus_minutes(GIVE_UP)).then_some(next)
}

/// Hands over messages that are due at `now`, as many as are taken at once. Returns how many were handed over: with at
/// least one, there may be more.
///
/// # Errors
/// When the store cannot be read or written; messages taken stay kept.
pub async fn round(store: &Arc<dyn Store>, delivery: &Delivery, now: Instant) -> Result<usize, StoreError> {
    let due = store.take_due_messages(now, now.plus_minutes(LEASE), BATCH).await?;
    let handed_over = join_all(due.iter().map(|message| hand_over(store, delivery, message, now))).await;
    // All are under way by now, and one that could not be noted is handed over again: the first error is enough to tell.
    let handed_over: Vec<bool> = handed_over.into_iter().collect::<Result<_, _>>()?;
    Ok(handed_over.into_iter().filter(|handed_over| *handed_over).count())
}

async fn hand_over(
    store: &Arc<dyn Store>,
    delivery: &Delivery,
    due: &DueMessage,
    now: Instant,
) -> Result<bool, StoreError> {
    let id = &due.message.id;
    let Err(error) = delivery.deliver(due).await else {
        store.message_sent(id, now).await?;
        return Ok(true);
    };
    let is_refused = matches!(error, DeliveryError::Refused(_));
    let next = next_try(due.attempts, is_refused, due.created_at, now);
    tracing::warn!(message = %id, %error, attempts = due.attempts, given_up = next.is_none(), "a message was not handed over");
    store.message_failed(id, &error.to_string(), next).await?;
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour_and_end_after_three_days() {
        let start = Instant::from_unix(1_000_000);
        for (attempts, wait) in [(1, 30), (2, 60), (3, 120), (7, 1920), (8, 3600), (90, 3600)] {
            let next = next_try(attempts, false, start, start).unwrap();
            assert_eq!(next.unix() - start.unix(), wait, "{attempts}");
        }
        let last = Instant::from_unix(start.plus_minutes(GIVE_UP - LONGEST_WAIT).unix() - 1);
        assert!(next_try(80, false, start, last).is_some());
        assert_eq!(next_try(80, false, start, last.plus_minutes(1)), None);
    }

    #[test]
    fn what_is_refused_for_good_is_given_up_after_five_tries() {
        let start = Instant::from_unix(1_000_000);
        for (attempts, again) in [(1, true), (4, true), (5, false), (6, false)] {
            assert_eq!(next_try(attempts, true, start, start).is_some(), again, "{attempts}");
        }
    }

    #[test]
    fn a_domain_is_written_in_ascii() {
        for (address, written) in [
            ("Sam+hub@Example.org", "Sam+hub@Example.org"),
            ("sam@exämple.org", "sam@xn--exmple-cua.org"),
            ("sam@ПРИМЕР.рф", "sam@xn--e1afmkfd.xn--p1ai"),
        ] {
            assert_eq!(mailbox(address).unwrap().email.to_string(), written, "{address}");
        }
    }

    // A transport that is dropped asks for a runtime.
    #[tokio::test]
    async fn a_password_is_never_sent_in_the_clear_to_another_machine() {
        let root = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/server/fixture/tls/root.pem"));
        let root = root.unwrap();
        for (url, root_certificate, wrong) in [
            ("smtp://mail.example.org", None, None),
            ("smtp://sam:hunter2@mail.example.org", None, Some("in the clear")),
            ("smtp://sam:hunter2@mail.example.org?tls=opportunistic", None, Some("in the clear")),
            ("smtp://sam:hunter2@mail.example.org?tls=required", Some(&root), None),
            ("smtps://sam:hunter2@mail.example.org", Some(&root), None),
            ("smtp://sam:hunter2@localhost:2525", None, None),
            ("smtp://sam:hunter2@127.0.0.1:2525", None, None),
            ("smtp://sam:hunter2@[::1]:2525", None, None),
            ("smtp//sam:hunter2@mail.example.org", None, Some("not the address")),
            ("https://sam:hunter2@mail.example.org?tls=required", None, Some("not the address")),
            ("smtp://mail.example.org", Some(&root), Some("no use without TLS")),
            ("smtps://mail.example.org", Some(&b"no certificate".to_vec()), Some("in PEM")),
        ] {
            let server = Smtp {
                url: url.to_owned(),
                root_certificate: root_certificate.cloned(),
                timeout: Duration::from_secs(1),
            };
            let error = server.transport().err().map(|error| error.to_string());
            let is_told = match (wrong, &error) {
                (Some(wrong), Some(error)) => error.contains(wrong) && !error.contains("hunter2"),
                (None, None) => true,
                _ => false,
            };
            assert!(is_told, "{url}: {error:?}");
        }
    }
}
