//! A family's own timeline, kept on this device.

use std::cell::RefCell;
use std::rc::Rc;

use domain::Date;
use domain::timeline::{Child, ChildField, ChildId, ChildProblem, RawChild};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use views::pages::timeline::{self, field};
use views::pieces::ERROR_SUMMARY;
use views::words::{self as w, Word, t};
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, Element, HtmlAnchorElement, Url};

use crate::acts::{Act, on_act};
use crate::announce::{bring_into_view, focus_heading, focus_on, say, set_title};
use crate::device;
use crate::stage::{Stage, main_of, part, use_stage};

/// The name of the calendar file.
const FILE: &str = "my-timeline.ics";

/// What is on the screen: the timeline, or a form over it.
struct Shown {
    children: Vec<Child>,
    form: Option<RawChild>,
    problems: Vec<(ChildField, ChildProblem)>,
}

/// What comes when; the form where there is no child yet.
pub(super) fn page() -> AnyView {
    set_title(t(w::TIMELINE_TITLE));
    let stage = use_stage();
    let children = device::children();
    let form = if children.is_empty() { empty_form() } else { None };
    let shown = SendWrapper::new(Rc::new(RefCell::new(Shown { children, form, problems: Vec::new() })));
    // Grows when the page must be drawn anew.
    let shape = RwSignal::new(0_usize);
    let drawn = shown.clone();
    let html = part(move || {
        shape.get();
        let Shown { children, form, problems } = &*drawn.borrow();
        stage.page(|setting| timeline::page(setting, children, form.as_ref(), problems))
    });
    on_act(move |act| {
        // The page is drawn again only when nothing holds it any more.
        let redraw = shown.borrow_mut().hear(&act, stage);
        if redraw {
            shape.update(|shape| *shape += 1);
        }
    });
    main_of(vec![html])
}

fn empty_form() -> Option<RawChild> {
    Some(RawChild::new(ChildId::from_random(device::random()?)))
}

impl Shown {
    /// What a person did; whether the page changes by it.
    fn hear(&mut self, act: &Act<'_>, stage: Stage) -> bool {
        match *act {
            Act::Typed(field, value) => {
                self.write(field, value);
                false
            }
            // The other date has another label and other fields beside it.
            Act::Settled(field, _) => matches!(field, field::KIND_DUE | field::KIND_BORN),
            Act::Sent(_) => {
                self.save(stage.today());
                true
            }
            Act::Tapped("to-calendar", _) => {
                download(&timeline::calendar_file(&self.children, stage.now()));
                false
            }
            Act::Tapped(action, button) => self.tapped(action, button),
        }
    }

    /// Puts what was typed where it belongs.
    fn write(&mut self, field: &str, value: &str) {
        let Some(form) = &mut self.form else { return };
        match field {
            field::KIND_DUE => form.born = false,
            field::KIND_BORN => form.born = true,
            field::DATE => value.clone_into(&mut form.date),
            field::DUE => value.clone_into(&mut form.due),
            field::NICKNAME => value.clone_into(&mut form.nickname),
            field::FIRST => form.first = true,
            field::NOT_FIRST => form.first = false,
            field::ONE => form.many = false,
            field::MANY => form.many = true,
            _ => {}
        }
    }

    /// Keeps the child, or tells what is to be put right.
    fn save(&mut self, today: Date) {
        let Some(form) = &self.form else { return };
        match form.parse(today) {
            Ok(child) => {
                match self.children.iter_mut().find(|other| other.id == child.id) {
                    Some(other) => *other = child,
                    None => self.children.push(child),
                }
                device::keep_children(&self.children);
                self.close(w::TIMELINE_SAVED);
            }
            Err(problems) => {
                self.problems = problems;
                focus_on(ERROR_SUMMARY);
            }
        }
    }

    /// One of the buttons; whether the page changes by it.
    fn tapped(&mut self, action: &str, button: &Element) -> bool {
        let id = button.get_attribute("data-child").unwrap_or_default();
        match action {
            "add" => self.open(empty_form()),
            "change" => {
                let child = self.children.iter().find(|child| child.id.as_str() == id);
                self.open(child.map(Child::raw));
            }
            "remove" => {
                self.children.retain(|child| child.id.as_str() != id);
                device::keep_children(&self.children);
                self.close(w::TIMELINE_REMOVED);
            }
            "clear" => {
                device::clear();
                self.children.clear();
                self.close(w::MINE_CLEARED);
            }
            "cancel" => self.open(None),
            _ => return false,
        }
        true
    }

    /// Shows this form, or the timeline, from the top.
    fn open(&mut self, form: Option<RawChild>) {
        self.form = form;
        self.problems.clear();
        bring_into_view("main");
        focus_heading();
    }

    /// Back to the timeline, or to an empty form where nobody is on it; says what was done.
    fn close(&mut self, done: Word) {
        say(t(done));
        let form = if self.children.is_empty() { empty_form() } else { None };
        self.open(form);
    }
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
