//! The saved list, a list that somebody shares, and services side by side. The address says which; the planner draws
//! it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use domain::query::QueryWriter;
use domain::saved::{Asked, ById, LinkIds, MOST_SHARED};
use domain::{ServiceId, api};
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use views::pages::app_only::saved_lead;
use views::planner::{NOTE_FIELD, NOTE_FORM, TICK, TO_MINE};
use views::words::{self as w, Word, fill, t};
use views::{Answer, Failure, PreEscaped};
use web_sys::Element;

use crate::acts::{Act, on_act};
use crate::announce::{focus_heading, focus_on, owe_heading, page_drawn, say, set_title};
use crate::api::{use_load, use_planner};
use crate::device;
use crate::planner::{Planner, planner};
use crate::saved;
use crate::stage::{Pieces, Stage, effect, main_of, name_failure, part, use_stage};

/// What is on the screen besides what the device keeps.
#[derive(Default)]
struct Shown {
    /// The note being written: on which service, and as typed.
    noting: Option<(ServiceId, String)>,
    /// Whether that note is too long to be kept.
    wrong: bool,
    ticked: Vec<ServiceId>,
    /// Removed while this page is open.
    removed: Vec<ServiceId>,
    /// What the hub last failed with, when it was asked about the list.
    failed: Option<Failure>,
    /// How many services a shared list has given to this one, and for how many there was no room.
    taken: Option<(usize, usize)>,
    cleared: bool,
}

/// The list of this address.
pub(super) fn page() -> Pieces {
    set_title(t(w::SAVED_TITLE));
    let stage = use_stage();
    let query = stage.address.query;
    let module = use_planner("");
    // What is waited for is read first: only what is read draws the page again.
    let here = move || {
        let arrived = matches!(module.text(), Answer::Ready(_));
        planner().filter(|_| arrived)
    };
    let shown = SendWrapper::new(Rc::new(RefCell::new(Shown::default())));
    let failed = shown.clone();
    effect(move || {
        stage.again.get();
        if here().is_some() && Asked::from_query(&query.get()) == Asked::Own {
            spawn_local(refresh(failed.clone()));
        }
    });
    // A place that the hub does not know is no reason to know nothing.
    let nowhere = RwSignal::new(false);
    let path = move || {
        let near = if nowhere.get() { None } else { device::near() };
        let ids = link_ids(&query.get());
        (!ids.is_empty()).then(|| api::services_by_id(&ById { ids, near }))
    };
    let load = use_load(path);
    effect(move || {
        if let Answer::Failed(Failure::Problem(_)) = load.text() {
            nowhere.set(true);
        }
    });
    let (first, left) = (Cell::new(true), shown.clone());
    effect(move || {
        query.track();
        if !first.replace(false) {
            left.borrow_mut().taken = None;
            owe_heading();
            page_drawn();
            saved::changed();
        }
    });
    let drawn = shown.clone();
    let html = part(move || {
        saved::track();
        let query = query.get();
        set_title(t(match Asked::from_query(&query) {
            Asked::Own => w::SAVED_TITLE,
            Asked::Shared(_) => w::SHARED_TITLE,
            Asked::Compared(_) => w::COMPARE_TITLE,
        }));
        let Some(planner) = here() else {
            return match module.text() {
                Answer::Quiet => saved_lead().into_string(),
                answer => stage.draw(|setting| answer.page(setting, |_| saved_lead())),
            };
        };
        let shown = drawn.borrow();
        let current = path().is_none_or(|path| path == load.answered.get());
        let answer = match load.text() {
            Answer::Ready(_) if !current => Answer::Quiet,
            answer => answer,
        };
        draw(stage, &planner, &query, &shown, answer)
    });
    on_act(move |act| {
        // The page is drawn again only when nothing holds it any more.
        if shown.borrow_mut().hear(&act) {
            saved::changed();
        }
    });
    main_of(vec![html])
}

/// The ids of a link; none for the family's own list.
fn link_ids(query: &str) -> Vec<ServiceId> {
    match Asked::from_query(query) {
        Asked::Own => Vec::new(),
        Asked::Shared(LinkIds { ids, .. }) | Asked::Compared(LinkIds { ids, .. }) => ids,
    }
}

/// Draws what the address asks for; `answer` is to its link, where it is one.
fn draw(stage: Stage, planner: &Planner, query: &str, shown: &Shown, answer: Answer<String>) -> String {
    let [kept, heard] = device::saved_texts(&shown.removed);
    let now = stage.now().unix() as f64;
    let ids = link_ids(query);
    let state = shown.query(stage, &ids);
    if Asked::from_query(query) == Asked::Own {
        return planner.saved_own(&kept, &heard, &state, now);
    }
    let mut answer = if ids.is_empty() { Answer::Ready(String::new()) } else { answer };
    // With no signal, what the device knows of its own services stands for the answer.
    if answer == Answer::Failed(Failure::Offline)
        && let Some((as_of, known)) = planner.saved_recalled(query, &kept, &heard, &near()).split_once('\n')
    {
        stage.heard.set(as_of.to_owned());
        answer = Answer::Ready(known.to_owned());
    }
    if let Answer::Ready(text) = &answer {
        let page = planner.saved_linked(query, text, &state, now);
        if !page.is_empty() {
            return page;
        }
        answer = Answer::Failed(Failure::Server);
    }
    name_failure(&answer);
    stage.draw(|setting| answer.page(setting, |_| PreEscaped(String::new())))
}

