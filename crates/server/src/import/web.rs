//! A feed on the web, read page by page: `/services?page=1&per_page=100`, and `/services/{id}` where a list has only
//! the outline of each service.

use std::io::{Cursor, Read};
use std::thread;
use std::time::Duration;

use serde_json::{Map, Value};
use ureq::Agent;
use ureq::http::{HeaderMap, header};
use url::Url;

use super::ImportError;
use super::fields::{as_number, text};
use super::records::{FeedError, Record, Records};
use super::services::{Reading, read_any};

/// How a feed is asked: what is bounded, and how often and how long is waited.
#[derive(Clone, Debug)]
pub struct Manners {
    /// How many services to ask for at once.
    pub per_page: usize,
    /// How many pages of services are asked for at the same time.
    pub in_flight: usize,
    /// How often one address is asked.
    pub tries: u32,
    /// How long to wait before the second try; twice as long before each one after it.
    pub pause: Duration,
    /// How long an answer may take, to its last byte.
    pub timeout: Duration,
    /// The largest answer, in bytes.
    pub largest_answer: u64,
    /// How many pages of a list are read at most.
    pub most_pages: usize,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            per_page: 100,
            in_flight: 4,
            tries: 4,
            pause: Duration::from_millis(500),
            timeout: Duration::from_secs(120),
            largest_answer: 64 * 1024 * 1024,
            most_pages: 10_000,
        }
    }
}

/// How long a connection may take, and the silence within an answer.
const CONNECT: Duration = Duration::from_secs(10);
const SILENCE: Duration = Duration::from_secs(30);
/// The longest a server may ask us to wait.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How many redirects are followed.
const REDIRECTS: usize = 5;
/// What only a whole service has, under the names of Open Referral 3 and of version 1.
const NESTED: [&str; 12] = [
    "service_at_locations",
    "schedules",
    "contacts",
    "attributes",
    "cost_options",
    "languages",
    "service_areas",
    "phones",
    "eligibilitys",
    "regular_schedules",
    "service_taxonomys",
    "locations",
];

/// Why a feed on the web could not be read. Addresses are shown without what may be secret in them.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// The address is none that can be asked.
    #[error("{0} is not an address that starts with https:// or http://")]
    NotAnAddress(String),
    /// The server said no.
    #[error("{address} answered {status}")]
    Status {
        /// Which.
        address: String,
        /// The HTTP status.
        status: u16,
        /// How long the server asks us to wait.
        wait: Option<Duration>,
    },
    /// The answer did not come, or not whole.
    #[error("{address} could not be read: {reason}")]
    Failed {
        /// Which.
        address: String,
        /// What happened.
        reason: String,
    },
    /// The answer is longer than is read.
    #[error("{address} sent more than {limit} MB: ask for fewer services with --per-page")]
    TooLarge {
        /// Which.
        address: String,
        /// The limit, in megabytes.
        limit: u64,
    },
    /// It leads elsewhere, where we do not follow.
    #[error("{address} leads to {to}, which is not followed")]
    Redirect {
        /// Which.
        address: String,
        /// Where to.
        to: String,
    },
    /// The answer is not a page of services.
    #[error("{address} is not a list of services: {reason}")]
    NotAList {
        /// Which.
        address: String,
        /// Why.
        reason: FeedError,
    },
    /// There is no end to it.
    #[error("{address} has more than {most} pages")]
    Endless {
        /// Which.
        address: String,
        /// How many are read.
        most: usize,
    },
}

impl WebError {
    /// Whether the same question may well be answered a little later.
    fn is_passing(&self) -> bool {
        match self {
            Self::Status { status, .. } => matches!(status, 408 | 425 | 429 | 500..=599),
            Self::Failed { .. } => true,
            Self::NotAList { reason, .. } => matches!(reason, FeedError::CutOff { .. }),
            _ => false,
        }
    }

    fn is_wrong_question(&self) -> bool {
        matches!(self, Self::Status { status: 400 | 416 | 422, .. })
    }

