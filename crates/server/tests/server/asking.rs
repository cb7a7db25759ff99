//! Asking the hub for help: what a family sees, what the team is told, and what nobody can read.

use std::path::Path;

use axum::http::StatusCode;
use clap::Parser as _;
use server::cli::{Cli, Command};
use server::import::{self, Kind};
use server::outbox;
use server::requests::{self, RequestsError};

use crate::harness::TestHub;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const FORM: &str = "token=0123456789abcdef0123456789abcdef&urgency=soon&topic=sleep&words=He+wakes+at+two&whom=baby\
                    &locality=east&name=Sam+Okafor&contact=07700+900123&message=no&times=morning&language=Polish\
                    &consent=yes";

async fn hub() -> TestHub {
    let hub = TestHub::new().await;
    hub.write("config.json", r#"{"phone":"01632 960105","email":"desk@example.org"}"#);
    hub
}

/// What the team's command line says.
async fn team(hub: &TestHub, key: &str, words: &str) -> Result<String, RequestsError> {
    let line = format!("hub requests {words}");
    let mut line: Vec<&str> = line.split_whitespace().collect();
    line.extend(["--data-key", key]);
    let Ok(Cli { command: Command::Requests(asked), .. }) = Cli::try_parse_from(line) else {
        panic!("{words}")
    };
    requests::run(&*hub.hub.store, *asked, hub.hub.now()).await
}

fn key() -> String {
    "5e".repeat(32)
}

async fn reference(hub: &TestHub) -> String {
    hub.hub.store.open_requests().await.unwrap()[0].reference.to_string()
}

#[tokio::test]
async fn a_family_asks_and_the_team_answers() {
    let hub = hub().await;
    let form = hub.get("/ask?locality=east&topic=sleep").await;
    assert_eq!((form.status, form.header("cache-control")), (StatusCode::OK, "no-store"));
    for wanted in
        ["name=\"token\" value=\"", "Ring 999 now", "value=\"east\" selected", "value=\"sleep\" checked"]
    {
        assert!(form.text.contains(wanted), "{wanted} is not in {}", form.text);
    }
    assert!(!form.text.contains("<script"), "{}", form.text);
    let answer = hub.post_form("/ask", FORM).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, format!("/ask/{TOKEN}").as_str())
    );
    // The same form again asks nothing new.
    assert_eq!(hub.post_form("/ask", FORM).await.status, StatusCode::SEE_OTHER);
    assert_eq!(hub.hub.store.open_requests().await.unwrap().len(), 1);

    let reference = reference(&hub).await;
    let page = hub.get(&format!("/ask/{TOKEN}")).await;
    assert_eq!(page.header("cache-control"), "no-store");
    for wanted in
        ["We have your request", &reference, "by Wednesday 25 November", "noindex", "Take my request back"]
    {
        assert!(page.text.contains(wanted), "{wanted} is not in {}", page.text);
    }
    assert!(!page.text.contains("Sam"), "the page may be seen by others: {}", page.text);

    outbox::round(&hub.hub.store, &hub.files(), hub.hub.now()).await.unwrap();
    let files = hub.outbox_files();
    assert_eq!(files.len(), 1, "{files:?}");
    let mail = std::fs::read_to_string(hub.outbox().join(&files[0])).unwrap();
    assert!(mail.contains(&reference) && mail.contains("To: desk@example.org"), "{mail}");
    for secret in ["Sam", "07700", "wakes", "Polish", "leep", TOKEN] {
        assert!(!mail.contains(secret), "{secret} is in {mail}");
    }
    // Nor is any of it in the database's files.
    for name in ["hub.sqlite", "hub.sqlite-wal"] {
        let bytes = std::fs::read(hub.folder.path().join(name)).unwrap_or_default();
        for secret in ["Okafor", "07700900123", "He wakes", TOKEN] {
            assert!(
                !bytes.windows(secret.len()).any(|part| part == secret.as_bytes()),
                "{secret} is in {name}"
            );
        }
    }

    let list = team(&hub, &key(), "").await.unwrap();
    assert!(
        list.contains(&format!("{reference},east,received,,2026-11-23T09:00:00Z,2026-11-25,\n")),
        "{list}"
    );
    let shown = team(&hub, &key(), &format!("--show {reference}")).await.unwrap();
    for wanted in [
        "Safe to leave a message: NO",
        "Safe times: In the morning",
        "Ask for: Sam Okafor",
        "phone: 07700900123",
        "He wakes at two",
    ] {
        assert!(shown.contains(wanted), "{wanted} is not in {shown}");
    }
    let other = team(&hub, &"6f".repeat(32), &format!("--show {reference}")).await;
    assert!(matches!(other, Err(RequestsError::Key)), "{other:?}");
    team(&hub, &key(), &format!("--assign {reference} --to Duty")).await.unwrap();
    assert!(hub.get(&format!("/ask/{TOKEN}")).await.text.contains("Somebody from the team has your request"));
    team(&hub, &key(), &format!("--close {reference} --outcome helped")).await.unwrap();
    let again = team(&hub, &key(), &format!("--close {reference} --outcome not-wanted")).await;
    assert!(matches!(again, Err(RequestsError::NotOpen)), "{again:?}");
    let none = team(&hub, &key(), "--show 222-222").await;
    assert!(matches!(none, Err(RequestsError::NotFound)), "{none:?}");
    let closed = hub.get(&format!("/ask/{TOKEN}")).await.text;
    assert!(closed.contains(&format!("href=\"/ask/{TOKEN}/how-was-it\"")), "{closed}");

    hub.set_time("2026-12-24T09:00:00Z");
    let before = hub.hub.now();
    assert_eq!(hub.hub.store.forget_requests(before, before.plus_minutes(-180 * 1440)).await, Ok(1));
    let deleted = team(&hub, &key(), &format!("--show {reference}")).await;
    assert!(matches!(deleted, Err(RequestsError::Deleted)), "{deleted:?}");
}

