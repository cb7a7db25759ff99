//! What to tell a person about each problem, beside its field.

use domain::{AgeRange, ProblemCode};

use crate::moment;
use crate::words::{self as w, fill, t};

/// The words for a problem; for a child's age they name the session's ages.
#[must_use]
pub fn problem_words(code: ProblemCode, ages: Option<AgeRange>) -> String {
    let ages = ages.map(moment::ages).unwrap_or_default();
    let word = match code {
        ProblemCode::NearNotAPostcode => w::PROBLEM_NEAR_NOT_A_POSTCODE,
        ProblemCode::NearNotFound => w::PROBLEM_NEAR_NOT_FOUND,
        ProblemCode::NearMissing => w::PROBLEM_NEAR_MISSING,
        ProblemCode::TooLong => w::PROBLEM_TOO_LONG,
        ProblemCode::DateNotADate => w::PROBLEM_DATE,
        ProblemCode::AgeNotAnAge => w::PROBLEM_AGE,
        ProblemCode::NotAChoice => w::PROBLEM_CHOICE,
        ProblemCode::TooManyChoices => w::PROBLEM_TOO_MANY_CHOICES,
        ProblemCode::PageNotAPage => w::PROBLEM_PAGE,
        ProblemCode::AdultsOutOfRange => w::PROBLEM_ADULTS,
        ProblemCode::ChildrenMissing => w::PROBLEM_CHILDREN_MISSING,
        ProblemCode::ChildrenTooMany => w::PROBLEM_CHILDREN_TOO_MANY,
        ProblemCode::ChildAgeMissing => w::PROBLEM_CHILD_AGE_MISSING,
        ProblemCode::ChildTooYoung => return fill(w::PROBLEM_CHILD_TOO_YOUNG, &[("ages", &ages)]),
        ProblemCode::ChildTooOld => return fill(w::PROBLEM_CHILD_TOO_OLD, &[("ages", &ages)]),
        ProblemCode::NameMissing => w::PROBLEM_NAME_MISSING,
        ProblemCode::NameTooLong => w::PROBLEM_NAME_TOO_LONG,
        ProblemCode::NameNotAName => w::PROBLEM_NAME_NOT_A_NAME,
        ProblemCode::ContactMissing => w::PROBLEM_CONTACT_MISSING,
        ProblemCode::ContactNotAnEmail => w::PROBLEM_CONTACT_EMAIL,
        ProblemCode::ContactNotUnderstood => w::PROBLEM_CONTACT,
        ProblemCode::OnBehalfTooLong => w::PROBLEM_ON_BEHALF_TOO_LONG,
        ProblemCode::NeedsTooLong => w::PROBLEM_NEEDS_TOO_LONG,
        ProblemCode::WordsMissing => w::PROBLEM_WORDS_MISSING,
        ProblemCode::WordsTooLong => w::PROBLEM_WORDS_TOO_LONG,
        ProblemCode::IdsOutOfRange
        | ProblemCode::IdNotAnId
        | ProblemCode::NotAnId
        | ProblemCode::TokenNotAToken
        | ProblemCode::BodyNotUnderstood => w::PROBLEM_OURS,
    };
    t(word).to_owned()
}
