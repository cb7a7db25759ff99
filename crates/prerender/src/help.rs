//! The paths to help as pages, with marks where words of the interface go: see `views::pages::help`.

use content::{Answer, Branch, Choice, Library, Line};
use domain::query::QueryWriter;
use maud::{Markup, html};
use views::Config;
use views::guide::TextPage;
use views::pieces::{Size, Tone, band, call, icon, link_row, notice, small, stone, tel};
use views::route::Link;

/// The first question, which has no address of its own below `/help`.
const START: &str = "start";

/// One step on the way to help.
pub(crate) struct Step {
    /// Its path below `/help`; empty for the first question.
    pub(crate) path: String,
    pub(crate) page: TextPage,
}

/// Every step, the first question first.
pub(crate) fn steps(library: &Library, config: &Config) -> Vec<Step> {
    let mut steps = Vec::new();
    for branch in &library.help.branches {
        steps.push(Step { path: path_of(&branch.id), page: question(library, branch) });
        for answer in &branch.answers {
            let path = format!("{}/{}", branch.id, answer.id);
            steps.push(Step { path, page: found(library, config, branch, answer) });
        }
    }
    steps
}

fn path_of(branch: &str) -> String {
    if branch == START { String::new() } else { branch.to_owned() }
}

fn question(library: &Library, branch: &Branch) -> TextPage {
    let text = branch.lead.as_slice();
    let main = html! {
        (head(branch, true, &way(library, branch), &branch.title, text))
        section.wrap.wrap--wide aria-labelledby="question" {
            div.stack {
                a.way.way--urgent href=(Link::UrgentHelp.href()) {
                    (icon("urgent", Size::Middle, "way__icon"))
                    span.way__name { "{urgent}" } " "
                    span.way__note { "{urgent-words}" }
                }
                h2 #question { (branch.question) }
                (choices(library, branch))
            }
        }
    };
    TextPage {
        title: branch.title.clone(),
        summary: branch.lead.as_ref().unwrap_or(&branch.question).clone(),
        body: main.into_string(),
        near: String::new(),
    }
}

