//! Pages that the server draws whole: plain links and forms that work without script. What they show stands in
//! `views::written`; the frame around them is the build's.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::ProblemCode;
use maud::{Markup, html};
use views::pages::booking::last_heard;
use views::pieces::{Tone, notice};
use views::route::ServerPage;
use views::words::written as w;
use views::written::{Written, refused as refuse, share as view};
use views::{Config, Setting};

use crate::html::{escape, fill};
use crate::hub::Hub;
use crate::pages;
use crate::problem::Refusal;
use crate::team;

pub(crate) mod ask;
mod coverage;
pub mod family_page;
mod outcomes;
mod picture;
mod qr;
mod share;
mod whats_new;

/// The largest form, in bytes.
const LARGEST_BODY: usize = 16 * 1024;

/// What stands around a page when the build wrote no frame: enough to read it.
pub(crate) const BARE: &str = "<!DOCTYPE html><html lang=\"en-GB\"><head><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{{title}}</title>\
    <meta name=\"description\" content=\"{{description}}\">\
    <meta property=\"og:title\" content=\"{{title}}\"><meta property=\"og:description\" content=\"{{description}}\">\
    <meta property=\"og:url\" content=\"{{url}}\">{{head}}</head><body><main id=\"main\">{{summary}}</main></body></html>";

/// Answers one of the pages that the server draws whole.
pub(crate) async fn answer(hub: &Arc<Hub>, page: &ServerPage, request: Request) -> Response {
    if let ServerPage::Team(page) = page {
        return team::pages::answer(hub, page, request).await;
    }
    let drawn = draw(hub, page, request).await;
    match drawn {
        Ok(response) => response,
        // A page that is not there is told as a page.
        Err(refusal) if refusal.status() == StatusCode::NOT_FOUND => pages::not_found(hub).await,
        Err(refusal) => refused(hub, page, refusal.status()).await,
    }
}

/// A refusal as a person reads it.
async fn refused(hub: &Hub, page: &ServerPage, status: StatusCode) -> Response {
    let (title, words) = match status {
        StatusCode::GONE => (w::REFUSED_TAKEN_DOWN, w::REFUSED_TAKEN_DOWN_WORDS),
        StatusCode::TOO_MANY_REQUESTS => (w::REFUSED_TITLE, w::REFUSED_TOO_MANY),
        StatusCode::PAYLOAD_TOO_LARGE => (w::REFUSED_TITLE, w::REFUSED_TOO_LARGE),
        _ => (w::REFUSED_TITLE, w::REFUSED_OTHER),
    };
    let place = Place::of(hub).await;
    let drawn = framed(hub, &place, page, refuse(place.setting(), title, words)).await;
    with_status(status, drawn)
}

async fn draw(hub: &Arc<Hub>, page: &ServerPage, request: Request) -> Result<Response, Refusal> {
    let method = request.method().clone();
    if method == Method::POST {
        return match page {
            ServerPage::Share => share::make(hub, page, request).await,
            ServerPage::Ask => ask::ask(hub, page, request).await,
            ServerPage::Request(token) => ask::withdraw(hub, token, request).await,
            ServerPage::HowWasIt(_) | ServerPage::HowWasTheAnswer(_) => {
                outcomes::tell(hub, page, request).await
            }
            _ => Err(Refusal::for_status(StatusCode::METHOD_NOT_ALLOWED)),
        };
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        return Err(Refusal::for_status(StatusCode::METHOD_NOT_ALLOWED));
    }
    let query = request.uri().query().unwrap_or_default();
    match page {
        ServerPage::Coverage => coverage::page(hub, page, query).await,
        ServerPage::CoverageSummary => coverage::summary(hub, page).await,
        ServerPage::CoverageCounts => coverage::counts(hub).await,
        ServerPage::CoverageDistances => coverage::distances(hub).await,
        ServerPage::CoverageSearches => coverage::searches(hub).await,
        ServerPage::Share => share::form(hub, page, query).await,
        ServerPage::Shared(id) => share::kit(hub, page, id, |_, kit| view::kit(kit)).await,
        ServerPage::Poster(id) => {
            share::kit(hub, page, id, |place, kit| view::poster(place.setting(), kit)).await
        }
        ServerPage::Strips(id) => {
            share::kit(hub, page, id, |place, kit| view::strips(place.setting(), kit)).await
        }
        ServerPage::QrCode(id) => share::code(hub, id).await,
        ServerPage::FamilyPage(id) => family_page::page(hub, page, id, &method).await,
        ServerPage::Picture(id) => family_page::picture(hub, id).await,
        ServerPage::Ask => ask::form(hub, page, query).await,
        ServerPage::Request(token) => ask::request(hub, page, token).await,
        ServerPage::HowWasIt(_) | ServerPage::HowWasTheAnswer(_) => outcomes::form(hub, page).await,
        ServerPage::Outcomes => outcomes::page(hub, page).await,
        ServerPage::OutcomesTable => outcomes::table(hub).await,
        ServerPage::WhatsNew => whats_new::areas(hub, page).await,
        ServerPage::WhatsNewIn(id) => whats_new::page(hub, page, id).await,
        ServerPage::WhatsNewFeed(id) => whats_new::feed(hub, id).await,
        ServerPage::WhatsNewText(id) => whats_new::text(hub, id).await,
        // Answered before; see `answer`.
        ServerPage::Team(_) => Err(Refusal::not_found()),
    }
}