    fn is_not_there(&self) -> bool {
        matches!(self, Self::Status { status: 404 | 405 | 410 | 501, .. })
    }
}

/// Reads an address that a person typed.
///
/// # Errors
/// When its scheme is not one of the web's.
pub fn address(text: &str) -> Result<Url, WebError> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.ok_or_else(|| WebError::NotAnAddress(text.chars().take(100).collect()))
}

/// An address as it may be shown and kept: its query and its user name may hold a key.
#[must_use]
pub fn shown(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{}{port}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path())
}

/// How many services a page says there are on all pages.
#[must_use]
pub fn total(page: &Map<String, Value>) -> Option<usize> {
    count(page, &["total_items", "totalElements"])
}

/// Why a file with this many records is a part of its feed, by what its last page says of itself.
#[must_use]
pub fn part(page: &Map<String, Value>, given: usize) -> Option<String> {
    let is_last = said(page, &["last_page", "last"]);
    match (total(page), count(page, &["total_pages", "totalPages"])) {
        (Some(total), _) if total > given => {
            Some(format!("it says it has {total} services and has {given}: it is a part of the feed"))
        }
        (Some(_), _) => None,
        // Pages that were put together into one file end with the last.
        (None, Some(pages)) if pages > 1 && is_last != Some(true) => {
            Some(format!("it says it is one of {pages} pages: it is a part of the feed"))
        }
        (None, _) => (is_last == Some(false))
            .then(|| "it says there are more pages: it is a part of the feed".to_owned()),
    }
}

/// Reads the feed at this address: a file when its name ends like one, pages otherwise.
///
/// # Errors
/// When a page does not come whole, however often it is asked for.
pub(super) fn read(url: &Url, manners: &Manners, reading: &mut Reading) -> Result<(), ImportError> {
    let client = Client::new(manners);
    let name = url.path().rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    if [".json", ".ndjson", ".jsonl", ".csv"].iter().any(|end| name.ends_with(end)) {
        let bytes = client.ask(url, Ok)?;
        return read_any(Cursor::new(bytes), reading);
    }
    pages(url, &client, reading)
}

/// What a list has said of itself and given so far.
struct Progress {
    /// The number of the first page: some servers count from nought.
    base: usize,
    /// How many pages came.
    pages: usize,
    given: usize,
    /// The ids of the last page: a server that does not know pages gives the same one for ever.
    last_ids: Vec<String>,
    /// What the last page said of the list.
    about: Map<String, Value>,
    has_details: bool,
}

fn pages(url: &Url, client: &Client<'_>, reading: &mut Reading) -> Result<(), ImportError> {
    let list = list_address(url);
    let mut progress =
        Progress { base: 1, pages: 0, given: 0, last_ids: Vec::new(), about: Map::new(), has_details: true };
    loop {
        let number = progress.base + progress.pages;
        let since = reading.since().map(|since| since.to_string());
        let address = page_address(&list, number, client.manners.per_page, since.as_deref());
        let page = match client.page(&address) {
            // Past their last page some servers have nothing at all, or call the question wrong.
            Err(error) if progress.given > 0 && (error.is_not_there() || error.is_wrong_question()) => {
                Page::default()
            }
            page => page?,
        };
        if progress.pages == 0
            && progress.base == 1
            && said(&page.about, &["first_page", "first"]) == Some(false)
        {
            progress.base = 0;
            continue;
        }
        let ids: Vec<String> = page.records.iter().flatten().map(|record| text(record, "id")).collect();
        if page.records.is_empty() || ids == progress.last_ids && !ids.is_empty() {
            end(&progress, reading);
            return Ok(());
        }
        reading.tell_letters(page.put_right);
        let length = page.records.len();
        for record in details(&list, client, page.records, &mut progress, reading)? {
            reading.take(&format!("page {number}, service {}", reading.records() + 1), record)?;
        }
        (progress.pages, progress.given, progress.last_ids) =
            (progress.pages + 1, progress.given + length, ids);
        progress.about = page.about;
        if !goes_on(&progress) {
            end(&progress, reading);
            return Ok(());
        }
        if progress.pages >= client.manners.most_pages {
            return Err(WebError::Endless { address: shown(&list), most: progress.pages }.into());
        }
    }
}

