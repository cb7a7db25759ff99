use domain::Months;
use maud::{Markup, html};

use super::small;
use crate::moment;
use crate::words::{self as w, t};

/// Filters beside the results, or in a sheet on a phone. `fields` are the form's own, hidden ones included; `show` is
/// what its button says.
#[must_use]
pub fn filters(action: &str, show: &str, fields: Markup) -> Markup {
    html! {
        div {
            button.filters__open.button.button--quiet.button--small type="button" data-action="filters" aria-expanded="false" aria-controls="filters" data-keeps="aria-expanded" {
                (small("filter")) (t(w::FILTERS_TITLE))
            }
            form.filters #filters action=(action) method="get" aria-label=(t(w::FILTERS_TITLE)) data-keeps="class role aria-modal" novalidate {
                div.filters__head {
                    h2 { (t(w::FILTERS_TITLE)) }
                    button.filters__close.button.button--quiet.button--small type="button" data-action="filters" { (t(w::FILTERS_CLOSE)) }
                }
                (fields)
                div.filters__foot { button.button.button--wide type="submit" { (show) } }
            }
        }
    }
}

/// Ages to filter by: every month in the first two years, then every year.
#[must_use]
pub fn age_options() -> Vec<(String, String)> {
    let ages =
        (0..24).chain((24..=216).step_by(12)).map(|months| (months.to_string(), moment::age(Months(months))));
    std::iter::once((String::new(), t(w::FILTERS_ANY_AGE).to_owned())).chain(ages).collect()
}
