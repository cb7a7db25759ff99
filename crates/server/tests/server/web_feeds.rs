//! Feeds on the web, from a server on this machine that is slow, fails, lies and hangs up.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use domain::Instant;
use serde_json::{Value, json};
use server::import::{ImportError, Input, Manners, Report, Since, Wishes, services, web};
use store::Store;
use tempfile::TempDir;

use crate::harness::{NOW, store_in};

/// What a server answers.
enum Reply {
    Json(Value),
    Status(&'static str, &'static str),
    Redirect(String),
    /// Says how long the text is and sends it slowly, a piece at a time.
    Slow(String),
    /// Promises the whole text and hangs up in the middle.
    HangUp(String),
    /// Ends in the middle without having promised anything.
    Short(String),
    /// Never ends.
    Endless,
}

/// A server whose answers depend on the path with its query, and on how often that was asked before.
struct Feed {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
    at_once: Arc<AtomicUsize>,
}

impl Feed {
    fn new(answer: impl Fn(&str, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (asked, at_once): (Arc<Mutex<Vec<String>>>, Arc<AtomicUsize>) = Default::default();
        let (log, most, now, answer) =
            (asked.clone(), at_once.clone(), Arc::new(AtomicUsize::new(0)), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, most, now, answer) = (log.clone(), most.clone(), now.clone(), answer.clone());
                thread::spawn(move || {
                    let Some(path) = path_of(&stream) else { return };
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    let before = {
                        let mut log = log.lock().unwrap();
                        log.push(path.clone());
                        log.iter().filter(|asked| **asked == path).count() - 1
                    };
                    // Whoever asked may have hung up.
                    let _ = send(stream, answer(&path, before));
                    now.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { url, asked, at_once }
    }

    /// Pages of two services each, as HSDS-UK has them.
    fn pages(services: usize) -> Self {
        Self::new(move |path, _| Reply::Json(page(path, services, services)))
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn path_of(stream: &TcpStream) -> Option<String> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let first = lines.next()?.ok()?;
    while lines.next()?.ok()? != "" {}
    Some(first.split(' ').nth(1)?.to_owned())
}

fn send(mut stream: TcpStream, reply: Reply) -> std::io::Result<()> {
    let head = |status: &str, more: &str, length: usize| {
        format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\nconnection: close\r\n{more}content-length: {length}\r\n\r\n"
        )
    };
    match reply {
        Reply::Json(value) => {
            let text = value.to_string();
            stream.write_all((head("200 OK", "", text.len()) + &text).as_bytes())
        }
        Reply::Status(status, more) => stream.write_all(head(status, more, 0).as_bytes()),
        Reply::Redirect(to) => {
            stream.write_all(head("302 Found", &format!("location: {to}\r\n"), 0).as_bytes())
        }
        Reply::Slow(text) => {
            stream.write_all(head("200 OK", "", text.len()).as_bytes())?;
            for piece in text.as_bytes().chunks(64) {
                stream.write_all(piece)?;
                stream.flush()?;
                thread::sleep(Duration::from_millis(10));
            }
            Ok(())
        }
        Reply::HangUp(text) => {
            let half = &text[..text.len() / 2];
            stream.write_all((head("200 OK", "", text.len()) + half).as_bytes())
        }
        Reply::Short(text) => {
            let half = &text[..text.len() / 2];
            stream.write_all(format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{half}").as_bytes())
        }
        Reply::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n[")?;
            loop {
                stream.write_all(&[b' '; 65536])?;
            }
        }
    }
}

fn service(n: usize) -> Value {
    json!({ "id": format!("s{n}"), "name": format!("Service {n}"), "schedules": [] })
}

fn number(path: &str, name: &str) -> usize {
    let query = path.split_once('?').map_or("", |(_, query)| query);
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap().parse().unwrap()
}

/// The page that was asked for, of so many services, on which it says that there are `total`.
fn page(path: &str, services: usize, total: usize) -> Value {
    let (page, per_page) = (number(path, "page"), number(path, "per_page"));
    let contents: Vec<Value> =
        (1..=services).skip((page - 1) * per_page).take(per_page).map(service).collect();
    json!({
        "total_items": total, "total_pages": total.div_ceil(per_page), "page_number": page, "size": contents.len(),
        "first_page": page == 1, "last_page": page * per_page >= total, "empty": contents.is_empty(), "contents": contents,
    })
}

struct Hub {
    store: Arc<dyn Store>,
    _folder: TempDir,
}

impl Hub {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { store: store_in(folder.path()).await, _folder: folder }
    }

    async fn run(&self, address: &str, change: impl FnOnce(&mut Wishes)) -> Result<Report, ImportError> {
        let mut wishes = Wishes {
            manners: Manners {
                per_page: 2,
                tries: 3,
                pause: Duration::from_millis(5),
                timeout: Duration::from_secs(10),
                ..Manners::default()
            },
            ..Wishes::default()
        };
        change(&mut wishes);
        let now: Instant = NOW.parse().unwrap();
        services::import(&*self.store, Input::Web(web::address(address).unwrap()), &wishes, now).await
    }

    async fn count(&self) -> usize {
        self.store.catalogue(NOW.parse().unwrap()).await.unwrap().services.len()
    }
}

/// Runs an import of a feed by itself; says how many services it brought and how it ended.
async fn read(feed: &Feed) -> (usize, Result<Report, ImportError>) {
    let hub = Hub::new().await;
    let report = hub.run(&feed.url, |_| ()).await;
    (hub.count().await, report)
}

#[tokio::test]
async fn every_page_is_read() {
    let feed = Feed::pages(5);
    let (count, report) = read(&feed).await;
    assert_eq!((count, report.unwrap().applied), (5, true));
    assert_eq!(feed.asked(), [1, 2, 3].map(|page| format!("/services?page={page}&per_page=2")));
    let (count, report) = read(&Feed::pages(0)).await;
    assert_eq!((count, report.unwrap().to_string().as_str()), (0, "0 added, 0 updated, 0 rejected"));
}

#[tokio::test]
async fn lists_end_however_their_servers_count() {
    let list = |path: &str, services: usize| {
        let (page, size) = (number(path, "page"), number(path, "per_page"));
        Value::Array((1..=services).skip((page.max(1) - 1) * size).take(size).map(service).collect())
    };
    let feeds: [(&str, Feed); 7] = [
        ("a list without a page, of whole pages", Feed::new(move |path, _| Reply::Json(list(path, 6)))),
        ("a list that knows no pages", Feed::new(|_, _| Reply::Json((1..=6).map(service).collect()))),
        (
            "a list of just one page's length that knows no pages",
            Feed::new(|_, _| Reply::Json((1..=2).map(service).collect())),
        ),
        (
            "version 1",
            Feed::new(|path, _| {
                let mut page = page(path, 6, 6);
                let contents = page["contents"].take();
                Reply::Json(
                    json!({ "content": contents, "totalElements": "6", "totalPages": 3, "number": page["page_number"] }),
                )
            }),
        ),
        (
            "pages from nought",
            Feed::new(|path, _| {
                let at = number(path, "page");
                let contents: Vec<Value> = (1..=6).skip(at * 2).take(2).map(service).collect();
                Reply::Json(
                    json!({ "content": contents, "totalPages": 3, "first": at == 0, "last": at >= 2, "number": at }),
                )
            }),
        ),
        (
            "a total that is too small",
            Feed::new(|path, _| {
                let mut page = page(path, 6, 6);
                page["total_items"] = json!(1);
                Reply::Json(page)
            }),
        ),
        (
            "nothing past the last page",
            Feed::new(|path, _| match number(path, "page") {
                at @ 1..=3 => Reply::Json((1..=6).skip((at - 1) * 2).take(2).map(service).collect()),
                _ => Reply::Status("404 Not Found", ""),
            }),
        ),
    ];
    for (what, feed) in &feeds {
        let (count, report) = read(feed).await;
        assert!(report.is_ok(), "{what}: {report:?}");
        let wanted = if what.contains("one page's length") { 2 } else { 6 };
        assert_eq!((count, report.unwrap().rejected.len()), (wanted, 0), "{what}");
    }
}

#[tokio::test]
async fn a_server_that_is_slow_or_fails_for_a_while_is_read_to_the_end() {
    type Answer = fn(&str) -> Reply;
    let answers: [(&str, Answer); 7] = [
        ("slow", |path| Reply::Slow(page(path, 5, 5).to_string())),
        ("an error", |_| Reply::Status("500 Internal Server Error", "")),
        ("too many questions", |_| Reply::Status("429 Too Many Requests", "retry-after: 0\r\n")),
        ("away", |_| Reply::Status("503 Service Unavailable", "")),
        ("hangs up", |path| Reply::HangUp(page(path, 5, 5).to_string())),
        ("ends short", |path| Reply::Short(page(path, 5, 5).to_string())),
        ("redirects", |path| Reply::Redirect(path.to_owned())),
    ];
    for (what, first) in answers {
        // The second page goes wrong the first time it is asked for.
        let feed = Feed::new(move |path, before| match (number(path, "page"), before) {
            (2, 0) => first(path),
            _ => Reply::Json(page(path, 5, 5)),
        });
        let (count, report) = read(&feed).await;
        assert!(report.is_ok(), "{what}: {report:?}");
        assert_eq!(count, 5, "{what}");
    }
}

#[tokio::test]
async fn a_feed_that_does_not_come_whole_changes_nothing() {
    type Answer = fn(&str) -> Reply;
    let answers: [(&str, Answer, &str); 9] = [
        ("an error", |_| Reply::Status("500 Internal Server Error", ""), "answered 500"),
        ("forbidden", |_| Reply::Status("403 Forbidden", ""), "answered 403"),
        ("hangs up", |path| Reply::HangUp(page(path, 5, 5).to_string()), "could not be read"),
        ("ends short", |path| Reply::Short(page(path, 5, 5).to_string()), "cut off"),
        ("a login page", |_| Reply::Json(json!("<html>")), "not a list of services"),
        ("another scheme", |_| Reply::Redirect("file:///etc/passwd".to_owned()), "not followed"),
        ("mail", |_| Reply::Redirect("ftp://example.org/".to_owned()), "not followed"),
        ("in a circle", |path| Reply::Redirect(path.to_owned()), "not followed"),
        ("too much", |_| Reply::Endless, "sent more than"),
    ];
    for (what, second, reason) in answers {
        let feed = Feed::new(move |path, _| match number(path, "page") {
            2 => second(path),
            _ => Reply::Json(page(path, 5, 5)),
        });
        let hub = Hub::new().await;
        for skip in [false, true] {
            let report = hub
                .run(&feed.url, |wishes| {
                    wishes.skip_rejected = skip;
                    wishes.manners.largest_answer = 1024 * 1024;
                })
                .await;
            let error = report.expect_err(what).to_string();
            assert!(error.contains(reason), "{what}: {error}");
            assert_eq!((hub.count().await, hub.store.version().await), (0, Ok(0)), "{what}");
        }
    }
    let nobody = Hub::new().await.run("http://127.0.0.1:9/", |_| ()).await.unwrap_err();
    assert!(matches!(nobody, ImportError::Web(_)), "{nobody}");
}

#[tokio::test]
async fn a_feed_that_gives_less_than_it_says_is_told_and_deletes_nothing() {
    // It says that there are eight and has five: the pages after the third are empty, or the third for ever.
    let empty = Feed::new(|path, _| Reply::Json(page(path, 5, 8)));
    let repeats = Feed::new(|path, _| {
        let at = number(path, "page").min(3);
        Reply::Json(page(&format!("/services?page={at}&per_page=2"), 5, 8))
    });
    for feed in [empty, repeats] {
        let hub = Hub::new().await;
        hub.run(&Feed::pages(9).url, |_| ()).await.unwrap();
        let report = hub.run(&feed.url, |_| ()).await.unwrap();
        assert!(!report.applied, "{report}");
        assert_eq!((report.rejected.len(), report.rejected[0].record.as_str()), (1, "the feed"), "{report}");
        assert_eq!(report.rejected[0].reason, "it says it has 8 services and gave 5");
        let report =
            hub.run(&feed.url, |w| (w.skip_rejected, w.delete_absent, w.yes) = (true, true, true)).await;
        assert!(!report.unwrap().applied);
        assert_eq!(hub.count().await, 9);
        assert!(hub.run(&feed.url, |w| w.skip_rejected = true).await.unwrap().applied);
    }
    let endless = Feed::new(|path, _| {
        let at = number(path, "page");
        Reply::Json(json!({ "contents": [service(at)], "last_page": false }))
    });
    let error = Hub::new().await.run(&endless.url, |wishes| wishes.manners.most_pages = 7).await.unwrap_err();
    assert!(error.to_string().contains("more than 7 pages"), "{error}");
}

#[tokio::test]
async fn outlines_are_filled_a_few_at_a_time() {
    let outline = |n: usize| json!({ "id": format!("s{n}"), "name": "Outline", "organization": { "id": "o", "name": "O" } });
    let answer = move |path: &str, before: usize| {
        if path.contains('?') && path.starts_with("/v3/services?key=k&page=") {
            let mut page = page(path, 12, 12);
            let first = (number(path, "page") - 1) * 6;
            page["contents"] = (first + 1..=first + 6).map(outline).collect();
            return Reply::Json(page);
        }
        let id = path.strip_prefix("/v3/services/s").unwrap().strip_suffix("?key=k").unwrap();
        thread::sleep(Duration::from_millis(20));
        match (id.parse().unwrap(), before) {
            (3, 0) => Reply::Status("502 Bad Gateway", ""),
            (4, _) => Reply::Status("404 Not Found", ""),
            (n, _) => {
                let mut whole = service(n);
                whole["description"] = json!("Whole");
                Reply::Json(whole)
            }
        }
    };
    let (feed, hub) = (Feed::new(answer), Hub::new().await);
    let address = format!("{}/v3/?key=k", feed.url);
    let report = hub
        .run(&address, |wishes| (wishes.manners.per_page, wishes.manners.in_flight) = (6, 3))
        .await
        .unwrap();
    assert_eq!((report.added, report.warnings.len()), (12, 1), "{report}");
    let services = hub.store.catalogue(NOW.parse().unwrap()).await.unwrap().services;
    assert_eq!(services.iter().filter(|service| service.description == "Whole").count(), 11);
    let most = feed.at_once.load(Ordering::SeqCst);
    assert!((2..=3).contains(&most), "{most} at once");
    let known = hub.store.known_services("").await.unwrap();
    assert!(known.services.values().all(|source| source.ends_with("/v3/")), "the key is kept nowhere");

    // A feed that knows no single services is asked for those of its first page alone.
    let lists_only = Feed::new(move |path, _| {
        if !path.contains('?') {
            return Reply::Status("404 Not Found", "");
        }
        let mut page = page(path, 6, 6);
        let first = (number(path, "page") - 1) * 2;
        page["contents"] = (first + 1..=first + 2).map(outline).collect();
        Reply::Json(page)
    });
    let (count, report) = read(&lists_only).await;
    assert_eq!((count, report.unwrap().applied, lists_only.asked().len()), (6, true, 5));
    // One that fails for good spoils the run.
    let broken = Feed::new(move |path, _| match path.contains('?') {
        true => Reply::Json(json!({ "contents": [outline(1)], "total_items": 1 })),
        false => Reply::Status("500 Internal Server Error", ""),
    });
    let (count, report) = read(&broken).await;
    assert!(report.is_err() && count == 0);
}

#[tokio::test]
async fn only_what_has_changed_is_asked_for() {
    let feed = Feed::pages(3);
    let hub = Hub::new().await;
    for _ in 0..2 {
        hub.run(&feed.url, |wishes| wishes.since = Some(Since::LastRun)).await.unwrap();
    }
    let asked = feed.asked();
    assert_eq!(asked.len(), 4);
    assert!(asked[..2].iter().all(|path| !path.contains("modified_after")), "{asked:?}");
    // The run before began at nine; clocks may differ by five minutes.
    assert!(
        asked[2..].iter().all(|path| path.ends_with("&modified_after=2026-11-23T08%3A55%3A00Z")),
        "{asked:?}"
    );
}

#[tokio::test]
async fn a_file_on_the_web_is_read_whole() {
    let feed = Feed::new(|path, _| match path {
        "/feed.json" => Reply::Json((1..=5).map(service).collect()),
        "/feed.CSV?key=k" => Reply::Slow("id,name\nx,X\n".to_owned()),
        _ => Reply::Status("404 Not Found", ""),
    });
    let hub = Hub::new().await;
    for (path, count) in [("/feed.json", 5), ("/feed.CSV?key=k", 6)] {
        assert!(hub.run(&format!("{}{path}", feed.url), |_| ()).await.unwrap().applied);
        assert_eq!(hub.count().await, count);
    }
    assert_eq!(feed.asked().len(), 2);
}
