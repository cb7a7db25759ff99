//! How many adults and children, as a person types or taps it in either form.

use domain::FieldProblem;
use domain::party::{MOST_ADULTS, MOST_CHILDREN};
use domain::problem::ProblemCode;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// Takes a number within its limits; `None` where the field is another one.
///
/// A number that cannot be taken changes nothing: its field shows again what counts, and what is wrong stands beside it.
pub fn set_number(
    (adults, children): (&mut u8, &mut Vec<String>),
    (field, to): (&str, Option<usize>),
    least: usize,
) -> Option<Result<(), FieldProblem>> {
    let (now, code) = match (field, to) {
        ("adults", Some(to)) if (1..=usize::from(MOST_ADULTS)).contains(&to) => {
            *adults = to as u8;
            return Some(Ok(()));
        }
        ("children", Some(to)) if (least..=MOST_CHILDREN).contains(&to) => {
            children.resize(to, String::new());
            return Some(Ok(()));
        }
        ("adults", _) => (usize::from(*adults), ProblemCode::AdultsOutOfRange),
        ("children", Some(0)) => (children.len(), ProblemCode::ChildrenMissing),
        ("children", _) => (children.len(), ProblemCode::ChildrenTooMany),
        _ => return None,
    };
    let input =
        document().get_element_by_id(field).and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
    if let Some(input) = input {
        input.set_value(&now.to_string());
    }
    Some(Err(FieldProblem::new(field, code)))
}
