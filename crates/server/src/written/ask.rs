//! Asking the hub for help: kept sealed, told to the locality's team without a word of what was asked.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use domain::support_request::{
    Asked, KeepOutcome, NewSupportRequest, RawSupportRequest, StoredRequest, SupportRequest, Urgency,
    answer_by,
};
use domain::{Contact, Locality, LocalityId, PrivateToken, Reference};
use sha2::{Digest as _, Sha256};
use store::{Channel, Message, StoreError};
use views::moment;
use views::pages::urgent_help;
use views::route::ServerPage;
use views::words::written as w;
use views::written::{Written, ask as view, say};

use super::{Place, body, framed, private, see_other, with_status};
use crate::handlers::request::{hold_back, message_id, random};
use crate::hub::Hub;
use crate::pages;
use crate::problem::Refusal;
use crate::sealing::{DataKey, NONCE};

/// How often another reference is tried when one is taken.
const TRIES: u8 = 8;

/// The form, or whom to ring when there is no key to seal with. `locality` and `topic` may be chosen by the link that
/// led here.
pub(super) async fn form(hub: &Hub, page: &ServerPage, query: &str) -> Result<Response, Refusal> {
    let given = RawSupportRequest::from_query(query);
    let raw =
        RawSupportRequest { locality: given.locality, topic: given.topic, ..RawSupportRequest::default() };
    drawn(hub, page, &raw, &Vec::new(), &PrivateToken::from_random(random()?)).await
}

