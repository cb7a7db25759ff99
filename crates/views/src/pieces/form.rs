use maud::{Markup, html};

use super::{Size, icon, small};
use crate::words::{self as w, fill, plural, t};

/// One field of a form: its label, a hint, what is wrong, and the control inside.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// Its id, which is also its name.
    pub id: &'a str,
    /// What to give.
    pub label: &'a str,
    /// More on what to give; empty for nothing.
    pub hint: &'a str,
    /// What is wrong with it.
    pub error: Option<&'a str>,
}

impl Field<'_> {
    /// The ids of hint and error, for `aria-describedby`.
    fn described_by(&self) -> Option<String> {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id));
        let error = self.error.map(|_| format!("{}-error", self.id));
        let ids = [hint, error].into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!ids.is_empty()).then_some(ids)
    }

    fn around(&self, control: Markup) -> Markup {
        let id = self.id;
        html! {
            div.field .field--wrong[self.error.is_some()] {
                label.field__label for=(id) { (self.label) }
                @if !self.hint.is_empty() { p.field__hint #{ (id) "-hint" } { (self.hint) } }
                (self.wrong())
                (control)
            }
        }
    }

    fn wrong(&self) -> Markup {
        html! {
            @if let Some(error) = self.error {
                p.field__error #{ (self.id) "-error" } {
                    (small("warning"))
                    span { span.hidden-visually { (t(w::FORM_PUT_RIGHT)) } (error) }
                }
            }
        }
    }

    /// One line of text, with the HTML `autocomplete` token and the keyboard to show.
    #[must_use]
    pub fn line(&self, value: &str, autocomplete: &str, keyboard: &str) -> Markup {
        self.around(html! {
            input.field__input #(self.id) type="text" name=(self.id) value=(value) inputmode=(keyboard) autocomplete=(autocomplete)
                aria-describedby=[self.described_by()] aria-invalid=[self.error.map(|_| "true")];
        })
    }

    /// One line of text, with a list of texts to pick from: a `datalist` with this id.
    #[must_use]
    pub fn line_of(&self, value: &str, list: &str) -> Markup {
        self.around(html! {
            input.field__input #(self.id) type="text" name=(self.id) value=(value) list=(list) autocomplete="off"
                aria-describedby=[self.described_by()] aria-invalid=[self.error.map(|_| "true")];
        })
    }

    /// A day, by the phone's own picker, in ISO 8601 form.
    #[must_use]
    pub fn date(&self, value: &str) -> Markup {
        self.around(html! {
            input.field__input.field__input--short #(self.id) type="date" name=(self.id) value=(value) autocomplete="off"
                aria-describedby=[self.described_by()] aria-invalid=[self.error.map(|_| "true")];
        })
    }

    /// A time of day, by the device's own picker, as `13:30`.
    #[must_use]
    pub fn time(&self, value: &str) -> Markup {
        self.around(html! {
            input.field__input.field__input--short #(self.id) type="time" name=(self.id) value=(value) autocomplete="off"
                aria-describedby=[self.described_by()] aria-invalid=[self.error.map(|_| "true")];
        })
    }

    /// A file of these types, as HTML's `accept` names them.
    #[must_use]
    pub fn file(&self, accept: &str) -> Markup {
        self.around(html! {
            input.field__input #(self.id) type="file" name=(self.id) accept=(accept)
                aria-describedby=[self.described_by()] aria-invalid=[self.error.map(|_| "true")];
        })
    }

    /// Several lines of text.
    #[must_use]
    pub fn lines(&self, value: &str) -> Markup {
        self.around(html! {
            textarea.field__input.field__input--area #(self.id) name=(self.id) rows="3"
                aria-describedby=[self.described_by()] aria-invalid=[self.error.map(|_| "true")] { (value) }
        })
    }

    /// One choice of several, by the phone's own picker.
    #[must_use]
    pub fn choice(&self, chosen: &str, options: &[(String, String)]) -> Markup {
        self.choice_named(self.id, chosen, options)
    }

    /// The same under a name that several fields share.
    #[must_use]
    pub fn choice_named(&self, name: &str, chosen: &str, options: &[(String, String)]) -> Markup {
        self.around(html! {
            div.field__select {
                select.field__input #(self.id) name=(name)
                    aria-describedby=[self.described_by()] aria-invalid=[self.error.map(|_| "true")] {
                    @for (value, words) in options { option value=(value) selected[value == chosen] { (words) } }
                }
                (icon("chevron", Size::Middle, "field__chevron"))
            }
        })
    }
}

/// A small number with a button either side.
#[must_use]
pub fn stepper(field: &Field<'_>, value: usize, least: usize, most: usize) -> Markup {
    let Field { id, label, hint, error } = field;
    let button = |by: &str, name: &str, words, stuck: bool| {
        html! {
            button.stepper__button #{ (id) (by) } type="button" data-action="step" data-field=(id) data-by=(by)
                aria-label=(fill(words, &[("what", label)])) aria-disabled=[stuck.then_some("true")] { (icon(name, Size::Middle, "")) }
        }
    };
    html! {
        div.stepper {
            label.stepper__label for=(id) { (label) @if !hint.is_empty() { span.stepper__hint { (hint) } } }
            (field.wrong())
            div.stepper__control {
                (button("-1", "minus", w::FORM_FEWER, value <= least))
                input.stepper__value #(id) name=(id) type="number" inputmode="numeric" min=(least) max=(most) value=(value)
                    aria-invalid=[error.is_some().then_some("true")] aria-describedby=[error.map(|_| format!("{id}-error"))];
                (button("1", "plus", w::FORM_MORE, value >= most))
            }
        }
    }
}

/// The id of the summary of what is to put right.
pub const ERROR_SUMMARY: &str = "error-summary";

/// Everything to put right, each leading to its field by its id.
#[must_use]
pub fn error_summary(items: &[(String, String)]) -> Markup {
    summary(items, false)
}

/// The same on a page that the server draws, which has no script to move the focus there.
#[must_use]
pub fn error_summary_in_focus(items: &[(String, String)]) -> Markup {
    summary(items, true)
}

fn summary(items: &[(String, String)], in_focus: bool) -> Markup {
    html! {
        @if !items.is_empty() {
            div.error-summary #(ERROR_SUMMARY) tabindex="-1" autofocus[in_focus] role="alert" aria-labelledby="error-summary-title" {
                h2 #error-summary-title { (plural(w::FORM_SUMMARY, items.len() as u32)) }
                ul.stack.stack--tight role="list" {
                    @for (id, words) in items {
                        li { a.error-summary__link href={ "#" (id) } data-action="focus" data-field=(id) { (words) } }
                    }
                }
            }
        }
    }
}
