//! Notices become messages: what a family is to be told, in words, with a private link of its own.

use directory::Directory;
use domain::session::SessionSummary;
use domain::{PrivateToken, Session, SessionId, SessionStatus};
use store::{DueNotice, Notice, StoreError};

use crate::hub::Hub;
use crate::mail::Writer;

/// How many notices are read at once.
const BATCH: u16 = 50;
/// How many coming sessions are looked at to find others with room.
const LOOK_AHEAD: usize = 30;
/// How many others a family is told of.
const OTHERS: usize = 3;

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
    let weeks = weeks(hub, due).await?;
    let directory = hub.directory();
    let others = if due.notice == Notice::Closed { others(hub, &directory, due).await? } else { Vec::new() };
    let writer = Writer {
        directory: &directory,
        public_url: &hub.config.public_url,
        now: hub.now(),
        sequence,
        weeks,
        others,
    };
    Ok(writer.told(due, token))
}

/// The weeks of a course that the family comes to, or would, each with how often it was moved; none where the notice is
/// about one session.
async fn weeks(hub: &Hub, due: &DueNotice) -> Result<Vec<(Session, u32)>, StoreError> {
    let Some(course) = due.booking.course.as_ref().filter(|_| !due.notice.is_of_one_session()) else {
        return Ok(Vec::new());
    };
    let now = hub.now();
    let comes = |session: &&Session| {
        session.status == SessionStatus::Scheduled
            && match due.booking.comes_to(&session.id) {
                Some(comes) => comes,
                None => now < session.starts_at,
            }
    };
    let sessions: Vec<Session> = course.sessions().iter().filter(comes).cloned().collect();
    let ids: Vec<SessionId> = sessions.iter().map(|session| session.id.clone()).collect();
    let stamps = hub.store.calendar_stamps(&ids).await?;
    let with_sequence = |session: Session| {
        let sequence = stamps.get(&session.id).map_or(0, |stamp| stamp.sequence);
        (session, sequence)
    };
    Ok(sessions.into_iter().map(with_sequence).collect())
}

/// The next sessions of the same service with room.
async fn others(
    hub: &Hub,
    directory: &Directory,
    due: &DueNotice,
) -> Result<Vec<SessionSummary>, StoreError> {
    let series = &due.booking.session.series_id;
    let is_course = due.booking.course.is_some();
    let later: Vec<&Session> = directory
        .next_sessions(&due.booking.session.service_id, hub.now())
        .filter(|other| other.id != due.booking.session.id && !(is_course && other.series_id == *series))
        .take(LOOK_AHEAD)
        .collect();
    let mut others = hub.live_summaries(directory, &later, None).await?;
    others.retain(|other| other.availability.is_bookable());
    others.truncate(OTHERS);
    Ok(others)
}