fn found(library: &Library, config: &Config, branch: &Branch, answer: &Answer) -> TextPage {
    let path = format!("{}/{}", branch.id, answer.id);
    let chosen = branch.choices.iter().find(|choice| choice.to == path);
    let mut way = way(library, branch);
    way.push((path_of(&branch.id), chosen.map_or(&answer.title, |choice| &choice.name)));
    let section = |id: &str, mark: &str, inside: Markup| {
        html! { section.stack aria-labelledby=(id) { h2 #(id) { (mark) } (inside) } }
    };
    let main = html! {
        (head(branch, false, &way, &answer.title, &answer.text))
        div.wrap {
            div.stack.stack--loose {
                @if answer.exit { (notice(Tone::Plain, Some("exit"), "{exit}", html! { p { "{exit-words}" } })) }
                @if !answer.first.is_empty() {
                    section.card.card--first aria-labelledby="first" {
                        h2.card__title #first { (icon("star", Size::Middle, "")) "{first}" }
                        div.prose { ul { @for step in &answer.first { li { (step) } } } }
                    }
                }
                (section("call", "{call}", people(library, config, answer)))
                (section("read", "{read}", guides(library, answer)))
                (section("services", "{services}", services(library, answer)))
            }
        }
    };
    let near = QueryWriter::default()
        .with("q", answer.words.as_deref().unwrap_or_default())
        .with("category", answer.categories.first().map(String::as_str).unwrap_or_default());
    TextPage {
        title: answer.title.clone(),
        summary: answer.text.first().cloned().unwrap_or_default(),
        body: main.into_string(),
        near: near.after(""),
    }
}

/// The head of a step, with the way to it.
fn head(branch: &Branch, wide: bool, way: &[(String, &str)], title: &str, text: &[String]) -> Markup {
    let stage = branch.stage.as_ref().map(|stage| format!("stage--{stage}")).unwrap_or_default();
    let inside = html! {
        @if !way.is_empty() { (trail(way)) }
        h1 { (title) }
        @for text in text { p.lead { (text) } }
    };
    band(&stage, wide, None, inside)
}

/// The questions before the choices of this one, each with what was chosen there.
fn way<'a>(library: &'a Library, branch: &'a Branch) -> Vec<(String, &'a str)> {
    let after = branch.way.iter().skip(1).chain([&branch.id]);
    let chosen = after.filter_map(|id| library.help.branch(id));
    branch.way.iter().zip(chosen).map(|(asked, chosen)| (path_of(asked), chosen.title.as_str())).collect()
}

/// What was chosen as stones behind the family, each leading back to where it was chosen.
fn trail(way: &[(String, &str)]) -> Markup {
    html! {
        nav.stack.stack--tight aria-labelledby="trail" {
            p.small.soft #trail { "{trail}" }
            ol.trail role="list" {
                @for (asked, chosen) in way {
                    li {
                        a.trail__step href=(Link::Help(asked.clone()).href()) {
                            span.trail__stone { (small("tick")) }
                            span { (chosen) }
                        }
                    }
                }
            }
        }
    }
}

/// Stones first, then the choices that are none.
fn choices(library: &Library, branch: &Branch) -> Markup {
    let (stones, ways): (Vec<&Choice>, Vec<&Choice>) =
        branch.choices.iter().partition(|choice| choice.stage.is_some());
    html! {
        @if !stones.is_empty() {
            ol.stones.stones--four role="list" {
                @for choice in stones {
                    (stone(&href(choice), choice.stage.as_deref().unwrap_or_default(), &choice.name, &choice.note))
                }
            }
        }
        @if !ways.is_empty() { ul.ways role="list" { @for choice in ways { li { (card(library, branch, choice)) } } } }
    }
}

/// A choice in the colour of the question that it leads to, else of the one that it belongs to.
fn card(library: &Library, branch: &Branch, choice: &Choice) -> Markup {
    let stage = library.help.branch(&choice.to).unwrap_or(branch).stage.as_deref().unwrap_or_default();
    html! {
        a class={ "way stage--" (stage) } href=(href(choice)) {
            span.way__name { (choice.name) } " "
            @if !choice.note.is_empty() { span.way__note { (choice.note) } }
            (icon("arrow-next", Size::Middle, "way__arrow"))
        }
    }
}

fn href(choice: &Choice) -> String {
    Link::Help(choice.to.clone()).href()
}

fn people(library: &Library, config: &Config, answer: &Answer) -> Markup {
    let lines = answer.call.iter().filter_map(|id| library.help.line(id));
    html! { @for line in lines { (person(config, line)) } }
}

/// Whom to ring; nothing for the hub team of a council that has set no number.
fn person(config: &Config, line: &Line) -> Markup {
    let number = line.number.as_ref().unwrap_or(&config.phone);
    let href = if line.text { format!("sms:{number}") } else { tel(number) };
    let hours = line.hours.as_ref().map(|hours| format!(" {hours}")).unwrap_or_default();
    html! { @if !number.is_empty() { (call(&href, number, &format!("{}. {}{hours}", line.name, line.what))) } }
}

fn guides(library: &Library, answer: &Answer) -> Markup {
    html! {
        ul.link-list role="list" {
            @for guide in answer.guides.iter().filter_map(|slug| library.guide(slug)) {
                (link_row(Some(Link::Guide(guide.slug.clone()).href()), &guide.title, &guide.summary))
            }
        }
    }
}

fn services(library: &Library, answer: &Answer) -> Markup {
    let named = |id: &String| library.categories.iter().find(|category| category.id == *id);
    html! {
        ul.link-list role="list" {
            @for category in answer.categories.iter().filter_map(named) {
                (link_row(Some(Link::services_of(&category.id).href()), &category.name, ""))
            }
        }
    }
}
