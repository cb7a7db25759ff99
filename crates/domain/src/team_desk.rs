//! What lies on the team's desk besides sessions: requests for help, suggested changes to listings, family pages.

use serde::{Deserialize, Serialize};

use crate::family_page::{FamilyPage, FamilyPageId};
use crate::id::{ChangeId, LocalityId, OrganisationId, ServiceId};
use crate::listing_change::OpenListingChange;
use crate::record::{Actor, Record, Recorded};
use crate::reference::Reference;
use crate::support_request::{RequestOutcome, StoredRequest, SupportRequest};
use crate::team_key::Scope;
use crate::time::{Date, Instant};

/// A request for help in a list: nothing of what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamRequest {
    /// What the family reads aloud.
    pub reference: Reference,
    /// Whose team is asked.
    pub locality: LocalityId,
    /// `received`, `assigned`, `closed` or `withdrawn`.
    pub state: &'static str,
    /// Who of the team has it; empty while nobody has.
    pub assigned_to: String,
    /// When it came.
    pub received_at: Instant,
    /// The day by which the family has an answer.
    pub answer_by: Date,
    /// Whether that day is over and it is still open.
    pub late: bool,
}

impl TeamRequest {
    /// The request as a list shows it on this day in London.
    #[must_use]
    pub fn of(request: &StoredRequest, today: Date) -> Self {
        Self {
            reference: request.reference.clone(),
            locality: request.locality.clone(),
            state: request.state.slug(),
            assigned_to: request.assigned_to.clone(),
            received_at: request.received_at,
            answer_by: request.answer_by,
            late: request.state.is_open() && request.answer_by < today,
        }
    }
}

/// A request for help with what was asked. It is never printed.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamRequestDetail {
    /// Where it stands.
    #[serde(flatten)]
    pub request: TeamRequest,
    /// What was asked: topic, urgency, words, whom, name, contact, `message_is_safe`, times, language and who asks.
    /// `null` when it is deleted, or the server has not the key that it was sealed with.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub asked: Option<SupportRequest>,
}

/// The body of `PATCH /api/v1/team/requests/{reference}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum RequestChange {
    /// Somebody of the team has it from now on.
    Assign {
        /// A role or initials, 1 to 80 characters.
        to: String,
    },
    /// The team is done with it.
    Close {
        /// What came of it: `helped`, `passed-on`, `not-reached` or `not-wanted`.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        outcome: RequestOutcome,
    },
}

/// What the team does to a request, parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestStep {
    /// Somebody has it.
    Assign(Actor),
    /// It is done with.
    Close(RequestOutcome),
}

/// A change suggested to a listing. It may say who suggests it, so it is never printed.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamSuggestion {
    /// Its id.
    pub id: ChangeId,
    /// The service whose listing it is.
    pub service_id: ServiceId,
    /// What the service is called.
    pub service: String,
    /// `closed`, `times`, `contact`, `place`, `who_for` or `other`.
    pub what: &'static str,
    /// The rest in words, perhaps nothing.
    pub text: String,
    /// Where to answer, if they gave an email address.
    pub email: Option<String>,
    /// When it came.
    pub received_at: Instant,
}

impl From<&OpenListingChange> for TeamSuggestion {
    fn from(one: &OpenListingChange) -> Self {
        Self {
            id: one.id.clone(),
            service_id: one.service_id.clone(),
            service: one.service.clone(),
            what: one.what.as_str(),
            text: one.text.as_str().to_owned(),
            email: one.email.as_ref().map(|email| email.as_str().to_owned()),
            received_at: one.received_at,
        }
    }
}

/// The body of `PATCH /api/v1/team/suggestions/{id}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum SuggestionChange {
    /// It was dealt with.
    Done,
}

/// A family page as it is kept, with how often it was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFamilyPage {
    /// Its address.
    pub id: FamilyPageId,
    /// What is on it.
    pub page: FamilyPage,
    /// The day it was made, in London.
    pub made_on: Date,
    /// How often it was opened on the day that was asked about.
    pub today: u64,
    /// How often it was opened ever.
    pub opened: u64,
    /// Whether the team took it down.
    pub is_taken_down: bool,
}

