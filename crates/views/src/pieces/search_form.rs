use domain::FieldProblem;
use domain::suggestion::{Suggestion, SuggestionKind};
use maud::{Markup, html};

use super::small;
use crate::problem_words::problem_words;
use crate::route::Link;
use crate::words::{self as w, t};

/// What do you need, and where. A plain form that leads to an address; the app does the same without a reload.
#[must_use]
pub fn search_form(words: &str, near: &str, problems: &[FieldProblem]) -> Markup {
    let wrong = problems
        .iter()
        .find(|problem| problem.field.0 == "near")
        .map(|problem| problem_words(problem.code, None));
    let is_wrong = wrong.is_some();
    html! {
        form.search-form #search role="search" aria-label=(t(w::SEARCH_LABEL)) action=(Link::all_services().href()) method="get" novalidate {
            div.search-form__field {
                label.search-form__label for="q" { (t(w::SEARCH_WHAT)) }
                input.search-form__input #q name="q" type="search" maxlength="120" value=(words)
                    placeholder=(t(w::SEARCH_WHAT_HINT)) autocomplete="off" enterkeyhint="search"
                    role="combobox" aria-autocomplete="list" aria-expanded="false" aria-controls="suggestions";
                ul.suggestions #suggestions role="listbox" aria-label=(t(w::SEARCH_SUGGESTIONS)) hidden {}
            }
            div.search-form__field {
                label.search-form__label for="near" { (t(w::SEARCH_WHERE)) }
                @if let Some(wrong) = wrong {
                    p.field__error.search-form__error #near-error { (small("warning")) span { (wrong) } }
                }
                input.search-form__input #near name="near" maxlength="120" value=(near)
                    placeholder=(t(w::SEARCH_WHERE_HINT)) autocomplete="postal-code" enterkeyhint="search"
                    aria-describedby=[is_wrong.then_some("near-error")] aria-invalid=[is_wrong.then_some("true")];
                button.search-form__near type="button" data-action="near-me" {
                    (small("pin")) span.search-form__near-text { (t(w::SEARCH_NEAR_ME)) }
                }
            }
            button.button.search-form__button type="submit" { (small("search")) (t(w::SEARCH_BUTTON)) }
        }
    }
}

/// The inside of the list of suggestions: an option each, the one at `active` marked as the one that Enter takes.
#[must_use]
pub fn suggestions(list: &[Suggestion], active: Option<usize>) -> Markup {
    html! {
        @for (at, one) in list.iter().enumerate() {
            @let kind = match one.kind {
                SuggestionKind::Category => w::SEARCH_KIND_CATEGORY,
                SuggestionKind::Service => w::SEARCH_KIND_SERVICE,
                SuggestionKind::Guide => w::SEARCH_KIND_GUIDE,
                SuggestionKind::Place => w::SEARCH_KIND_PLACE,
            };
            li.suggestions__option #{ "suggestion-" (at) } role="option" data-action="suggestion" data-value=(at)
                aria-selected=(if active == Some(at) { "true" } else { "false" }) {
                span { (one.text) }
                " " span.suggestions__kind { (t(kind)) @if !one.about.is_empty() { " · " (one.about) } }
            }
        }
    }
}
