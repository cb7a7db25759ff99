//! Who of the team asks: with a key, or within a shift that began with a private link to the key's address.

use std::sync::Arc;

use axum::http::HeaderMap;
use domain::shift::{LINK_MINUTES, Shift, Times};
use domain::{Actor, Contact, PrivateToken};
use store::{Channel, Message};
use views::route::{ServerPage, TeamPage};
use views::words::written as w;
use views::written::say;

use super::acts::Member;
use crate::handlers::request::{bearer, message_id, random};
use crate::hub::Hub;
use crate::problem::Refusal;

/// The team's member that a request with these headers comes from. It has been counted before.
///
/// # Errors
/// A problem when there is neither a key nor a shift that opens something.
pub(crate) async fn member(hub: &Hub, headers: &HeaderMap) -> Result<Member, Refusal> {
    let now = hub.now();
    // The two have different forms, so one is never tried as the other.
    let known = if let Some(key) = bearer(headers) {
        hub.store.use_team_key(&key, now).await?
    } else if let Some(token) = bearer::<PrivateToken>(headers) {
        hub.store.use_shift(&token, now).await?
    } else {
        None
    };
    let known = known.ok_or_else(Refusal::key)?;
    Ok(Member { actor: known.name, scope: known.scope })
}

/// Sends a private link for each key of this address. Nobody waits for it: how long it takes would tell whether there is
/// one.
pub(crate) fn send_links(hub: &Arc<Hub>, email: Contact) {
    let hub = hub.clone();
    tokio::spawn(async move {
        match links(&hub, &email).await {
            Ok(true) => hub.outbox.notify_one(),
            Ok(false) => {}
            Err(refusal) => tracing::error!(status = %refusal.status(), "links for the team are not sent"),
        }
    });
}

/// Keeps the links and their message; says whether there is anything to hand over.
async fn links(hub: &Hub, email: &Contact) -> Result<bool, Refusal> {
    let now = hub.now();
    let mut made = Vec::new();
    for name in hub.store.team_keys_of(email, now).await? {
        made.push((name, PrivateToken::from_random(random()?)));
    }
    if made.is_empty() {
        return Ok(false);
    }
    let message = message(hub, email, &made)?;
    let kept = hub.store.keep_team_links(&made, &message, now).await?;
    if !kept {
        tracing::warn!("a key of the team is asked for more links than it is sent");
    }
    Ok(kept)
}

fn message(hub: &Hub, email: &Contact, made: &[(Actor, PrivateToken)]) -> Result<Message, Refusal> {
    let address = format!("{}{}", hub.config.public_url, ServerPage::Team(TeamPage::Door).href());
    let lines: Vec<String> = made
        .iter()
        .map(|(name, token)| {
            // The token stands in the fragment, which browsers never send to a server or in a referrer.
            let link = format!("{address}#{}", token.expose());
            say(w::TEAM_LINK_LINE, &[("name", name.as_str()), ("link", &link)])
        })
        .collect();
    let minutes = LINK_MINUTES.to_string();
    let values = [("links", lines.join("\n\n")), ("minutes", minutes)];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    Ok(Message {
        id: message_id()?,
        channel: Channel::Email,
        recipient: email.as_str().to_owned(),
        subject: w::TEAM_LINK_SUBJECT.to_owned(),
        text: say(w::TEAM_LINK_TEXT, &values),
        html: None,
        calendar: None,
    })
}

/// Begins a shift with what stood in a private link.
///
/// # Errors
/// A problem when the link was used before, is too old, or its key opens nothing any more.
pub(crate) async fn begin(hub: &Hub, link: &PrivateToken) -> Result<Shift, Refusal> {
    let (token, now) = (PrivateToken::from_random(random()?), hub.now());
    let key = hub.store.begin_shift(link, &token, now).await?.ok_or_else(Refusal::team_link)?;
    let times = Times { began_at: now, used_at: now };
    Ok(Shift { token, name: key.name, ends_at: times.longest() })
}
