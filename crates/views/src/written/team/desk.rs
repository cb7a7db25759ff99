//! Requests for help, suggested changes, and family pages.

use domain::support_request::{RequestOutcome, StoredRequest, SupportRequest};
use domain::team_desk::{KeptFamilyPage, TeamRequest};
use domain::{Contact, Date, OpenListingChange};
use maud::{Markup, html};

use super::{Drawn, Names, Problems, empty, error, refused};
use crate::moment;
use crate::pages::suggest::fault_words;
use crate::pieces::{Field, back_link, error_summary, ring_button};
use crate::route::{Link, ServerPage, TeamPage};
use crate::words::{t, written as w};
use crate::written::ask::{choices, time_words, topic_words, urgency_words, whom_words};
use crate::written::family_page::theme_words;
use crate::written::say;

/// Open requests, the one that is due first first.
#[must_use]
pub fn requests(open: &[StoredRequest], names: &Names<'_>, today: Date) -> Drawn {
    let main = html! {
        div.stack.stack--loose {
            h1 { (w::TEAM_REQUESTS_TITLE) }
            @if open.is_empty() { (empty(w::TEAM_REQUESTS_NONE, w::TEAM_REQUESTS_NONE_WORDS)) }
            @else {
                ul.link-list role="list" {
                    @for one in open {
                        @let one = TeamRequest::of(one, today);
                        li.link-list__item {
                            a.link-list__link href=(TeamPage::Request(one.reference.clone()).href()) {
                                span.link-list__name { bdi dir="ltr" { (one.reference) } ", " (names.of(&one.locality)) }
                                span.link-list__more {
                                    (standing(&one)) ", " (due(&one))
                                    @if one.late { " " span.tag.tag--urgent { (w::TEAM_REQUESTS_LATE) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    Drawn::new(w::TEAM_REQUESTS_TITLE, TeamPage::Requests, main)
}

fn standing(one: &TeamRequest) -> String {
    if one.assigned_to.is_empty() {
        w::TEAM_REQUESTS_RECEIVED.to_owned()
    } else {
        say(w::TEAM_REQUESTS_ASSIGNED, &[("who", &one.assigned_to)])
    }
}

fn due(one: &TeamRequest) -> String {
    say(w::TEAM_REQUESTS_ANSWER_BY, &[("date", &moment::date(one.answer_by))])
}

fn outcome_words(outcome: RequestOutcome) -> &'static str {
    match outcome {
        RequestOutcome::Helped => w::TEAM_REQUESTS_OUTCOME_HELPED,
        RequestOutcome::PassedOn => w::TEAM_REQUESTS_OUTCOME_PASSED_ON,
        RequestOutcome::NotReached => w::TEAM_REQUESTS_OUTCOME_NOT_REACHED,
        RequestOutcome::NotWanted => w::TEAM_REQUESTS_OUTCOME_NOT_WANTED,
    }
}

/// What one request is drawn from.
pub struct OneRequest<'a> {
    /// Where it stands.
    pub request: &'a StoredRequest,
    /// What was asked, where it can be read.
    pub asked: Option<&'a SupportRequest>,
    /// Who is to have it, as typed; at first whoever reads it.
    pub to: &'a str,
    /// The names of areas.
    pub names: Names<'a>,
    /// Today in London.
    pub today: Date,
    /// What to put right.
    pub problems: &'a Problems,
    /// What stands against the last try.
    pub reason: &'a str,
}

/// One request with what was asked, what is safe first.
#[must_use]
pub fn request(drawn: &OneRequest<'_>) -> Drawn {
    let one = TeamRequest::of(drawn.request, drawn.today);
    let page = TeamPage::Request(one.reference.clone());
    let title = [one.reference.as_str(), &drawn.names.of(&one.locality)].join(", ");
    let main = html! {
        div.stack.stack--loose.flow {
            div.stack.stack--tight {
                (back_link(&TeamPage::Requests.href(), w::TEAM_REQUESTS_BACK))
                h1 { (title) }
                p.lead { (standing(&one)) ", " (due(&one)) @if one.late { " " span.tag.tag--urgent { (w::TEAM_REQUESTS_LATE) } } }
            }
            (error_summary(drawn.problems))
            (refused(drawn.reason))
            (asked(drawn))
            @if drawn.request.state.is_open() { (steps(drawn, &page)) }
        }
    };
    Drawn::new(&title, page, main)
}

fn asked(drawn: &OneRequest<'_>) -> Markup {
    html! {
        section.stack {
            h2 { (w::TEAM_REQUESTS_ASKED) }
            @match drawn.asked {
                Some(asked) => { (asked_words(asked)) p.small.soft { (w::TEAM_REQUESTS_READ) } }
                None if drawn.request.sealed.is_empty() => p { (w::TEAM_REQUESTS_DELETED) },
                None => p { (w::TEAM_REQUESTS_SEALED) },
            }
        }
    }
}

fn asked_words(asked: &SupportRequest) -> Markup {
    let list = |words: Vec<&str>| words.join("; ");
    let safe = if asked.message_is_safe { w::TEAM_REQUESTS_SAFE_YES } else { w::TEAM_REQUESTS_SAFE_NO };
    let (by, is_phone) = match &asked.contact {
        Contact::Phone(_) => (w::TEAM_REQUESTS_PHONE, true),
        Contact::Email(_) => (w::TEAM_REQUESTS_EMAIL, false),
    };
    let rows = [
        (w::TEAM_REQUESTS_SAFE, safe.to_owned()),
        (w::TEAM_REQUESTS_TIMES, list(asked.times.iter().map(|time| time_words(*time)).collect())),
        (w::TEAM_REQUESTS_NAME, asked.name.as_str().to_owned()),
        (by, asked.contact.as_str().to_owned()),
        (w::TEAM_REQUESTS_LANGUAGE, asked.language.clone()),
        (w::TEAM_REQUESTS_URGENCY, urgency_words(asked.urgency).to_owned()),
        (w::TEAM_REQUESTS_TOPIC, topic_words(asked.topic).to_owned()),
        (w::TEAM_REQUESTS_WHOM, list(asked.whom.iter().map(|whom| whom_words(*whom)).collect())),
        (w::TEAM_REQUESTS_BY, asked.asked_by.clone().unwrap_or_default()),
        (w::TEAM_REQUESTS_WORDS, asked.words.clone()),
    ];
    html! {
        dl.summary-list {
            @for (name, text) in rows.iter().filter(|(_, text)| !text.is_empty()) {
                div.summary-list__row { dt.summary-list__name { (name) } dd.summary-list__value.team-words { (text) } }
            }
        }
        @if is_phone { div.row { (ring_button(asked.contact.as_str(), "button button--quiet")) } }
    }
}

fn steps(drawn: &OneRequest<'_>, page: &TeamPage) -> Markup {
    let outcomes = RequestOutcome::ALL.map(|one| (one.slug(), outcome_words(one)));
    let to =
        Field { id: "to", label: w::TEAM_REQUESTS_ASSIGN_TO, hint: "", error: error(drawn.problems, "to") };
    html! {
        form.stack method="post" action=(page.href()) novalidate {
            h2 { (w::TEAM_REQUESTS_ASSIGN_TITLE) }
            input type="hidden" name="change" value="assign";
            (to.line(drawn.to, "off", "text"))
            div.row { button.button type="submit" { (w::TEAM_REQUESTS_ASSIGN) } }
        }
        form.stack method="post" action=(page.href()) novalidate {
            h2 { (w::TEAM_REQUESTS_CLOSE_TITLE) }
            input type="hidden" name="change" value="close";
            (choices("outcome", w::TEAM_REQUESTS_OUTCOME, "radio", &outcomes, &|_| false, error(drawn.problems, "outcome")))
            div.row { button.button.button--quiet type="submit" { (w::TEAM_REQUESTS_CLOSE) } }
        }
    }
}

/// Suggested changes, the oldest first.
#[must_use]
pub fn suggestions(open: &[OpenListingChange]) -> Drawn {
    let main = html! {
        div.stack.stack--loose {
            div.stack.stack--tight { h1 { (w::TEAM_SUGGESTIONS_TITLE) } p.lead { (w::TEAM_SUGGESTIONS_LEAD) } }
            @if open.is_empty() { (empty(w::TEAM_SUGGESTIONS_NONE, w::TEAM_SUGGESTIONS_NONE_WORDS)) }
            @else { ul.team-cards role="list" { @for one in open { (suggestion(one)) } } }
        }
    };
    Drawn::new(w::TEAM_SUGGESTIONS_TITLE, TeamPage::Suggestions, main)
}

fn suggestion(one: &OpenListingChange) -> Markup {
    html! {
        li.card.card--plain {
            h2 { a href=(Link::Service(one.service_id.clone()).href()) { (one.service) } }
            p { strong { (t(fault_words(one.what))) } }
            @if !one.text.as_str().is_empty() { p.team-words { (one.text.as_str()) } }
            @if let Some(email) = &one.email { p { (w::TEAM_SUGGESTIONS_ANSWER) " " a href={ "mailto:" (email.as_str()) } { (email.as_str()) } } }
            p.small.soft { (say(w::TEAM_SUGGESTIONS_ON, &[("date", &moment::full_date(one.received_at.london_date()))])) }
            form method="post" action=(TeamPage::Suggestions.href()) {
                input type="hidden" name="done" value=(one.id);
                button.button.button--quiet type="submit" { (w::TEAM_SUGGESTIONS_DONE) span.hidden-visually { " " (one.service) } }
            }
        }
    }
}

/// The button that takes a family page down, or puts it back.
fn switch(page: &KeptFamilyPage) -> Markup {
    let (name, words) = if page.is_taken_down {
        ("put_back", w::TEAM_FAMILY_PAGES_PUT_BACK)
    } else {
        ("take_down", w::TEAM_FAMILY_PAGES_TAKE_DOWN)
    };
    html! {
        form method="post" action=(TeamPage::FamilyPages.href()) {
            input type="hidden" name=(name) value=(page.id);
            button.button.button--quiet.button--small type="submit" {
                (words) span.hidden-visually { " " (theme_words(page.page.theme())) " " (page.id) }
            }
        }
    }
}

/// Family pages with how often each was opened, and the names of organisations.
#[must_use]
pub fn family_pages(pages: &[KeptFamilyPage], organisation: &dyn Fn(&KeptFamilyPage) -> String) -> Drawn {
    let main = html! {
        div.stack.stack--loose {
            div.stack.stack--tight { h1 #family-pages { (w::TEAM_FAMILY_PAGES_TITLE) } p.lead { (w::TEAM_FAMILY_PAGES_LEAD) } }
            @if pages.is_empty() { (empty(w::TEAM_FAMILY_PAGES_NONE, w::TEAM_FAMILY_PAGES_NONE_WORDS)) }
            @else {
                div.figures tabindex="0" role="group" aria-labelledby="family-pages" {
                    table.figures__table {
                        thead {
                            tr {
                                th.figures__need scope="col" { (w::TEAM_FAMILY_PAGES_PAGE) }
                                @for words in [w::TEAM_FAMILY_PAGES_TODAY, w::TEAM_FAMILY_PAGES_OPENED, w::TEAM_FAMILY_PAGES_MADE_ON] {
                                    th.figures__head scope="col" { (words) }
                                }
                                th.figures__head scope="col" { (w::TEAM_FAMILY_PAGES_CHANGE) }
                            }
                        }
                        tbody {
                            @for one in pages {
                                tr.figures__row {
                                    th.figures__need scope="row" {
                                        a href=(ServerPage::Shared(one.id.clone()).href()) { (theme_words(one.page.theme())) }
                                        span.figures__why { (organisation(one)) }
                                        @if one.is_taken_down { span.figures__why { (w::TEAM_FAMILY_PAGES_IS_TAKEN_DOWN) } }
                                    }
                                    td.figures__cell { (one.today) }
                                    td.figures__cell { (one.opened) }
                                    td.figures__cell { (moment::date_with_year(one.made_on)) }
                                    td.figures__cell { (switch(one)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    Drawn::new(w::TEAM_FAMILY_PAGES_TITLE, TeamPage::FamilyPages, main)
}
