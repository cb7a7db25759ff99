//! The one way from HTML to the screen: the frame, the pieces of a page in their places, the live regions.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use maud::html;
use views::pages::booking::last_heard;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Element, HtmlElement};

use crate::announce::{focus_heading, live_regions};
use crate::saved;
use crate::stage::{Part, Pieces, Stage, effect};
use crate::turns::after_paint;

#[wasm_bindgen(module = "/src/redraw.js")]
extern "C" {
    /// Makes what is in this node the same as this HTML, and touches nothing that is the same already.
    #[wasm_bindgen(js_name = redraw)]
    fn patch(node: &Element, html: &str);
}

/// Where pieces go that stand one below the other.
const ROW: &str = "<div class=\"drawn\"></div>";
/// Where a head, filters and results go. The site's build writes the same.
const BESIDE: &str = "<div class=\"drawn\"></div><div class=\"wrap wrap--wide\"><div class=\"beside beside--filters\">\
     <div class=\"drawn\"></div><div class=\"stack stack--loose\" id=\"results\"></div></div></div>";
/// The places of pieces in `main`, in their order.
const PLACES: &str = "#main > .drawn, .beside--filters > .drawn, #results";

/// Draws the frame around the page that is there: the header, how old the page is, the footer, and the live regions.
pub fn frame(stage: Stage, page: &Element) {
    let path = stage.address.path.get_untracked();
    if let Some(head) = page.first_element_child() {
        patch(&head, &stage.draw(|setting| views::frame::head(setting, &path)));
        if let Some(age) = add(page, "div", "drawn") {
            let _ = head.after_with_node_1(&age);
            effect(move || age.set_inner_html(&heard(stage)));
        }
    }
    if let Some(foot) = page.last_element_child() {
        patch(&foot, &stage.draw(views::frame::foot));
    }
    live_regions(page);
}

/// A new element, at the end of this one.
#[must_use]
pub fn add(parent: &Element, tag: &str, class: &str) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    element.set_class_name(class);
    parent.append_child(&element).ok()?;
    Some(element)
}

/// How old what is on the screen is, when it was kept on this device.
fn heard(stage: Stage) -> String {
    let as_of = stage.heard.with(|heard| heard.parse().ok());
    stage.draw(|_| as_of.map(|as_of| html! { div.wrap { (last_heard(as_of)) } }).unwrap_or_default())
}

/// Puts a new page in the place of the old one.
pub fn show(main: &Element, pieces: Pieces) {
    main.set_inner_html(&if pieces.beside { BESIDE.to_owned() } else { ROW.repeat(pieces.parts.len()) });
    for (node, part) in places(main).into_iter().zip(pieces.parts) {
        let first = part.html.get_untracked();
        node.set_inner_html(&first);
        follow(node, part, first);
    }
}

/// Goes on with the page that is there. What came with its content filled in is the same already, and its pieces take turns
/// to find that out; everything else changes at once.
pub fn adopt(main: &Element, pieces: Pieces, filled: bool) {
    // The frame that is kept for reading without a signal fits every address, and has no places for filters.
    if pieces.beside && main.query_selector(".beside--filters").is_ok_and(|there| there.is_none()) {
        return show(main, pieces);
    }
    let mut places = places(main);
    while places.len() < pieces.parts.len() {
        let Some(place) = add(main, "div", "drawn") else { break };
        places.push(place);
    }
    for (node, part) in places.into_iter().zip(pieces.parts) {
        let mut first = String::new();
        if !filled {
            first = part.html.get_untracked();
            redraw(&node, &first);
        }
        follow(node, part, first);
    }
}

fn places(main: &Element) -> Vec<Element> {
    let Ok(found) = main.query_selector_all(PLACES) else { return Vec::new() };
    (0..found.length()).filter_map(|i| found.get(i)?.dyn_into().ok()).collect()
}

/// Draws a piece again whenever it has changed.
fn follow(node: Element, Part { html, waits }: Part, first: String) {
    let shown = Rc::new(RefCell::new(first));
    effect(move || {
        let is_new = html.with(|html| *shown.borrow() != *html);
        if !is_new || !waits || shown.borrow().is_empty() {
            return draw(&node, html, &shown);
        }
        let (node, shown) = (node.clone(), Rc::clone(&shown));
        after_paint(move || draw(&node, html, &shown));
    });
}

/// Draws a piece as it is now, unless its page has gone or it is on the screen already.
fn draw(node: &Element, html: Memo<String>, shown: &RefCell<String>) {
    let Some(html) = html.try_get_untracked() else { return };
    if *shown.borrow() != html {
        redraw(node, &html);
        shown.replace(html);
    }
    saved::mark(node);
}

/// Draws anew what has changed, with the focus on what had it if that is still there.
fn redraw(node: &Element, html: &str) {
    let focused = document().active_element().filter(|element| node.contains(Some(element)));
    patch(node, html);
    let Some(focused) = focused.filter(|focused| document().active_element().as_ref() != Some(focused))
    else {
        return;
    };
    if focused.tag_name() == "H1" {
        return focus_heading();
    }
    let same = document().get_element_by_id(&focused.id());
    if let Some(same) = same.and_then(|same| same.dyn_into::<HtmlElement>().ok()) {
        let _ = same.focus();
    }
}