/// Whether there is more to ask for. A list that says nothing of pages ends with one that is empty, or the same again.
fn goes_on(progress: &Progress) -> bool {
    let pages = count(&progress.about, &["total_pages", "totalPages"]);
    let last = said(&progress.about, &["last_page", "last"]);
    let total = total(&progress.about);
    let says_nothing = pages.is_none() && last.is_none() && total.is_none();
    says_nothing
        || pages.is_some_and(|pages| progress.pages < pages)
        || last == Some(false)
        || total.is_some_and(|total| progress.given < total)
}

/// Tells when the feed said that it has more, or less, than it gave.
fn end(progress: &Progress, reading: &mut Reading) {
    let given = progress.given;
    match (total(&progress.about), count(&progress.about, &["total_pages", "totalPages"])) {
        (Some(total), _) if total > given => {
            reading.miss(format_args!("it says it has {total} services and gave {given}"));
        }
        (Some(total), _) if total < given => {
            reading.warn("the feed", format_args!("it says it has {total} services and gave {given}"));
        }
        (None, Some(pages)) if pages > progress.pages => {
            reading.miss(format_args!("it says it has {pages} pages and gave {}", progress.pages));
        }
        (None, None) if said(&progress.about, &["last_page", "last"]) == Some(false) => {
            reading.miss(format_args!("it says there is more after {given} services and gave no more"));
        }
        _ => {}
    }
}

fn count(page: &Map<String, Value>, names: &[&str]) -> Option<usize> {
    let found = names.iter().find_map(|name| as_number(page.get(*name)?));
    found.filter(|count| *count >= 0.0).map(|count| count as usize)
}

fn said(page: &Map<String, Value>, names: &[&str]) -> Option<bool> {
    names.iter().find_map(|name| match page.get(*name)? {
        Value::Bool(said) => Some(*said),
        Value::String(said) => said.parse().ok(),
        _ => None,
    })
}

/// The address of the list: what was given, or the services below it. Parameters of ours are left out of it.
fn list_address(url: &Url) -> Url {
    let mut list = url.clone();
    list.set_fragment(None);
    let is_list = list.path().trim_end_matches('/').rsplit('/').next() == Some("services");
    if let Ok(mut segments) = list.path_segments_mut() {
        segments.pop_if_empty();
        if !is_list {
            segments.push("services");
        }
    }
    let ours = ["page", "per_page", "modified_after"];
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !ours.contains(&&**name))
        .map(|(n, v)| (n.into(), v.into()))
        .collect();
    list.set_query(None);
    if !kept.is_empty() {
        list.query_pairs_mut().extend_pairs(kept);
    }
    list
}

fn page_address(list: &Url, page: usize, per_page: usize, since: Option<&str>) -> Url {
    let mut address = list.clone();
    let mut query = address.query_pairs_mut();
    query.append_pair("page", &page.to_string()).append_pair("per_page", &per_page.to_string());
    if let Some(since) = since {
        query.append_pair("modified_after", since);
    }
    drop(query);
    address
}