/// The body of `PATCH /api/v1/team/family-pages/{id}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum FamilyPageChange {
    /// Nothing is at its address any more, and nobody can make the same page again.
    TakeDown,
    /// It is there again.
    PutBack,
}

/// A family page in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamFamilyPage {
    /// What stands after `/f/` in its address.
    pub id: FamilyPageId,
    /// What it is for.
    pub theme: &'static str,
    /// Who made it.
    pub organisation: OrganisationId,
    /// The day it was made, in London.
    pub made_on: Date,
    /// How often it was opened today.
    pub today: u64,
    /// How often it was opened ever.
    pub opened: u64,
    /// Whether the team took it down.
    pub taken_down: bool,
}

impl From<&KeptFamilyPage> for TeamFamilyPage {
    fn from(kept: &KeptFamilyPage) -> Self {
        Self {
            id: kept.id.clone(),
            theme: kept.page.theme().slug(),
            organisation: kept.page.organisation().clone(),
            made_on: kept.made_on,
            today: kept.today,
            opened: kept.opened,
            taken_down: kept.is_taken_down,
        }
    }
}

/// Whether somebody of this name and scope sees a record of something in this locality, or in none: what is within their
/// scope, and what they did themselves.
#[must_use]
pub fn sees(name: &Actor, scope: &Scope, record: &Record, locality: Option<&LocalityId>) -> bool {
    let locality = match &record.what {
        Recorded::RequestRead { locality, .. }
        | Recorded::RequestAssigned { locality, .. }
        | Recorded::RequestClosed { locality, .. } => Some(locality),
        _ => locality,
    };
    record.actor == *name || scope.covers(locality)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support_request::RequestState;

    fn name(text: &str) -> Actor {
        Actor::parse(text).unwrap()
    }

    #[test]
    fn a_request_is_late_from_the_day_after_and_while_it_is_open() {
        let request = |state| StoredRequest {
            reference: "K7M-4QX".parse().unwrap(),
            locality: "east".parse().unwrap(),
            state,
            assigned_to: String::new(),
            outcome: None,
            sealed: Vec::new(),
            received_at: Instant::from_unix(0),
            answer_by: "2026-11-24".parse().unwrap(),
        };
        for (state, today, late) in [
            (RequestState::Received, "2026-11-24", false),
            (RequestState::Received, "2026-11-25", true),
            (RequestState::Assigned, "2026-11-25", true),
            (RequestState::Closed, "2026-11-25", false),
            (RequestState::Withdrawn, "2026-11-25", false),
        ] {
            assert_eq!(
                TeamRequest::of(&request(state), today.parse().unwrap()).late,
                late,
                "{state:?} {today}"
            );
        }
    }

    #[test]
    fn records_are_seen_within_a_scope_and_of_oneself() {
        let (east, west): (LocalityId, LocalityId) = ("east".parse().unwrap(), "west".parse().unwrap());
        let record = |actor, what| Record {
            at: Instant::from_unix(0),
            actor: name(actor),
            session_id: None,
            booking_id: None,
            what,
        };
        let added = || Recorded::SessionAdded;
        let closed = |locality: &LocalityId| Recorded::RequestClosed {
            reference: "K7M-4QX".parse().unwrap(),
            locality: locality.clone(),
            outcome: RequestOutcome::Helped,
        };
        let mine = Scope::of(vec![east.clone()]);
        for (what, actor, locality, scope, seen) in [
            (added(), "Other", Some(&east), &mine, true),
            (added(), "Other", Some(&west), &mine, false),
            (added(), "Other", None, &mine, false),
            (added(), "Desk", Some(&west), &mine, true),
            (added(), "Other", None, &Scope::Everywhere, true),
            (closed(&east), "Other", None, &mine, true),
            (closed(&west), "Other", Some(&east), &mine, false),
        ] {
            let record = record(actor, what);
            assert_eq!(sees(&name("Desk"), scope, &record, locality), seen, "{record:?} {locality:?}");
        }
    }
}