async fn drawn(
    hub: &Hub,
    page: &ServerPage,
    raw: &RawSupportRequest,
    problems: &view::Problems,
    token: &PrivateToken,
) -> Result<Response, Refusal> {
    let place = Place::of(hub).await;
    let directory = hub.directory();
    let areas = directory.localities();
    let written = match hub.config.data_key {
        Some(_) => view::form(raw, problems, areas, token),
        None => view::off(place.setting(), areas),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(private(with_status(status, framed(hub, &place, page, written).await)))
}

/// Takes a form: to the right numbers at once when somebody is in danger, back to the form with what is to put right,
/// or kept and on to the family's own page.
pub(super) async fn ask(hub: &Hub, page: &ServerPage, request: Request) -> Result<Response, Refusal> {
    hold_back(hub, &request)?;
    let form = body(request).await?;
    let raw = RawSupportRequest::from_query(&form);
    let directory = hub.directory();
    let asked = raw.parse(|id| directory.locality(id).is_some());
    if matches!(asked, Ok(Asked::Danger)) {
        let place = Place::of(hub).await;
        let urgent = urgent_help::page();
        let written = Written::new(&urgent.title, w::ASK_DESCRIPTION, urgent.main);
        return Ok(private(framed(hub, &place, page, written).await));
    }
    let token = domain::query::pairs(&form).into_iter().find(|(name, _)| name == "token");
    let token = match token.and_then(|(_, value)| value.parse().ok()) {
        Some(token) => token,
        None => PrivateToken::from_random(random()?),
    };
    let Some(key) = &hub.config.data_key else {
        return drawn(hub, page, &raw, &Vec::new(), &token).await;
    };
    match asked {
        Ok(Asked::Request(locality, request)) => {
            let token = keep(hub, key, token, locality, &request).await?;
            hub.outbox.notify_one();
            Ok(see_other(&ServerPage::Request(token)))
        }
        Ok(Asked::Danger) => Err(Refusal::server()),
        Err(problems) => drawn(hub, page, &raw, &problems, &token).await,
    }
}

/// Keeps a request, and tells the token that opens it: the form's own, or another where that one opens something else,
/// as when a family goes back to the form, changes what it wrote and sends it again.
async fn keep(
    hub: &Hub,
    key: &DataKey,
    mut token: PrivateToken,
    locality: LocalityId,
    request: &SupportRequest,
) -> Result<PrivateToken, Refusal> {
    let now = hub.now();
    let year = hub.store.named_dates().await?;
    let text = serde_json::to_vec(request).map_err(|_| Refusal::server())?;
    for _ in 0..TRIES {
        let reference = Reference::from_random(u64::from_le_bytes(random()?));
        let sealed = key.seal(&text, reference.as_str(), random::<NONCE>()?).ok_or_else(Refusal::server)?;
        let new = NewSupportRequest {
            token: token.clone(),
            reference,
            locality: locality.clone(),
            sealed,
            answer_by: answer_by(now, &year),
        };
        let message = told(hub, &new, request.urgency).await?;
        match hub.store.keep_request(&new, message.as_ref(), now).await {
            Ok(KeepOutcome::Kept) => return Ok(token),
            Ok(KeepOutcome::AlreadyKept) => {
                let kept = hub.store.request_by_token(&token).await?;
                let is_same = kept.is_some_and(|kept| {
                    kept.locality == locality && opened(Some(key), &kept).as_ref() == Some(request)
                });
                if is_same {
                    return Ok(token);
                }
                token = next_token(&token, &locality, &text);
            }
            Err(StoreError::ReferenceTaken) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Refusal::server())
}

/// The token of what else was sent with a form. It is made from the form's own and from what was sent, so that sending
/// this twice asks once, and is as secret as the form's.
fn next_token(token: &PrivateToken, locality: &LocalityId, text: &[u8]) -> PrivateToken {
    let hash = Sha256::new().chain_update(token.expose()).chain_update(locality.as_str()).chain_update(text);
    let mut bits = [0; 16];
    for (bit, byte) in bits.iter_mut().zip(hash.finalize()) {
        *bit = byte;
    }
    PrivateToken::from_random(bits)
}

/// What tells the locality's team that somebody asks: its reference and its day, and nothing of who or what. `None` when
/// neither the locality nor the hub has an address: then the team finds it in the list alone.
async fn told(hub: &Hub, new: &NewSupportRequest, urgency: Urgency) -> Result<Option<Message>, Refusal> {
    let directory = hub.directory();
    let Some(area) = directory.locality(&new.locality) else { return Ok(None) };
    let own = pages::settings(&hub.config.dist).await.email;
    let email = |text: &str| match Contact::parse(text) {
        Ok(Contact::Email(address)) => Some(address),
        _ => None,
    };
    let Some(recipient) = email(&area.email).or_else(|| email(&own)) else {
        tracing::warn!("a request for help is kept, and nobody has an address to be told of it");
        return Ok(None);
    };
    let subject = match urgency {
        Urgency::Today => w::TEAM_MAIL_SUBJECT_TODAY,
        Urgency::Soon | Urgency::Danger => w::TEAM_MAIL_SUBJECT,
    };
    let date = moment::full_date(new.answer_by);
    let values = [("reference", new.reference.as_str()), ("area", &area.name), ("date", &date)];
    Ok(Some(Message {
        id: message_id()?,
        channel: Channel::Email,
        recipient,
        subject: say(subject, &values),
        text: say(w::TEAM_MAIL_TEXT, &values),
        html: None,
        calendar: None,
    }))
}

/// The family's own page.
pub(super) async fn request(hub: &Hub, page: &ServerPage, token: &PrivateToken) -> Result<Response, Refusal> {
    let request = hub.store.request_by_token(token).await?.ok_or_else(Refusal::not_found)?;
    let place = Place::of(hub).await;
    let directory = hub.directory();
    let area: Option<&Locality> = directory.locality(&request.locality);
    let today =
        opened(hub.config.data_key.as_ref(), &request).is_some_and(|one| one.urgency == Urgency::Today);
    let written = view::request(place.setting(), &request, token, area, today);
    Ok(private(framed(hub, &place, page, written).await))
}

/// Takes a request back.
pub(super) async fn withdraw(hub: &Hub, token: &PrivateToken, request: Request) -> Result<Response, Refusal> {
    hold_back(hub, &request)?;
    hub.store.request_by_token(token).await?.ok_or_else(Refusal::not_found)?;
    hub.store.withdraw_request(token, hub.now()).await?;
    Ok(see_other(&ServerPage::Request(token.clone())))
}

/// What was asked, where the key opens it and it has not been deleted.
pub(crate) fn opened(key: Option<&DataKey>, request: &StoredRequest) -> Option<SupportRequest> {
    let text = key?.open(&request.sealed, request.reference.as_str())?;
    serde_json::from_slice(&text).ok()
}
