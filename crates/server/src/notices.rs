//! Notices become messages: what a family is to be told, in words, with a private link of its own.

use domain::PrivateToken;
use store::{DueNotice, Notice, StoreError};

use crate::hub::Hub;
use crate::mail::Writer;

/// How many notices are read at once.
const BATCH: u16 = 50;

/// Writes the words of every notice there is, and drops those that hold no longer. `random` gives the bits of each link,
/// or `None` when the system has none. Returns how many messages were written.
///
/// Two servers may do so at once: each notice becomes one message, under the same id whoever writes it.
///
/// # Errors
/// When the store cannot be read or written; the notices that are left stay kept.
pub async fn compose(hub: &Hub, random: impl Fn() -> Option<[u8; 16]>) -> Result<usize, StoreError> {
    let mut written = 0;
    loop {
        let due = hub.store.notices_to_compose(BATCH).await?;
        if due.is_empty() {
            return Ok(written);
        }
        for notice in &due {
            let Some(bits) = random() else {
                tracing::error!("the system gave no random bits: families are told later");
                return Ok(written);
            };
            written += usize::from(tell(hub, notice, &PrivateToken::from_random(bits)).await?);
        }
    }
}

/// Whether there was something to tell.
async fn tell(hub: &Hub, due: &DueNotice, token: &PrivateToken) -> Result<bool, StoreError> {
    let now = hub.now();
    let words = if due.notice.holds(&due.booking, now) { words(hub, due, token).await? } else { None };
    match words {
        // What is over needs no link to the booking: the question leads to the session alone.
        Some(message) => {
            let link = (due.notice != Notice::HowWasIt).then_some(token);
            hub.store.compose(&message, link, now).await
        }
        None => {
            hub.store.drop_notice(&due.id).await?;
            tracing::info!(notice = %due.id, "a notice that holds no longer is dropped");
            Ok(false)
        }
    }
}

async fn words(
    hub: &Hub,
    due: &DueNotice,
    token: &PrivateToken,
) -> Result<Option<store::Message>, StoreError> {
    let session = &due.booking.session;
    if hub.directory().series(&session.series_id).is_none()
        || hub.directory().location(&session.location_id).is_none()
    {
        // It may have been imported by another process a moment ago.
        hub.refresh().await?;
    }
    let sequence = hub.sequence(&session.id).await?;
    let directory = hub.directory();
    let writer =
        Writer { directory: &directory, public_url: &hub.config.public_url, now: hub.now(), sequence };
    Ok(writer.told(due, token))
}