#[tokio::test]
async fn danger_leads_to_the_right_number_and_nothing_is_kept() {
    let hub = hub().await;
    for form in [FORM.replace("urgency=soon", "urgency=danger"), "urgency=danger".to_owned()] {
        let answer = hub.post_form("/ask", &form).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.text.contains("tel:999"), "{}", answer.text);
    }
    assert!(hub.hub.store.open_requests().await.unwrap().is_empty());
    // Today is a request, and its page says to ring as well.
    hub.post_form("/ask", &FORM.replace("urgency=soon", "urgency=today")).await;
    let page = hub.get(&format!("/ask/{TOKEN}")).await.text;
    for wanted in [
        "Please ring us now as well",
        "tel:01632960105",
        "If nobody answers",
        "tel:111",
        "tel:999",
        "/urgent-help",
    ] {
        assert!(page.contains(wanted), "{wanted} is not in {page}");
    }
}

#[tokio::test]
async fn what_is_changed_and_sent_again_is_another_request() {
    let hub = hub().await;
    let sent = async |form: &str| {
        let answer = hub.post_form("/ask", form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        answer.header("location").to_owned()
    };
    let first = sent(FORM).await;
    assert_eq!(first, format!("/ask/{TOKEN}"));
    let changed = FORM.replace("He+wakes+at+two", "He+does+not+eat");
    let second = sent(&changed).await;
    assert!(second.starts_with("/ask/") && second != first, "{second}");
    // Each of them again changes nothing.
    for (form, there) in [(FORM, &first), (&changed, &second)] {
        assert_eq!(&sent(form).await, there);
    }
    let open = hub.hub.store.open_requests().await.unwrap();
    assert_eq!(open.len(), 2);
    let mut shown = String::new();
    for request in &open {
        shown += &team(&hub, &key(), &format!("--show {}", request.reference)).await.unwrap();
    }
    assert!(shown.contains("He wakes at two") && shown.contains("He does not eat"), "{shown}");
    // Nothing is left of one that was taken back, so that the same words are asked anew.
    hub.post_form(&first, "").await;
    let anew = sent(FORM).await;
    assert!(anew != first && anew != second, "{anew}");
    assert!(hub.get(&anew).await.text.contains("We have your request"));
}

#[tokio::test]
async fn a_family_takes_its_request_back() {
    let hub = hub().await;
    hub.post_form("/ask", FORM).await;
    let answer = hub.post_form(&format!("/ask/{TOKEN}"), "").await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, format!("/ask/{TOKEN}").as_str())
    );
    let page = hub.get(&format!("/ask/{TOKEN}")).await.text;
    assert!(page.contains("You took this request back") && !page.contains("<form"), "{page}");
    assert!(hub.hub.store.open_requests().await.unwrap().is_empty());
    assert_eq!(hub.hub.store.messages_waiting().await, Ok(0));
    for path in ["/ask/ffffffffffffffffffffffffffffffff", "/ask/x"] {
        assert_eq!(hub.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(
            hub.post_form(path, "").await.status,
            if path == "/ask/x" { StatusCode::METHOD_NOT_ALLOWED } else { StatusCode::NOT_FOUND }
        );
    }
}

