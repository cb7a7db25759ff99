//! Whom to call now. Needs no request: it is in the page and in the app.

use leptos::prelude::*;

use crate::announce::set_title;
use crate::ui::{Icon, Notice, Size};
use crate::words::{self as w, Word, t};

/// Numbers by what they are for, the most urgent first.
const NUMBERS: [(&str, &str, Word); 8] = [
    ("111", "111", w::URGENT_111),
    ("116123", "116 123", w::URGENT_SAMARITANS),
    ("08082000247", "0808 2000 247", w::URGENT_ABUSE),
    ("08001111", "0800 1111", w::URGENT_CHILDLINE),
    ("08088005000", "0808 800 5000", w::URGENT_NSPCC),
    ("101", "101", w::URGENT_101),
    ("03001000212", "0300 100 0212", w::URGENT_FEEDING),
    ("08088010327", "0808 801 0327", w::URGENT_MEN),
];

/// Whom to call now.
#[component]
pub fn UrgentHelpPage() -> impl IntoView {
    set_title(t(w::FRAME_URGENT));
    let call = |number: &'static str, shown: &'static str, what: Word, class: &'static str| {
        view! {
            <a class=class href=format!("tel:{number}")>
                <Icon name="phone" size=Size::Large class="call__icon" />
                <span class="call__number">{shown}</span>
                " "
                <span class="call__what">{t(what)}</span>
            </a>
        }
    };
    view! {
        <div class="wrap">
            <div class="stack stack--loose">
                <h1>{t(w::FRAME_URGENT)}</h1>
                <p class="lead">{t(w::URGENT_LEAD)}</p>
                {call("999", "999", w::URGENT_999, "call call--urgent")}
                <div class="stack">
                    {NUMBERS.into_iter().map(|(number, shown, what)| call(number, shown, what, "call")).collect_view()}
                    <a class="call" href="sms:85258">
                        <Icon name="phone" size=Size::Large class="call__icon" />
                        <span class="call__number">"85258"</span>
                        " "
                        <span class="call__what">{t(w::URGENT_SHOUT)}</span>
                    </a>
                </div>
                <Notice icon="exit" title=t(w::URGENT_EXIT).to_owned()>
                    <p>{t(w::URGENT_EXIT_WORDS)}</p>
                </Notice>
            </div>
        </div>
    }
}
