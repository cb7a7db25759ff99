//! The booking form under way: shared by the form and the page that checks its answers.

use domain::session::SessionDetail;
use domain::{BookingId, FieldProblem, PrivateToken, RawBooking, SessionId};

use crate::device::{self, Draft};

/// The form under way for this session, or a new one for one adult and one child.
#[must_use]
pub fn open(session: &SessionId, needs_child: bool) -> Option<Draft> {
    if let Some(draft) = device::draft(session) {
        return Some(draft);
    }
    Some(Draft {
        id: BookingId::from_random(device::random()?),
        form: RawBooking {
            session_id: session.clone(),
            token: PrivateToken::from_random(device::random()?).expose().to_owned(),
            adults: 1,
            children: if needs_child { vec![String::new()] } else { Vec::new() },
            name: String::new(),
            contact: String::new(),
            access_needs: String::new(),
            on_behalf: None,
            waiting: false,
            course: false,
        },
    })
}

/// Everything to put right before this form can be sent for this session.
#[must_use]
pub fn problems(draft: &Draft, detail: &SessionDetail) -> Vec<FieldProblem> {
    match draft.form.parse(draft.id.clone()) {
        Ok(booking) => booking
            .party
            .fits(detail.session.ages, detail.counts, detail.grace_months)
            .err()
            .unwrap_or_default(),
        Err(problems) => problems,
    }
}