#[tokio::test]
async fn everything_to_put_right_stands_beside_its_field() {
    let hub = hub().await;
    let answer = hub.post_form("/ask", "name=%3C1%3E&words=kept&professional=yes").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for wanted in [
        "id=\"urgency-error\"",
        "id=\"name-error\"",
        "Choose whether a message is safe",
        "id=\"asked_by-error\"",
        "id=\"family_agreed-error\"",
        "id=\"consent-error\"",
        "&lt;1&gt;",
        ">kept</textarea>",
        "<details class=\"disclosure\" open>",
        "<title>Error: Ask your hub for help",
        "How soon do you need help? Choose an answer",
        "Your name and work: Fill this in",
        "tabindex=\"-1\" autofocus role=\"alert\"",
    ] {
        assert!(answer.text.contains(wanted), "{wanted} is not in {}", answer.text);
    }
    let at = |text: &str| answer.text.find(text).unwrap();
    assert!(at("id=\"error-summary\"") < at("<h1>"), "what is wrong comes first: {}", answer.text);
    let without_box = hub.post_form("/ask", &format!("{FORM}&asked_by=A+health+visitor")).await.text;
    assert!(without_box.contains("id=\"family_agreed-error\""), "{without_box}");
    let agreed = format!("{FORM}&professional=yes&asked_by=A+health+visitor&family_agreed=yes");
    assert_eq!(hub.post_form("/ask", &agreed).await.status, StatusCode::SEE_OTHER);
    let shown = team(&hub, &key(), &format!("--show {}", reference(&hub).await)).await.unwrap();
    assert!(shown.contains("with the family's agreement: A health visitor"), "{shown}");
}