/// Puts the whole service in place of each outline, with a bounded number of questions at the same time.
fn details(
    list: &Url,
    client: &Client<'_>,
    records: Vec<Record>,
    progress: &mut Progress,
    reading: &mut Reading,
) -> Result<Vec<Record>, WebError> {
    let is_outline = |record: &Record| {
        let outline =
            record.as_ref().ok().filter(|record| NESTED.iter().all(|name| record.get(*name).is_none()));
        outline.map(|record| text(record, "id")).filter(|id| !id.is_empty())
    };
    let outlines: Vec<(usize, String)> =
        records.iter().enumerate().filter_map(|(at, record)| Some((at, is_outline(record)?))).collect();
    if outlines.is_empty() || !progress.has_details {
        return Ok(records);
    }
    let lanes = client.manners.in_flight.clamp(1, 16).min(outlines.len());
    let answers = thread::scope(|scope| {
        let lane = |lane: usize| {
            let mine = outlines.iter().skip(lane).step_by(lanes);
            mine.map(|(at, id)| Ok((*at, client.service(list, id)?))).collect::<Result<Vec<_>, WebError>>()
        };
        let threads: Vec<_> = (0..lanes).map(|number| scope.spawn(move || lane(number))).collect();
        let stopped = || WebError::Failed { address: shown(list), reason: "a thread stopped".to_owned() };
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err(stopped())))
            .collect::<Result<Vec<_>, _>>()
    });
    let mut records = records;
    let mut found = 0;
    for (at, answer) in answers?.into_iter().flatten() {
        if let Some(record) = answer {
            records[at] = record;
            found += 1;
        }
    }
    // A feed that has no page for any service is one whose list is all there is.
    progress.has_details = found > 0;
    if found < outlines.len() {
        let missing = outlines.len() - found;
        reading.warn("the feed", format_args!("{missing} services of a page have no details of their own"));
    }
    Ok(records)
}

/// One page of a list.
#[derive(Default)]
struct Page {
    records: Vec<Record>,
    /// What it says of itself.
    about: Map<String, Value>,
    put_right: usize,
}

/// Asks one server, with patience.
struct Client<'a> {
    agent: Agent,
    manners: &'a Manners,
}

impl<'a> Client<'a> {
    fn new(manners: &'a Manners) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // Followed by ourselves, so that none leads to another scheme.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(CONNECT))
            .timeout_per_read(Some(SILENCE))
            .timeout_global(Some(manners.timeout))
            .max_idle_connections_per_host(manners.in_flight)
            .user_agent(concat!("family-hub/", env!("CARGO_PKG_VERSION")))
            .accept("application/json")
            .build();
        Self { agent: config.new_agent(), manners }
    }

    /// One page, with its records outlined.
    fn page(&self, address: &Url) -> Result<Page, WebError> {
        self.ask(address, |bytes| {
            let mut records = Records::new(Cursor::new(bytes));
            let read = records.by_ref().collect::<Result<_, _>>();
            let read = read.map_err(|reason| WebError::NotAList { address: shown(address), reason })?;
            Ok(Page { records: read, about: records.page().clone(), put_right: records.put_right() })
        })
    }

    /// The page of one service, if it has one.
    fn service(&self, list: &Url, id: &str) -> Result<Option<Record>, WebError> {
        let mut address = list.clone();
        if let Ok(mut segments) = address.path_segments_mut() {
            segments.push(id);
        }
        match self.page(&address) {
            Err(error) if error.is_not_there() => Ok(None),
            Err(error) => Err(error),
            Ok(page) => Ok(page.records.into_iter().next().map(|record| match record {
                Ok(record) if text(&record, "id") != id => {
                    Err("its own page is that of another one".to_owned())
                }
                record => record,
            })),
        }
    }

    /// Asks until there is an answer that can be read, or too often.
    fn ask<T>(&self, address: &Url, read: impl Fn(Vec<u8>) -> Result<T, WebError>) -> Result<T, WebError> {
        let (mut tries, mut pause) = (1, self.manners.pause);
        loop {
            let error = match self.get(address).and_then(&read) {
                Err(error) if error.is_passing() && tries < self.manners.tries => error,
                done => return done,
            };
            tracing::warn!(%error, tries, "a feed is asked again");
            let asked = match error {
                WebError::Status { wait, .. } => wait,
                _ => None,
            };
            thread::sleep(asked.unwrap_or(pause).min(LONGEST_WAIT));
            tries += 1;
            pause *= 2;
        }
    }

