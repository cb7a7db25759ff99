use domain::Instant;
use serde_json::json;
use server::outbox::{self, Delivery};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::harness::{MASSAGE, TestHub, family, sender, token};

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

/// A mail server that refuses so many messages, then takes them. Gives the address to send to, and each
/// message it took with its recipient.
async fn mail_server(mut refuse: u32) -> (String, mpsc::UnboundedReceiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let (took, taken) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (reading, mut writing) = stream.into_split();
            let mut lines = BufReader::new(reading).lines();
            writing.write_all(b"220 test\r\n").await.unwrap();
            let (mut to, mut letter, mut in_data) = (String::new(), String::new(), false);
            while let Ok(Some(line)) = lines.next_line().await {
                if in_data && line != "." {
                    letter.push_str(&line);
                    letter.push('\n');
                    continue;
                }
                let reply = match line.split(' ').next().unwrap_or_default() {
                    "." => {
                        in_data = false;
                        took.send((std::mem::take(&mut to), std::mem::take(&mut letter))).unwrap();
                        "250 taken"
                    }
                    "RCPT" if refuse > 0 => {
                        refuse -= 1;
                        "451 sam1@example.org is greylisted"
                    }
                    "RCPT" => {
                        to = line;
                        "250 ok"
                    }
                    "DATA" => {
                        in_data = true;
                        "354 go on"
                    }
                    "QUIT" => "221 bye",
                    _ => "250 ok",
                };
                if writing.write_all(format!("{reply}\r\n").as_bytes()).await.is_err() {
                    break;
                }
            }
        }
    });
    (url, taken)
}

#[tokio::test]
async fn a_mail_server_that_refuses_first_gets_it_later_under_the_same_id() {
    let hub = TestHub::new().await;
    let (url, mut taken) = mail_server(1).await;
    let delivery = Delivery::smtp(&url, sender()).unwrap();
    hub.put(1, family(1, MASSAGE)).await;
    let store = &hub.hub.store;
    assert_eq!(outbox::round(store, &delivery, hub.hub.now()).await, Ok(0));
    assert_eq!(store.messages_waiting().await, Ok(1));
    let later = Instant::from_unix(hub.hub.now().unix() + 30);
    assert_eq!(outbox::round(store, &delivery, later).await, Ok(1));
    let (to, letter) = taken.recv().await.unwrap();
    assert!(to.contains("<sam1@example.org>"), "{to}");
    assert!(letter.contains("Message-ID: <") && letter.contains("@hub.example.org>"), "{letter}");
    assert_eq!(store.messages_waiting().await, Ok(0));
}

#[tokio::test]
async fn a_text_goes_to_the_desk_that_passes_it_on() {
    let hub = TestHub::new().await;
    let (url, mut taken) = mail_server(0).await;
    let mut body = family(1, MASSAGE);
    body["contact"] = json!("07700 900123");
    hub.put(1, body).await;
    let delivery = Delivery::smtp(&url, sender()).unwrap();
    assert_eq!(outbox::round(&hub.hub.store, &delivery, hub.hub.now()).await, Ok(1));
    let (to, letter) = taken.recv().await.unwrap();
    assert!(to.contains("<desk@example.org>") && letter.contains("07700900123"), "{to} {letter}");
}

#[tokio::test]
async fn what_went_wrong_is_told_without_an_address() {
    let hub = TestHub::new().await;
    let (url, _taken) = mail_server(1).await;
    hub.put(1, family(1, MASSAGE)).await;
    let now = hub.hub.now();
    let due = hub.hub.store.take_due_messages(now, now.plus_minutes(1), 1).await.unwrap();
    let refused = Delivery::smtp(&url, sender()).unwrap().deliver(&due[0]).await.unwrap_err().to_string();
    assert_eq!(refused, "the mail server answered 451");
    let nobody = Delivery::smtp("smtp://127.0.0.1:1", sender()).unwrap().deliver(&due[0]).await.unwrap_err();
    assert_eq!(nobody.to_string(), "the mail server cannot be reached");
    let error = Delivery::smtp("smtp//someone:hunter2@x", sender()).err().unwrap().to_string();
    assert!(!error.contains("hunter2"), "{error}");
}