#[tokio::test]
async fn without_a_key_nobody_can_ask_and_the_page_says_whom_to_ring() {
    let hub = TestHub::with(|config| config.data_key = None).await;
    hub.write("config.json", r#"{"phone":"01632 960105"}"#);
    let page = hub.get("/ask").await.text;
    assert!(page.contains("Asking here is not possible") && page.contains("tel:01632960105"), "{page}");
    assert!(!page.contains("<form"), "{page}");
    let answer = hub.post_form("/ask", FORM).await;
    assert!(answer.text.contains("Asking here is not possible"), "{}", answer.text);
    assert!(hub.hub.store.open_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn many_requests_from_one_client_are_held_back() {
    let hub = TestHub::with(|config| config.booking_limit_per_minute = 2).await;
    for status in [StatusCode::SEE_OTHER, StatusCode::SEE_OTHER, StatusCode::TOO_MANY_REQUESTS] {
        let answer = hub.post_form("/ask", FORM).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.text.contains("Wait a minute"), status == StatusCode::TOO_MANY_REQUESTS);
    }
}

#[tokio::test]
async fn what_it_did_for_families_is_told_from_five_on() {
    let hub = hub().await;
    let path = "/how-was-it/massage-2026-11-24";
    let early = hub.get(path).await;
    assert!(early.text.contains("This session is still to come"), "{}", early.text);
    assert_eq!(early.header("cache-control"), "no-store");
    hub.set_time("2026-11-24T12:00:00Z");
    let form = hub.get(path).await.text;
    assert!(form.contains("You were at Baby massage.") && form.contains("name=\"mark\""), "{form}");
    let empty = hub.post_form(path, "changed=met").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text.contains("Choose whether it helped"), "{}", empty.text);
    for n in 0..4 {
        let mark = format!("00000000-0000-4000-8000-00000000000{n}");
        for _ in 0..2 {
            let thanks =
                hub.post_form(path, &format!("mark={mark}&helped=a-lot&changed=met&next=again")).await;
            assert!(thanks.text.contains("Thank you"), "{}", thanks.text);
        }
    }
    let few = hub.get("/outcomes").await.text;
    assert!(few.contains("fewer than five families") && !few.contains("Baby massage"), "{few}");
    hub.post_form(path, "helped=no&changed=nonsense").await;
    let page = hub.get("/outcomes").await.text;
    for wanted in [
        "80 in 100 say that it helped them (5 answers).",
        "href=\"/services/massage\"",
        ">East<",
        "November 2026",
    ] {
        assert!(page.contains(wanted), "{wanted} is not in {page}");
    }
    let table = hub.get("/outcomes/outcomes.csv").await.text;
    assert!(table.starts_with("by,name,answers,helped_a-lot,helped_a-little,helped_no,"), "{table}");
    assert!(table.contains("\nservice,massage,5,4,0,1,") && table.contains("\nlocality,east,5,"), "{table}");
    let summary = hub.get("/coverage/summary").await.text;
    assert!(
        summary.contains("Of 100 families who told us, 80 say that it helped them (5 answers)."),
        "{summary}"
    );
    for path in [
        "/how-was-it/massage-2026-08-04",
        // A Saturday: there was none.
        "/how-was-it/massage-2026-11-21",
        "/how-was-it/none-2026-11-24",
        "/how-was-it/massage",
    ] {
        assert_eq!(hub.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(hub.post_form(path, "helped=a-lot").await.status, StatusCode::NOT_FOUND, "{path}");
    }
    // A request has one answer, whatever mark is sent with it.
    hub.post_form("/ask", FORM).await;
    let after = format!("/ask/{TOKEN}/how-was-it");
    assert_eq!(hub.get(&after).await.status, StatusCode::NOT_FOUND, "it is still open");
    team(&hub, &key(), &format!("--close {} --outcome helped", reference(&hub).await)).await.unwrap();
    // The page's address holds the token, so that nothing of it is kept.
    for answer in [hub.get(&after).await, hub.post_form(&after, "helped=").await] {
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    for mark in ["00000000-0000-4000-8000-000000000091", "00000000-0000-4000-8000-000000000092"] {
        let thanks = hub.post_form(&after, &format!("mark={mark}&helped=a-lot")).await;
        assert_eq!(thanks.header("cache-control"), "no-store");
    }
    assert!(hub.get("/outcomes").await.text.contains("(6 answers)"));
}

#[tokio::test]
async fn what_is_new_is_a_page_a_feed_and_a_text() {
    let hub = hub().await;
    let areas = hub.get("/whats-new").await.text;
    assert!(areas.contains("href=\"/whats-new/east\""), "{areas}");
    let page = hub.get("/whats-new/east").await;
    assert_eq!(page.status, StatusCode::OK);
    for wanted in [
        "What’s new in East",
        "From Monday 9 November to 23 November 2026.",
        "New services",
        "New since 23 November 2026",
        "href=\"/services/massage\"",
        "Ask for: East family hub lead.",
    ] {
        assert!(page.text.contains(wanted), "{wanted} is not in {}", page.text);
    }
    let feed = hub.get("/whats-new/east/feed.atom").await;
    assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
    for wanted in [
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"",
        "<id>tag:hub.example.org,2026:whats-new/east</id>",
        "<id>tag:hub.example.org,2026:service/massage</id>",
        "<link rel=\"self\" type=\"application/atom+xml\" href=\"https://hub.example.org/whats-new/east/feed.atom\">",
        "<published>2026-11-23T",
        "<updated>2026-11-23T",
        "https://hub.example.org/services/massage",
    ] {
        assert!(feed.text.contains(wanted), "{wanted} is not in {}", feed.text);
    }
    let text = hub.get("/whats-new/east/email.txt").await;
    assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
    assert!(text.text.contains("https://hub.example.org/services/massage\n"), "{}", text.text);
    assert!(
        text.text.contains("NEW SERVICES\n") && text.text.contains("New since 23 November"),
        "{}",
        text.text
    );

    // A week later one has another name, and the council has named whom to ask.
    hub.set_time("2026-12-14T09:00:00Z");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/server/fixture");
    let services = std::fs::read_to_string(fixture.join("services.json")).unwrap();
    let services = services.replace("Baby massage &lt;", "Massage for babies &lt;");
    let network = std::fs::read_to_string(fixture.join("network.json")).unwrap();
    let network = network.replace("\"contact_role\"", "\"contact_name\": \"The name\", \"contact_role\"");
    for (kind, text) in [(Kind::Services, services), (Kind::Network, network)] {
        import::text(&*hub.hub.store, kind, &text, false, hub.hub.now()).await.unwrap();
    }
    hub.hub.reload().await.unwrap();
    let page = hub.get("/whats-new/east").await.text;
    for wanted in
        ["Services that have changed", "Changed 14 December 2026", "Ask for: The name, East family hub lead."]
    {
        assert!(page.contains(wanted), "{wanted} is not in {page}");
    }
    assert!(!page.contains("New services"), "{page}");
    let feed = hub.get("/whats-new/east/feed.atom").await.text;
    assert!(feed.contains("<updated>2026-12-14T") && !feed.contains("<published>"), "{feed}");
    assert!(feed.contains("<name>The name, East family hub lead</name>"), "{feed}");
    let locality = hub.get("/api/v1/localities/east").await.json();
    assert_eq!(locality["locality"]["contact_name"], "The name");
    hub.set_time("2027-01-23T09:00:00Z");
    assert!(hub.get("/whats-new/east").await.text.contains("Nothing is new in these two weeks."));
    assert_eq!(hub.get("/whats-new/north").await.status, StatusCode::NOT_FOUND);
}