fn near() -> String {
    device::near().map(|near| near.as_str().to_owned()).unwrap_or_default()
}

/// Asks the hub about every service of the list, a request's worth at a time.
async fn refresh(shown: SendWrapper<Rc<RefCell<Shown>>>) {
    use_stage().heard.set(String::new());
    let ids: Vec<ServiceId> = device::saved().into_iter().map(|(id, _)| id).collect();
    let mut failed = None;
    for ids in ids.chunks(MOST_SHARED) {
        failed = failed.or(saved::hear(ids.to_vec()).await.err());
    }
    shown.borrow_mut().failed = failed;
    saved::changed();
    page_drawn();
}

impl Shown {
    /// What is on the screen, as the planner reads it, over a list or a link with these ids.
    fn query(&self, stage: Stage, ids: &[ServiceId]) -> String {
        let flag = |is_so| if is_so { "1" } else { "" };
        let offline = self.failed == Some(Failure::Offline);
        let mut query = QueryWriter::default()
            .with("near", &near())
            // Where all that is shown is old, the frame says so.
            .with("offline", flag(offline && stage.heard.with(String::is_empty)))
            .with("unchecked", flag(self.failed.is_some() && !offline))
            .with("cleared", flag(self.cleared))
            .with("wrong", flag(self.wrong));
        if let Some((id, typed)) = &self.noting {
            query = query.with("note", id.as_str()).with("typed", typed);
        }
        if let Some((new, left_out)) = self.taken {
            query = query.with("new", &new.to_string()).with("left_out", &left_out.to_string());
        }
        for (name, ids, is_saved) in [
            ("ticked", self.ticked.as_slice(), true),
            ("removed", &self.removed, false),
            ("saved", ids, true),
        ] {
            // Another tab may have saved or removed one since.
            for id in ids.iter().filter(|id| device::saved_text(id.as_str()).is_empty() != is_saved) {
                query = query.with(name, id.as_str());
            }
        }
        query.finish()
    }

    /// What a person did; whether the page changes by it.
    fn hear(&mut self, act: &Act<'_>) -> bool {
        match *act {
            Act::Typed(NOTE_FIELD, value) => {
                if let Some((_, typed)) = &mut self.noting {
                    value.clone_into(typed);
                }
                false
            }
            Act::Settled(field, id) if field.starts_with(TICK) => {
                self.tick(id);
                false
            }
            Act::Sent(NOTE_FORM) => {
                self.keep_note();
                true
            }
            Act::Tapped("save-all", _) => {
                let taken = saved::save_all();
                if taken.0 > 0 {
                    self.taken = Some(taken);
                    focus_on(TO_MINE);
                }
                true
            }
            Act::Tapped("clear", _) => {
                device::clear();
                *self = Self { cleared: true, ..Self::default() };
                say(t(w::MINE_CLEARED));
                focus_heading();
                true
            }
            Act::Tapped("leave-note", _) => {
                self.close_note();
                true
            }
            Act::Tapped(action, button) => self.tapped(action, button),
            _ => false,
        }
    }

    /// A button of one service; whether the page changes by it.
    fn tapped(&mut self, action: &str, button: &Element) -> bool {
        let Some((id, name)) = saved::service_of(button) else { return false };
        let tell = |word: Word| say(&fill(word, &[("name", &name)]));
        match action {
            "note" => {
                self.noting = Some((id.clone(), device::saved_note(id.as_str())));
                self.wrong = false;
                focus_on(NOTE_FIELD);
            }
            "remove" => {
                device::remove_saved(&id);
                self.ticked.retain(|one| *one != id);
                tell(w::SAVED_REMOVED);
                focus_on(&["undo-", id.as_str()].concat());
                self.removed.push(id);
            }
            "undo" => {
                if saved::put_back(&id) == Some(true) {
                    self.removed.retain(|one| *one != id);
                    tell(w::SAVED_BACK);
                    focus_on(&["saved-", id.as_str()].concat());
                }
            }
            _ => return false,
        }
        true
    }

    fn tick(&mut self, id: &str) {
        let before = self.ticked.len();
        self.ticked.retain(|one| one.as_str() != id);
        if self.ticked.len() == before
            && let Ok(id) = id.parse()
        {
            self.ticked.push(id);
        }
    }

    /// Keeps the note with what the list has now, which another tab may have changed meanwhile.
    fn keep_note(&mut self) {
        let (Some((id, typed)), Some(planner)) = (&self.noting, planner()) else { return };
        let kept = device::saved_text(id.as_str());
        let text = planner.saved_note(&kept, typed);
        self.wrong = text.is_empty() && !kept.is_empty();
        if self.wrong {
            focus_on(NOTE_FIELD);
        } else if kept.is_empty() {
            // Another tab has taken the service off the list.
            self.noting = None;
        } else if saved::told(device::keep_saved(id, &text)) {
            say(t(w::SAVED_NOTE_KEPT));
            self.close_note();
        }
    }

    fn close_note(&mut self) {
        self.wrong = false;
        if let Some((id, _)) = self.noting.take() {
            focus_on(&["note-", id.as_str()].concat());
        }
    }
}