    fn get(&self, address: &Url) -> Result<Vec<u8>, WebError> {
        let mut at = address.clone();
        for _ in 0..=REDIRECTS {
            let failed = |reason: String| WebError::Failed { address: shown(&at), reason };
            let mut answer = self.agent.get(at.as_str()).call().map_err(|e| failed(e.to_string()))?;
            let status = answer.status();
            if status.is_redirection() {
                at = redirect(&at, answer.headers())?;
                continue;
            }
            if !status.is_success() {
                let wait = answer.headers().get(header::RETRY_AFTER).and_then(|wait| wait.to_str().ok());
                let wait = wait.and_then(|wait| wait.trim().parse().ok()).map(Duration::from_secs);
                return Err(WebError::Status { address: shown(&at), status: status.as_u16(), wait });
            }
            let limit = self.manners.largest_answer;
            let mut bytes = Vec::new();
            let body = answer.body_mut().as_reader().take(limit + 1).read_to_end(&mut bytes);
            body.map_err(|e| failed(e.to_string()))?;
            if bytes.len() as u64 > limit {
                return Err(WebError::TooLarge { address: shown(&at), limit: limit / 1024 / 1024 });
            }
            return Ok(bytes);
        }
        Err(WebError::Redirect { address: shown(address), to: shown(&at) })
    }
}

/// Where an answer leads: to the same scheme, or from `http` to `https`.
fn redirect(at: &Url, headers: &HeaderMap) -> Result<Url, WebError> {
    let location =
        headers.get(header::LOCATION).and_then(|location| location.to_str().ok()).unwrap_or_default();
    let to = at.join(location).ok().filter(|to| to.has_host() && !location.is_empty());
    match to {
        Some(to) if to.scheme() == at.scheme() || (at.scheme(), to.scheme()) == ("http", "https") => Ok(to),
        Some(to) => Err(WebError::Redirect { address: shown(at), to: shown(&to) }),
        None => Err(WebError::Redirect { address: shown(at), to: "something that is no address".to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_the_web() {
        for good in ["https://council.example.org/api", "http://127.0.0.1:8080"] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in ["file:///etc/passwd", "ftp://example.org", "services.json", "", "https://", "data:,x"] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn pages_are_asked_for_below_the_address() {
        for (given, page) in [
            ("https://a.example.org", "https://a.example.org/services?page=2&per_page=50"),
            ("https://a.example.org/v3/", "https://a.example.org/v3/services?page=2&per_page=50"),
            ("https://a.example.org/v3/services", "https://a.example.org/v3/services?page=2&per_page=50"),
            ("https://a.example.org/services/#x", "https://a.example.org/services?page=2&per_page=50"),
            (
                "https://a.example.org/services?page=7&taxonomy_id=x%20y&per_page=1",
                "https://a.example.org/services?taxonomy_id=x+y&page=2&per_page=50",
            ),
        ] {
            let list = list_address(&address(given).unwrap());
            assert_eq!(page_address(&list, 2, 50, None).as_str(), page);
        }
        let list = list_address(&address("https://a.example.org").unwrap());
        let address = page_address(&list, 1, 50, Some("2026-11-01T00:00:00Z"));
        assert!(address.as_str().ends_with("&modified_after=2026-11-01T00%3A00%3A00Z"), "{address}");
    }

    #[test]
    fn what_may_be_secret_is_not_shown() {
        let url = address("https://sam:secret@a.example.org:444/services?key=secret#x").unwrap();
        assert_eq!(shown(&url), "https://a.example.org:444/services");
    }

    #[test]
    fn redirects_stay_on_the_web() {
        for (from, location, to) in [
            ("https://a.example.org/x/", "y", Some("https://a.example.org/x/y")),
            ("https://a.example.org/x", "https://b.example.org/", Some("https://b.example.org/")),
            ("http://a.example.org/x", "https://a.example.org/x", Some("https://a.example.org/x")),
            ("https://a.example.org/x", "http://a.example.org/x", None),
            ("http://a.example.org/x", "file:///etc/passwd", None),
            ("http://a.example.org/x", "ftp://a.example.org/", None),
            ("http://a.example.org/x", "data:,x", None),
            ("http://a.example.org/x", "", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::LOCATION, location.parse().unwrap());
            let found = redirect(&address(from).unwrap(), &headers).ok();
            assert_eq!(found.as_ref().map(Url::as_str), to, "{from} {location}");
        }
        assert!(redirect(&address("https://a.example.org").unwrap(), &HeaderMap::new()).is_err());
    }
}
