//! Messages handed over as files and to a mail server that takes, refuses, stalls and drops.

use std::cell::RefCell;
use std::sync::Once;
use std::time::Duration;

use domain::{Actor, Instant, PrivateToken};
use serde_json::json;
use server::notices;
use server::outbox::{self, Delivery, DeliveryError, Smtp};
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::prelude::*;

use crate::harness::{MASSAGE, TestHub, family, fixture, sender, token};
use crate::smtp::{MailServer, Manner, Safety};

#[tokio::test]
async fn a_booking_by_email_is_a_file_with_words_and_a_calendar() {
    let hub = TestHub::new().await;
    hub.put(1, family(1, MASSAGE)).await;
    let store = &hub.hub.store;
    assert_eq!(outbox::round(store, &hub.files(), hub.hub.now()).await, Ok(1));
    let name = hub.outbox_files().remove(0);
    assert!(name.starts_with("2026-11-23T090000Z-") && name.ends_with(".eml"), "{name}");
    let email = std::fs::read_to_string(hub.outbox().join(&name)).unwrap();
    let id = name.trim_start_matches("2026-11-23T090000Z-").trim_end_matches(".eml");
    let link = format!("#{}", token(1));
    // Long lines are folded by quoted-printable; what is looked for is on short ones or unfolded first.
    let unfolded = email.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=");
    for wanted in [
        "To: sam1@example.org",
        "Subject: You're booked: Baby massage, Tuesday 24 November 2026",
        "Date: Mon, 23 Nov 2026 09:00:00 +0000",
        &format!("Message-ID: <{id}@hub.example.org>"),
        "Hello Sam Okafor,",
        "When: Tuesday 24 November 2026, 10am to 11:30am",
        "Where: Oak Lane Family Centre, 12 Oak Lane, Bridgewater, WA1 3SL",
        "Who: 1 adult and 1 child",
        "What to bring: A towel",
        &link,
        "session.ics",
        "UID:massage-2026-11-24@hub.example.org",
    ] {
        assert!(unfolded.contains(wanted), "{wanted} is not in {unfolded}");
    }

    hub.set_time("2026-11-23T09:10:00Z");
    hub.cancel(1, &token(1)).await;
    assert_eq!(outbox::round(store, &hub.files(), hub.hub.now()).await, Ok(1));
    let cancelled = std::fs::read_to_string(hub.outbox().join(&hub.outbox_files()[1])).unwrap();
    assert!(cancelled.contains("Subject: Cancelled: Baby massage"), "{cancelled}");
    assert_eq!(outbox::round(store, &hub.files(), hub.hub.now()).await, Ok(0));
    assert_eq!(store.messages_waiting().await, Ok(0));
}