/// The body of a form, at most 16 KiB.
async fn body(request: Request) -> Result<String, Refusal> {
    let bytes =
        axum::body::to_bytes(request.into_body(), LARGEST_BODY).await.map_err(|_| Refusal::too_large())?;
    String::from_utf8(bytes.to_vec()).map_err(|_| Refusal::field("body", ProblemCode::BodyNotUnderstood))
}

/// Goes to another page, so that going back and forth sends nothing again (RFC 9110, 303).
fn see_other(page: &ServerPage) -> Response {
    let headers = [(header::LOCATION, page.href()), (header::CACHE_CONTROL, "no-store".to_owned())];
    (StatusCode::SEE_OTHER, headers).into_response()
}

fn with_status(status: StatusCode, mut response: Response) -> Response {
    *response.status_mut() = status;
    response
}

/// A page that nobody but the family should find again on this device.
fn private(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The council's settings and the moment, for what a page is drawn in.
struct Place {
    config: Config,
    now: domain::Instant,
}

impl Place {
    async fn of(hub: &Hub) -> Self {
        Self { config: pages::settings(&hub.config.dist).await, now: hub.now() }
    }

    fn setting(&self) -> Setting<'_> {
        Setting { config: &self.config, now: Some(self.now) }
    }
}

/// The page in its frame.
async fn framed(hub: &Hub, place: &Place, page: &ServerPage, written: Written) -> Response {
    let frame = tokio::fs::read_to_string(hub.config.dist.join("_shells/written.html")).await;
    let frame = frame.unwrap_or_else(|_| BARE.to_owned());
    let title = format!("{} – {}", escape(&written.title), escape(&place.config.title));
    let values = [
        ("title", title.as_str()),
        ("description", &escape(&written.description)),
        ("url", &escape(&format!("{}{}", hub.config.public_url, page.href()))),
        ("head", &written.head.into_string()),
        ("summary", &(for_no_signal(place.now, page).into_string() + &written.main.into_string())),
    ];
    pages::html(StatusCode::OK, fill(&frame, &values))
}

/// What the service worker shows when it gives a kept page again: that there is no signal, as of when the page is, and of
/// a form that it could not be sent. Hidden until then, because the words are the page's to know.
fn for_no_signal(now: domain::Instant, page: &ServerPage) -> Markup {
    let is_form = matches!(page, ServerPage::Ask | ServerPage::Share);
    let is_kept = is_form
        || matches!(
            page,
            ServerPage::FamilyPage(_)
                | ServerPage::WhatsNew
                | ServerPage::WhatsNewIn(_)
                | ServerPage::Coverage
                | ServerPage::CoverageSummary
        );
    html! {
        @if is_kept {
            div.wrap hidden data-kept {
                (last_heard(now))
                @if is_form { p { (w::OFFLINE_FORM) } }
            }
        }
        @if is_form { div.wrap role="alert" hidden data-unsent { (notice(Tone::Warning, Some("wifi-off"), w::OFFLINE_UNSENT, html! { p { (w::OFFLINE_UNSENT_WORDS) } })) } }
    }
}

/// A file to keep, under this name.
fn file(kind: &'static str, name: &str, text: String) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let mut response =
        ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], text).into_response();
    if let Ok(disposition) = disposition {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// CSV (RFC 4180) to keep. Its texts are made harmless for spreadsheets.
fn csv_file(name: &str, rows: &[Vec<String>]) -> Response {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // Memory takes every row.
        let _ = writer.write_record(row.iter().map(|text| crate::suggestions::harmless(text)));
    }
    let text = writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    file("text/csv; charset=utf-8; header=present", name, text)
}
