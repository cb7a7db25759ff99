//! A family's own timeline, kept on this device. The planner knows what stands on it; here is what it takes to show that.

use leptos::prelude::*;
use views::Answer;
use views::pages::timeline::lead;
use views::pieces::ERROR_SUMMARY;
use views::planner::{
    CALENDAR, CLEAR, ERRORS, KEEP, REDRAW, REMOVED, SAVED, SENT, SETTLED, TAPPED, TOP, TYPED,
};
use views::words::{self as w, t};
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use crate::acts::{Act, on_act};
use crate::announce::{bring_into_view, focus_heading, focus_on, say, set_title};
use crate::api::use_planner;
use crate::device;
use crate::planner::{Planner, planner};
use crate::stage::{Pieces, main_of, part, use_stage};

/// The name of the calendar file.
const FILE: &str = "my-timeline.ics";

/// What comes when; the form where there is no child yet.
pub(super) fn page() -> Pieces {
    set_title(t(w::TIMELINE_TITLE));
    let stage = use_stage();
    let seconds = move || stage.now().unix() as f64;
    let load = use_planner("");
    // Grows when the page must be drawn anew.
    let shape = RwSignal::new(0_usize);
    // Opened once; drawn again it must not lose what is half typed.
    let open = Memo::new(move |_| {
        let there = matches!(load.text(), Answer::Ready(_));
        if let Some(planner) = planner().filter(|_| there) {
            planner.timeline_open(&device::children(), &random());
        }
        there
    });
    let html = part(move || {
        shape.get();
        match (open.get(), planner()) {
            (true, Some(planner)) => planner.timeline_page(seconds()),
            _ => match load.text() {
                Answer::Quiet => lead().into_string(),
                answer => stage.draw(|setting| answer.page(setting, |_| lead())),
            },
        }
    });
    on_act(move |act| {
        let Some(planner) = planner() else { return };
        let (number, name, value) = match act {
            Act::Typed(field, value) => (TYPED, field, value.to_owned()),
            Act::Settled(field, value) => (SETTLED, field, value.to_owned()),
            Act::Sent(form) => (SENT, form, String::new()),
            Act::Tapped(action, button) => {
                (TAPPED, action, button.get_attribute("data-child").unwrap_or_default())
            }
        };
        let does = planner.timeline_hear(number, name, &value, seconds(), &random());
        act_on(does, &planner, seconds());
        if does & REDRAW > 0 {
            shape.update(|shape| *shape += 1);
        }
    });
    main_of(vec![html])
}

/// Does what the planner asks for, but for drawing.
fn act_on(does: u32, planner: &Planner, now: f64) {
    let asks = |what: u32| does & what > 0;
    if asks(CLEAR) {
        device::clear();
    } else if asks(KEEP) {
        device::keep_children(&planner.timeline_kept());
    }
    for (what, words) in
        [(SAVED, w::TIMELINE_SAVED), (REMOVED, w::TIMELINE_REMOVED), (CLEAR, w::MINE_CLEARED)]
    {
        if asks(what) {
            say(t(words));
        }
    }
    if asks(TOP) {
        bring_into_view("main");
        focus_heading();
    }
    if asks(ERRORS) {
        focus_on(ERROR_SUMMARY);
    }
    if asks(CALENDAR) {
        download(&planner.timeline_calendar(now));
    }
}

/// Sixteen random bytes for the id of a child; none where the browser has none to give.
fn random() -> Vec<u8> {
    device::random().map(Vec::from).unwrap_or_default()
}

/// Hands a calendar file to the phone. It is made here, so that no server learns of a child.
fn download(text: &str) {
    let kind = BlobPropertyBag::new();
    kind.set_type("text/calendar;charset=utf-8");
    let parts = js_sys::Array::of1(&text.into());
    let address = Blob::new_with_str_sequence_and_options(&parts, &kind)
        .and_then(|blob| Url::create_object_url_with_blob(&blob));
    let link = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let (Ok(address), Some(link)) = (address, link) {
        link.set_href(&address);
        link.set_download(FILE);
        link.click();
    }
}