#[tokio::test]
async fn a_booking_by_phone_is_a_text() {
    let hub = TestHub::new().await;
    let mut body = family(1, MASSAGE);
    body["contact"] = json!("07700 900123");
    hub.put(1, body).await;
    assert_eq!(outbox::round(&hub.hub.store, &hub.files(), hub.hub.now()).await, Ok(1));
    let name = hub.outbox_files().remove(0);
    let text = std::fs::read_to_string(hub.outbox().join(&name)).unwrap();
    assert!(
        name.ends_with(".txt") && text.starts_with("To: 07700900123\n\nYou're booked: Baby massage, Tuesday"),
        "{text}"
    );
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_tried_again() {
    let hub = TestHub::new().await;
    let files = hub.files();
    hub.put(1, family(1, MASSAGE)).await;
    std::fs::remove_dir_all(hub.outbox()).unwrap();
    let store = &hub.hub.store;
    assert_eq!(outbox::round(store, &files, hub.hub.now()).await, Ok(0));
    assert_eq!(store.messages_waiting().await, Ok(1));
    std::fs::create_dir_all(hub.outbox()).unwrap();
    let later = |seconds| Instant::from_unix(hub.hub.now().unix() + seconds);
    assert_eq!(outbox::round(store, &files, later(29)).await, Ok(0), "the wait is 30 seconds");
    assert_eq!(outbox::round(store, &files, later(30)).await, Ok(1));
    assert_eq!(hub.outbox_files().len(), 1);
}

#[tokio::test]
async fn a_mail_server_that_is_not_ready_gets_it_later_under_the_same_id() {
    for (manner, told) in [
        (Manner::Answer { at: "RCPT", with: "451 sam1@example.org is greylisted" }, "answered 451"),
        (Manner::Answer { at: "MAIL", with: "421 too busy" }, "answered 421"),
        (Manner::Answer { at: ".", with: "452 no room for sam1@example.org" }, "answered 452"),
        (Manner::Stall { at: "RCPT" }, "did not answer in time"),
        (Manner::Stall { at: "." }, "did not answer in time"),
        (Manner::Drop { at: "DATA" }, "cannot be reached"),
        (Manner::Drop { at: "." }, "cannot be reached"),
    ] {
        let hub = TestHub::new().await;
        let mut server = MailServer::start(Safety::None, &[manner, manner]).await;
        let delivery = server.delivery();
        hub.put(1, family(1, MASSAGE)).await;
        let store = &hub.hub.store;
        let later = |seconds| Instant::from_unix(hub.hub.now().unix() + seconds);
        // The waits double.
        for (seconds, handed_over) in [(0, 0), (29, 0), (30, 0), (89, 0), (90, 1), (9999, 0)] {
            let done = outbox::round(store, &delivery, later(seconds)).await;
            assert_eq!(done, Ok(handed_over), "{manner:?} after {seconds} s");
        }
        assert_eq!((store.messages_waiting().await, store.messages_given_up().await), (Ok(0), Ok(0)));
        let mut letters = Vec::new();
        while let Ok(letter) = server.letters.try_recv() {
            letters.push(letter);
        }
        let last = letters.last().unwrap();
        assert!(last.taken && last.to.contains("<sam1@example.org>"), "{last:?}");
        assert!(last.message_id().ends_with("@hub.example.org>"), "{last:?}");
        assert!(letters.iter().all(|letter| letter.message_id() == last.message_id()), "{letters:?}");
        // Whoever heard it all and did not say so has it three times, and can tell.
        let is_at_the_end = matches!(
            manner,
            Manner::Answer { at: ".", .. } | Manner::Stall { at: "." } | Manner::Drop { at: "." }
        );
        assert_eq!(letters.len(), if is_at_the_end { 3 } else { 1 }, "{manner:?}");

        let server = MailServer::start(Safety::None, &[manner]).await;
        hub.put(2, family(2, MASSAGE)).await;
        let now = later(99_999);
        let due = store.take_due_messages(now, now.plus_minutes(1), 1).await.unwrap();
        let error = server.delivery().deliver(&due[0]).await.unwrap_err();
        assert_eq!(error.to_string(), format!("the mail server {told}"), "{manner:?}");
    }
}

#[tokio::test]
async fn what_is_refused_for_good_is_given_up_sooner_and_counted() {
    let hub = TestHub::new().await;
    let refusal = Manner::Answer { at: "RCPT", with: "550 no such mailbox: sam1@example.org" };
    let mut server = MailServer::start(Safety::None, &[refusal; 5]).await;
    let delivery = server.delivery();
    hub.put(1, family(1, MASSAGE)).await;
    let store = &hub.hub.store;
    let mut now = hub.hub.now();
    for minutes in [0, 1, 2, 3] {
        assert_eq!(store.messages_waiting().await, Ok(1), "{minutes}");
        assert_eq!(outbox::round(store, &delivery, now).await, Ok(0));
        now = now.plus_minutes(10);
    }
    assert_eq!((store.messages_waiting().await, store.messages_given_up().await), (Ok(1), Ok(0)));
    assert_eq!(outbox::round(store, &delivery, now).await, Ok(0));
    let health = hub.get("/api/v1/health").await.json();
    assert_eq!((&health["messages_waiting"], &health["messages_given_up"]), (&json!(0), &json!(1)));
    assert_eq!(outbox::round(store, &delivery, now.plus_minutes(999)).await, Ok(0));
    assert!(server.letters.try_recv().is_err());
    // Another family is told all the same.
    hub.put(2, family(2, MASSAGE)).await;
    assert_eq!(outbox::round(store, &delivery, now).await, Ok(1));
    assert!(server.letters.recv().await.unwrap().to.contains("sam2@example.org"));
}

#[tokio::test]
async fn one_mailbox_that_is_gone_holds_nobody_else_up() {
    let hub = TestHub::new().await;
    let stall = Manner::Stall { at: "DATA" };
    let mut server = MailServer::start(Safety::None, &[stall, stall, stall]).await;
    for n in 1..=8 {
        hub.put(n, family(n, MASSAGE)).await;
    }
    assert_eq!(outbox::round(&hub.hub.store, &server.delivery(), hub.hub.now()).await, Ok(5));
    let mut to = Vec::new();
    while let Ok(letter) = server.letters.try_recv() {
        to.push(letter.to);
    }
    to.sort();
    to.dedup();
    assert_eq!((to.len(), hub.hub.store.messages_waiting().await), (5, Ok(3)));
}

#[tokio::test]
async fn a_mail_server_with_tls_and_a_login_is_trusted_by_its_root() {
    for safety in [Safety::StartTls, Safety::Wrapped] {
        let hub = TestHub::new().await;
        let mut server = MailServer::start(safety, &[]).await;
        let root = Some(std::fs::read(fixture().join("tls/root.pem")).unwrap());
        let to = |login: &str, root_certificate: &Option<Vec<u8>>| {
            let (scheme, asks) = match safety {
                Safety::Wrapped => ("smtps", ""),
                _ => ("smtp", "?tls=required"),
            };
            let url = format!("{scheme}://{login}localhost:{}{asks}", server.port);
            let settings = Smtp { url, root_certificate: root_certificate.clone(), ..server.settings() };
            Delivery::smtp(&settings, sender()).unwrap()
        };
        hub.put(1, family(1, MASSAGE)).await;
        let now = hub.hub.now();
        let due = hub.hub.store.take_due_messages(now, now.plus_minutes(1), 1).await.unwrap();
        let ways = [
            (to("sam:hunter2@", &None), "cannot be reached"),
            (to("sam:hunter3@", &root), "answered 535"),
            (to("", &root), "answered 530"),
        ];
        let good = to("sam:hunter2@", &root);
        for (delivery, told) in ways {
            let error = delivery.deliver(&due[0]).await.unwrap_err();
            assert!(matches!(error, DeliveryError::Smtp(_)), "a wrong password is no fault of the message");
            assert_eq!(error.to_string(), format!("the mail server {told}"), "{safety:?}");
        }
        good.deliver(&due[0]).await.unwrap();
        let letter = server.letters.recv().await.unwrap();
        assert!(letter.safe && letter.taken && letter.to.contains("<sam1@example.org>"), "{letter:?}");
    }
}

#[tokio::test]
async fn a_worker_killed_between_handing_over_and_noting_it_does_no_harm() {
    let hub = TestHub::new().await;
    let mut server = MailServer::start(Safety::None, &[]).await;
    let store = &hub.hub.store;
    let (files, by_mail) = (hub.files(), server.delivery());
    for n in 1..=2 {
        hub.put(n, family(n, MASSAGE)).await;
    }
    let now = hub.hub.now();
    let due = store.take_due_messages(now, now.plus_minutes(5), 9).await.unwrap();
    for message in &due {
        files.deliver(message).await.unwrap();
        by_mail.deliver(message).await.unwrap();
    }
    // Killed here: nothing is noted, and the next worker takes them when the lease has run out.
    let names = hub.outbox_files();
    assert_eq!(outbox::round(store, &files, now.plus_minutes(4)).await, Ok(0));
    let again = store.take_due_messages(now.plus_minutes(5), now.plus_minutes(10), 9).await.unwrap();
    assert_eq!(again.len(), 2);
    for message in &again {
        by_mail.deliver(message).await.unwrap();
    }
    assert_eq!(outbox::round(store, &files, now.plus_minutes(10)).await, Ok(2));
    assert_eq!(hub.outbox_files(), names, "each is there once");
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(server.letters.recv().await.unwrap().message_id().to_owned());
    }
    ids.sort();
    assert!(ids[0] == ids[1] && ids[1] != ids[2] && ids[2] == ids[3], "{ids:?}");
}

