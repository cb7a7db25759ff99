//! The team's pages in the browser. An address asked for by a person is answered with a shell that is the same for
//! everybody; the shell's script asks again with `Authorization`, and is answered with what stands in it. Rules and scopes
//! are those of the acts that the API does.

mod desk;
mod import;
mod sessions;

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::ProblemCode;
use views::Setting;
use views::route::TeamPage;
use views::words::written as w;
use views::written::Written;
use views::written::team::{self as view, Drawn};

use super::acts::Member;
use super::sign_in;
use crate::handlers::request::{hold_back_by, unread};
use crate::html::{escape, fill};
use crate::hub::Hub;
use crate::pages;
use crate::problem::Refusal;
use crate::written::BARE;

/// The largest form, in bytes.
const LARGEST_FORM: usize = 16 * 1024;

/// What a page came to: what is drawn, and whether it was refused.
type Answer = Result<(StatusCode, Drawn), Refusal>;

/// Answers one of the team's pages.
pub(crate) async fn answer(hub: &Arc<Hub>, page: &TeamPage, request: Request) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let response = if request.headers().contains_key(header::AUTHORIZATION) {
        drawn(hub, page, request).await
    } else if is_read {
        shell(hub).await
    } else {
        Refusal::key().into_response()
    };
    private(response)
}

/// What nobody should find again in a cache, on a disk or in a search.
fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("authorization, accept-encoding"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));
    response
}

/// The shell that the build wrote; where there is none, one that says the same without its script.
async fn shell(hub: &Hub) -> Response {
    if let Ok(written) = tokio::fs::read_to_string(hub.config.dist.join("_shells/team.html")).await {
        return pages::html(StatusCode::OK, written);
    }
    let config = pages::settings(&hub.config.dist).await;
    let main = view::shell(Setting { config: &config, now: None });
    let Written { title, description, .. } = Written::new(w::TEAM_TITLE, w::TEAM_TITLE, main.clone());
    let values = [
        ("title", escape(&title)),
        ("description", escape(&description)),
        ("url", String::new()),
        ("head", "<meta name=\"robots\" content=\"noindex\">".to_owned()),
        ("summary", main.into_string()),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    pages::html(StatusCode::OK, fill(BARE, &values))
}

async fn drawn(hub: &Arc<Hub>, page: &TeamPage, request: Request) -> Response {
    match asked(hub, page, request).await {
        Ok((status, drawn)) => sent(hub, status, &drawn),
        Err(refusal) => match refusal.status() {
            StatusCode::FORBIDDEN => sent(hub, StatusCode::FORBIDDEN, &view::no_rights(page.clone())),
            StatusCode::NOT_FOUND => sent(hub, StatusCode::NOT_FOUND, &view::not_found(page.clone())),
            // The script has words of its own for the rest.
            _ => refusal.into_response(),
        },
    }
}

async fn asked(hub: &Arc<Hub>, page: &TeamPage, request: Request) -> Answer {
    hold_back_by(&hub.team_limit, hub, &request)?;
    let member = sign_in::member(hub, request.headers()).await?;
    draw(hub, page, &member, request).await
}

fn sent(hub: &Hub, status: StatusCode, drawn: &Drawn) -> Response {
    pages::html(status, drawn.fragment(hub.now()).into_string())
}

async fn draw(hub: &Arc<Hub>, page: &TeamPage, member: &Member, request: Request) -> Answer {
    match *request.method() {
        Method::GET | Method::HEAD => {
            let query = request.uri().query().unwrap_or_default().to_owned();
            let drawn = match page {
                TeamPage::Door | TeamPage::Sessions => sessions::day(hub, member, &query).await,
                TeamPage::Session(id) => sessions::one(hub, member, id).await,
                TeamPage::Register(id) => sessions::register(hub, member, id).await,
                TeamPage::Change(id) => sessions::change_form(hub, member, id).await,
                TeamPage::Cancel(id) => sessions::cancel_form(hub, member, id).await,
                TeamPage::Book(id) => sessions::book_form(hub, member, id).await,
                TeamPage::Requests => desk::requests(hub, member).await,
                TeamPage::Request(reference) => desk::request(hub, member, reference).await,
                TeamPage::Suggestions => desk::suggestions(hub, member).await,
                TeamPage::FamilyPages => desk::family_pages(hub, member).await,
                TeamPage::Import => Ok(import::form()),
                TeamPage::Records => desk::records(hub, member).await,
            };
            drawn.map(|drawn| (StatusCode::OK, drawn))
        }
        Method::POST => match page {
            TeamPage::Change(id) => sessions::change(hub, member, id, &form(request).await?).await,
            TeamPage::Cancel(id) => sessions::cancel(hub, member, id, &form(request).await?).await,
            TeamPage::Book(id) => sessions::book(hub, member, id, &form(request).await?).await,
            TeamPage::Request(reference) => {
                desk::change_request(hub, member, reference, &form(request).await?).await
            }
            TeamPage::FamilyPages => desk::change_family_page(hub, member, &form(request).await?).await,
            TeamPage::Suggestions => desk::suggestion_done(hub, member, &form(request).await?).await,
            TeamPage::Import => import::file(hub, member, request).await,
            _ => Err(Refusal::for_status(StatusCode::METHOD_NOT_ALLOWED)),
        },
        _ => Err(Refusal::for_status(StatusCode::METHOD_NOT_ALLOWED)),
    }
}

/// The body of a form, at most 16 KiB.
async fn form(request: Request) -> Result<String, Refusal> {
    let bytes = to_bytes(request.into_body(), LARGEST_FORM).await.map_err(unread)?;
    String::from_utf8(bytes.to_vec()).map_err(|_| Refusal::field("body", ProblemCode::BodyNotUnderstood))
}

/// A page again, with what is to put right.
fn again(drawn: Drawn) -> (StatusCode, Drawn) {
    (StatusCode::UNPROCESSABLE_ENTITY, drawn)
}

/// The first letter of a sentence is large, and a full stop ends it: what an act says of itself, as a page says it.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return String::new() };
    let end = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    [&first.to_uppercase().collect::<String>(), letters.as_str(), end].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_act_says_becomes_a_sentence() {
        for (text, said) in [
            ("the session is over", "The session is over."),
            ("", ""),
            ("Ask them?", "Ask them?"),
            ("é", "É."),
        ] {
            assert_eq!(sentence(text), said);
        }
    }
}
