//! A family's own timeline: what is on the screen, and what a person does to it.

use domain::timeline::{self, Child, ChildField, ChildId, ChildProblem, RawChild};
use domain::{Date, Instant};
use views::pages::timeline::{calendar_file, field, page};
use views::planner::{CALENDAR, CLEAR, ERRORS, KEEP, REDRAW, REMOVED, SAVED, TOP};
use views::{Config, Setting};

/// The timeline, or a form over it.
#[derive(Debug, Default)]
pub struct Timeline {
    children: Vec<Child>,
    form: Option<RawChild>,
    problems: Vec<(ChildField, ChildProblem)>,
}

/// What a person did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Typed or chose something: the field's id and its value.
    Typed,
    /// Settled on a value by leaving the field.
    Settled,
    /// Sent the form.
    Sent,
    /// Tapped a button: its action, and the child it is about.
    Tapped,
}

impl Act {
    /// The act of this number, in the order of [`views::planner`].
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        [Self::Typed, Self::Settled, Self::Sent, Self::Tapped].get(number as usize).copied()
    }
}

impl Timeline {
    /// The timeline of the children that were kept; the form where there is none.
    #[must_use]
    pub fn open(kept: &str, random: &[u8]) -> Self {
        let children = timeline::read(kept);
        let form = if children.is_empty() { empty_form(random) } else { None };
        Self { children, form, problems: Vec::new() }
    }

    /// The inside of the page's `main`.
    #[must_use]
    pub fn page(&self, now: Instant) -> String {
        let setting = Setting { config: &Config::default(), now: Some(now) };
        page(setting, &self.children, self.form.as_ref(), &self.problems).main.into_string()
    }

    /// The children as the device keeps them.
    #[must_use]
    pub fn kept(&self) -> String {
        timeline::kept(&self.children)
    }

    /// What is still to come, as a calendar file.
    #[must_use]
    pub fn calendar(&self, now: Instant) -> String {
        calendar_file(&self.children, now)
    }

    /// Does what a person asks for, and tells what the app has to do (see [`views::planner`]).
    pub fn hear(&mut self, act: Act, name: &str, value: &str, today: Date, random: &[u8]) -> u32 {
        match act {
            Act::Typed => {
                self.write(name, value);
                0
            }
            // The other date has another label and other fields beside it.
            Act::Settled if matches!(name, field::KIND_DUE | field::KIND_BORN) => REDRAW,
            Act::Settled => 0,
            Act::Sent => self.save(today, random),
            Act::Tapped => self.tapped(name, value, random),
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
    fn save(&mut self, today: Date, random: &[u8]) -> u32 {
        let Some(form) = &self.form else { return 0 };
        match form.parse(today) {
            Ok(child) => {
                match self.children.iter_mut().find(|other| other.id == child.id) {
                    Some(other) => *other = child,
                    None => self.children.push(child),
                }
                KEEP | SAVED | self.close(random)
            }
            Err(problems) => {
                self.problems = problems;
                REDRAW | ERRORS
            }
        }
    }

    /// One of the buttons, about the child with this id.
    fn tapped(&mut self, action: &str, id: &str, random: &[u8]) -> u32 {
        match action {
            "add" => self.show(empty_form(random)),
            "change" => {
                let child = self.children.iter().find(|child| child.id.as_str() == id);
                self.show(child.map(Child::raw))
            }
            "remove" => {
                self.children.retain(|child| child.id.as_str() != id);
                KEEP | REMOVED | self.close(random)
            }
            "clear" => {
                self.children.clear();
                CLEAR | self.close(random)
            }
            "cancel" => self.show(None),
            "to-calendar" => CALENDAR,
            _ => 0,
        }
    }

    /// Shows this form, or the timeline, from the top.
    fn show(&mut self, form: Option<RawChild>) -> u32 {
        self.form = form;
        self.problems.clear();
        REDRAW | TOP
    }

    /// Back to the timeline, or to an empty form where nobody is on it.
    fn close(&mut self, random: &[u8]) -> u32 {
        let form = if self.children.is_empty() { empty_form(random) } else { None };
        self.show(form)
    }
}

fn empty_form(random: &[u8]) -> Option<RawChild> {
    Some(RawChild::new(ChildId::from_random(random.try_into().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANDOM: [u8; 16] = [7; 16];

    fn today() -> Date {
        "2026-11-23".parse().unwrap()
    }

    fn fill(timeline: &mut Timeline, typed: &[(&str, &str)]) {
        for (name, value) in typed {
            assert_eq!(timeline.hear(Act::Typed, name, value, today(), &RANDOM), 0);
        }
    }

    fn html(timeline: &Timeline) -> String {
        timeline.page("2026-11-23T09:00:00Z".parse().unwrap())
    }

    #[test]
    fn a_child_is_added_kept_changed_and_taken_off() {
        let mut timeline = Timeline::open("", &RANDOM);
        assert!(html(&timeline).contains("<form"), "nobody is on it yet");
        fill(
            &mut timeline,
            &[(field::KIND_BORN, ""), (field::DATE, "2026-09-28"), (field::NICKNAME, "Bean")],
        );
        assert_eq!(timeline.hear(Act::Settled, field::KIND_BORN, "", today(), &RANDOM), REDRAW);
        assert_eq!(timeline.hear(Act::Sent, "child", "", today(), &RANDOM), KEEP | SAVED | REDRAW | TOP);
        assert!(html(&timeline).contains("Vaccinations at 8 weeks"));

        let mut again = Timeline::open(&timeline.kept(), &[8; 16]);
        assert_eq!(again.kept(), timeline.kept());
        let id = again.children[0].id.as_str().to_owned();
        assert_eq!(again.hear(Act::Tapped, "change", &id, today(), &RANDOM), REDRAW | TOP);
        fill(&mut again, &[(field::NICKNAME, "Sprout")]);
        again.hear(Act::Sent, "child", "", today(), &RANDOM);
        assert_eq!(again.children.len(), 1);
        assert!(html(&again).contains("Sprout"));
        assert!(again.calendar("2026-11-23T09:00:00Z".parse().unwrap()).contains("(Sprout)"));
        assert_eq!(again.hear(Act::Tapped, "remove", &id, today(), &RANDOM), KEEP | REMOVED | REDRAW | TOP);
        assert!(html(&again).contains("<form"));
    }

    #[test]
    fn what_is_wrong_is_told_and_nothing_is_kept() {
        let mut timeline = Timeline::open("", &RANDOM);
        fill(&mut timeline, &[(field::DATE, "yesterday"), (field::NICKNAME, "Bean")]);
        assert_eq!(timeline.hear(Act::Sent, "child", "", today(), &RANDOM), REDRAW | ERRORS);
        assert_eq!(timeline.kept(), Timeline::default().kept());
        assert!(html(&timeline).contains("Bean"), "what was typed stays");
    }

    #[test]
    fn buttons_do_one_thing_each() {
        let mut timeline = Timeline::open("", &RANDOM);
        for (action, does) in [
            ("add", REDRAW | TOP),
            ("cancel", REDRAW | TOP),
            ("to-calendar", CALENDAR),
            ("clear", CLEAR | REDRAW | TOP),
            ("share", 0),
        ] {
            assert_eq!(timeline.hear(Act::Tapped, action, "", today(), &RANDOM), does, "{action}");
        }
    }
}