#[tokio::test]
async fn a_text_goes_to_the_desk_that_passes_it_on() {
    let hub = TestHub::new().await;
    let mut server = MailServer::start(Safety::None, &[]).await;
    let mut body = family(1, MASSAGE);
    body["contact"] = json!("07700 900123");
    hub.put(1, body).await;
    assert_eq!(outbox::round(&hub.hub.store, &server.delivery(), hub.hub.now()).await, Ok(1));
    let letter = server.letters.recv().await.unwrap();
    assert!(letter.to.contains("<desk@example.org>") && letter.text.contains("07700900123"), "{letter:?}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_without_an_address() {
    let hub = TestHub::new().await;
    hub.put(1, family(1, MASSAGE)).await;
    let now = hub.hub.now();
    let due = hub.hub.store.take_due_messages(now, now.plus_minutes(1), 1).await.unwrap();
    let nobody = Smtp {
        url: "smtp://127.0.0.1:1".to_owned(),
        root_certificate: None,
        timeout: Duration::from_secs(5),
    };
    let error = Delivery::smtp(&nobody, sender()).unwrap().deliver(&due[0]).await.unwrap_err();
    assert_eq!(error.to_string(), "the mail server cannot be reached");
}

thread_local! {
    /// What a test that asks for it logs, on the thread that the whole of it runs on.
    static LOG: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

struct ThreadLog;

impl std::io::Write for ThreadLog {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.with_borrow_mut(|log| log.iter_mut().for_each(|log| log.extend_from_slice(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Keeps all that this thread logs from here on. One subscriber serves every thread: with one for a thread alone, a
/// place in the code that another thread comes to first is taken to log nothing, for good.
fn keep_log() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let kept = dynamic_filter_fn(|_, _| LOG.with_borrow(Option::is_some));
        let layer = tracing_subscriber::fmt::layer().with_writer(|| ThreadLog).with_filter(kept);
        tracing_subscriber::registry().with(layer).init();
    });
    LOG.set(Some(Vec::new()));
}

#[tokio::test]
async fn no_line_of_the_log_has_a_name_a_contact_or_a_token() {
    keep_log();
    let hub = TestHub::new().await;
    let manners = [
        Manner::Answer { at: "RCPT", with: "550 Sam Okafor <sam1@example.org> is gone" },
        Manner::Answer { at: ".", with: "451 sam2@example.org is full" },
        Manner::Drop { at: "." },
    ];
    let server = MailServer::start(Safety::None, &manners).await;
    for n in 1..=4 {
        hub.put(n, family(n, MASSAGE)).await;
    }
    let now = hub.hub.now();
    assert_eq!(outbox::round(&hub.hub.store, &server.delivery(), now).await, Ok(1));
    let session = MASSAGE.parse().unwrap();
    hub.hub.store.cancel_session(&session, &Actor::parse("Front desk").unwrap(), now).await.unwrap();
    assert_eq!(notices::compose(&hub.hub, || Some([9; 16])).await, Ok(4));
    outbox::round(&hub.hub.store, &server.delivery(), now).await.unwrap();
    let log = String::from_utf8(LOG.take().unwrap()).unwrap();
    assert_eq!(log.matches("a message was not handed over").count(), 3, "{log}");
    assert!(log.contains("550") && log.contains("451"), "what was answered is told");
    let sent = PrivateToken::from_random([9; 16]);
    for secret in ["Okafor", "@example.org", "is gone", "is full", &token(1), sent.expose()] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret} is in the log");
    }
}
