//! The pages of the hub's team. The shell around them holds no data and is the same for everybody; a script of its own asks
//! for what stands in it. Families download none of it.

pub mod change;
pub mod desk;
pub mod import;
pub mod records;
pub mod register;
pub mod sessions;

use domain::{Instant, LocalityId};
use maud::{Markup, html};

use super::say;
use crate::Setting;
use crate::pieces::{Field, Tone, icon, notice, ring_button, scene, small};
use crate::route::TeamPage;
use crate::words::written as w;

/// The form that asks for a private link, as the script knows it.
const LINK_FORM: &str = "link";

/// What the script puts into the shell.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// Its title, without the hub's name.
    pub title: String,
    /// Where it stands: another address than was asked for when a form led on to it.
    pub page: TeamPage,
    /// What has just been done, to be said aloud; empty for nothing.
    pub said: String,
    /// What is on it.
    pub main: Markup,
}

impl Drawn {
    /// A page where nothing has been done.
    #[must_use]
    pub fn new(title: &str, page: TeamPage, main: Markup) -> Self {
        Self { title: title.to_owned(), page, said: String::new(), main }
    }

    /// The same after this was done.
    #[must_use]
    pub fn saying(self, said: String) -> Self {
        Self { said, ..self }
    }

    /// As it is sent at this moment, by which the device sets its clock.
    #[must_use]
    pub fn fragment(&self, now: Instant) -> Markup {
        html! {
            div.team-page.wrap.wrap--wide data-title=(self.title) data-address=(self.page.href()) data-said=(self.said) data-here=(place(&self.page)) data-now=(now) {
                @if !self.said.is_empty() { (notice(Tone::Plain, Some("tick"), &self.said, html! {})) }
                (self.main)
            }
        }
    }
}

/// The places of the navigation, with their names in the shell.
fn places() -> [(&'static str, TeamPage, &'static str, &'static str); 6] {
    [
        ("sessions", TeamPage::Sessions, w::TEAM_NAV_SESSIONS, "calendar"),
        ("requests", TeamPage::Requests, w::TEAM_NAV_REQUESTS, "heart"),
        ("suggestions", TeamPage::Suggestions, w::TEAM_NAV_SUGGESTIONS, "info"),
        ("family-pages", TeamPage::FamilyPages, w::TEAM_NAV_FAMILY_PAGES, "share"),
        ("import", TeamPage::Import, w::TEAM_NAV_IMPORT, "download"),
        ("records", TeamPage::Records, w::TEAM_NAV_RECORDS, "book"),
    ]
}

/// Which place of the navigation a page belongs to.
fn place(page: &TeamPage) -> &'static str {
    match page {
        TeamPage::Requests | TeamPage::Request(_) => "requests",
        TeamPage::Suggestions => "suggestions",
        TeamPage::FamilyPages => "family-pages",
        TeamPage::Import => "import",
        TeamPage::Records => "records",
        _ => "sessions",
    }
}

/// The inside of the shell's body.
#[must_use]
pub fn shell(setting: Setting<'_>) -> Markup {
    html! {
        a.skip-link href="#main" { (w::TEAM_SKIP) }
        div.page #page {
            header.team-header {
                div.team-header__inner.wrap.wrap--wide {
                    a.wordmark href=(TeamPage::Sessions.href()) {
                        svg.wordmark__arc viewBox="0 0 40 32" aria-hidden="true" {
                            path d="M3 28C7 10 33 10 37 28M14 16v12M26 16v12" fill="none" stroke="currentColor" stroke-width="5" stroke-linecap="round" {}
                        }
                        span.wordmark__name { (setting.config.title) } " " span.tag { (w::TEAM_NAME) }
                    }
                    div.team-header__me data-me hidden {
                        p.small.soft data-who=(w::TEAM_SIGNED_IN_AS) {}
                        button.button.button--quiet.button--small type="button" data-do="sign-out" { (w::TEAM_SIGN_OUT) }
                    }
                }
                nav.team-nav aria-label=(w::TEAM_NAV) data-me hidden {
                    ul.team-nav__list.wrap.wrap--wide role="list" {
                        @for (name, page, words, picture) in places() {
                            li { a.team-nav__link href=(page.href()) data-place=(name) { (small(picture)) span { (words) } } }
                        }
                    }
                }
            }
            div.team-sync data-sync hidden {
                div.team-sync__inner.wrap.wrap--wide {
                    (icon("wifi-off", crate::pieces::Size::Small, "team-sync__icon"))
                    p.team-sync__text { strong data-sync-count {} " " span data-sync-offline hidden { (w::TEAM_UNSENT_OFFLINE) } }
                    button.button.button--quiet.button--small type="button" data-do="send" { (w::TEAM_SEND_NOW) }
                }
            }
            ul.team-told.wrap.wrap--wide role="list" data-told hidden {}
            main.page__main #main tabindex="-1" {
                noscript { div.wrap { div.stack.flow { h1 { (w::TEAM_TITLE) } p.lead { (w::TEAM_NO_SCRIPT) } div.row { (ring_button(&setting.config.phone, "button button--quiet")) } } } }
            }
            p.hidden-visually #announcements role="status" {}
        }
        (states())
        (script_words())
    }
}

/// Pages that are drawn without the server, each in a template of its own.
fn states() -> Markup {
    let retry = html! { button.button type="button" data-do="retry" { (w::TEAM_RETRY) } };
    html! {
        (state("sign-in", html! { h1 { (w::TEAM_SIGN_IN) } p.lead { (w::TEAM_SIGN_IN_LEAD) } (link_form("email")) }))
        (state("sent", html! {
            h1 { (w::TEAM_SENT) }
            p.lead { (w::TEAM_SENT_LEAD) }
            p { (w::TEAM_SENT_AGAIN) }
            div.row { button.button.button--quiet type="button" data-do="sign-in" { (w::TEAM_SENT_OTHER) } }
        }))
        (state("link-over", html! { h1 { (w::TEAM_LINK_OVER) } p.lead { (w::TEAM_LINK_OVER_LEAD) } (link_form("email")) }))
        (state("ended", html! {
            h1 { (w::TEAM_ENDED) }
            p.lead { (w::TEAM_ENDED_LEAD) }
            p data-if="ticks" hidden { (w::TEAM_ENDED_TICKS) }
            (link_form("email"))
        }))
        // Above a form that is being filled in, which stays as it is.
        template #state-ended-typed {
            section.wrap.wrap--wide data-ended {
                div.notice.notice--warning {
                    span.notice__icon { (small("warning")) }
                    div.notice__body { h2.notice__title tabindex="-1" { (w::TEAM_ENDED) } p { (w::TEAM_ENDED_TYPED) } (link_form("again-email")) }
                }
            }
        }
        (state("signed-out", html! {
            h1 { (w::TEAM_SIGNED_OUT) }
            p.lead { (w::TEAM_SIGNED_OUT_LEAD) }
            div.row { button.button.button--quiet type="button" data-do="sign-in" { (w::TEAM_SIGN_IN_AGAIN) } }
        }))
        (state("leave", html! {
            h1 { (w::TEAM_LEAVE) }
            p.lead data-leave {}
            div.row {
                button.button type="button" data-do="stay" { (w::TEAM_LEAVE_STAY) }
                button.button.button--urgent type="button" data-do="leave" { (w::TEAM_LEAVE_GO) }
            }
        }))
        (state("opening", html! { h1 { (w::TEAM_OPENING) } (waiting()) }))
        (state("loading", html! { h1 { (w::TEAM_LOADING) } (waiting()) p data-slow hidden { (w::TEAM_SLOW) } }))
        (state("offline", html! {
            h1 { (w::TEAM_OFFLINE) }
            p.lead { (w::TEAM_OFFLINE_LEAD) }
            section.stack.stack--tight data-kept hidden { h2 { (w::TEAM_OFFLINE_KEPT) } ul.link-list role="list" {} }
            div.row { (retry) }
        }))
        (state("failed", html! { h1 { (w::TEAM_FAILED) } p.lead { (w::TEAM_FAILED_LEAD) } div.row { (retry) } }))
        (state("too-many", html! { h1 { (w::TEAM_TOO_MANY) } p.lead { (w::TEAM_TOO_MANY_LEAD) } div.row { (retry) } }))
    }
}

fn state(name: &str, inside: Markup) -> Markup {
    html! { template id={ "state-" (name) } { div.wrap { div.stack.flow { (inside) } } } }
}

fn waiting() -> Markup {
    html! { div.skeleton aria-hidden="true" { div.skeleton__line {} div.skeleton__line {} div.skeleton__line {} } }
}

fn link_form(id: &str) -> Markup {
    let field = Field { id, label: w::TEAM_SIGN_IN_EMAIL, hint: "", error: None };
    html! {
        form.stack method="post" action=(TeamPage::Door.href()) data-form=(LINK_FORM) novalidate {
            p.field__error data-problem hidden { (w::TEAM_EMAIL_PROBLEM) }
            (field.line("", "email", "email"))
            div.row { button.button type="submit" { (w::TEAM_SIGN_IN_SEND) } }
        }
    }
}

/// The words that the script fills in.
fn script_words() -> Markup {
    html! {
        template #words
            data-unsent-one=(w::TEAM_UNSENT_ONE) data-unsent-other=(w::TEAM_UNSENT_OTHER)
            data-leave-one=(w::TEAM_LEAVE_LEAD_ONE) data-leave-other=(w::TEAM_LEAVE_LEAD_OTHER)
            data-all-sent=(w::TEAM_ALL_SENT) data-refused=(w::TEAM_REFUSED) data-noted-later=(w::TEAM_NOTED_LATER)
            data-dismiss=(w::TEAM_DISMISS)
            data-yes=(w::TEAM_REGISTER_NOTED_CAME) data-no=(w::TEAM_REGISTER_NOTED_AWAY) data-undone=(w::TEAM_REGISTER_UNDONE)
            data-count=(w::TEAM_REGISTER_COUNT) data-people=(w::TEAM_REGISTER_PEOPLE)
            data-adults-one=(w::TEAM_SESSION_ADULTS_ONE) data-adults-other=(w::TEAM_SESSION_ADULTS_OTHER)
            data-children-one=(w::TEAM_SESSION_CHILDREN_ONE) data-children-other=(w::TEAM_SESSION_CHILDREN_OTHER)
            data-as-of=(w::TEAM_REGISTER_AS_OF) data-file-problem=(w::TEAM_IMPORT_FILE_PROBLEM) {}
    }
}

/// The key is for other localities.
#[must_use]
pub fn no_rights(page: TeamPage) -> Drawn {
    plainly(page, w::TEAM_NO_RIGHTS, w::TEAM_NO_RIGHTS_LEAD)
}

/// There is nothing at this address.
#[must_use]
pub fn not_found(page: TeamPage) -> Drawn {
    plainly(page, w::TEAM_NOT_FOUND, w::TEAM_NOT_FOUND_LEAD)
}

fn plainly(page: TeamPage, title: &str, lead: &str) -> Drawn {
    let main = html! {
        div.stack.flow {
            h1 { (title) }
            p.lead { (lead) }
            p { a.button.button--quiet href=(TeamPage::Sessions.href()) { (w::TEAM_TO_SESSIONS) } }
        }
    };
    Drawn::new(title, page, main)
}

/// Where a list has nothing in it.
fn empty(title: &str, words: &str) -> Markup {
    scene("empty", title, words, false, html! {})
}

/// The problems of a form: a field's id, and what to put right.
pub type Problems = Vec<(String, String)>;

fn error<'a>(problems: &'a Problems, id: &str) -> Option<&'a str> {
    problems.iter().find(|(field, _)| field == id).map(|(_, words)| words.as_str())
}

/// What stands against a change, above its form.
fn refused(reason: &str) -> Markup {
    html! { @if !reason.is_empty() { (notice(Tone::Urgent, None, reason, html! {})) } }
}

/// The name of a locality, where it is known.
pub struct Names<'a>(pub &'a dyn Fn(&LocalityId) -> Option<String>);

impl Names<'_> {
    fn of(&self, id: &LocalityId) -> String {
        (self.0)(id).unwrap_or_else(|| id.to_string())
    }
}

/// How many families are told, as a sentence.
#[must_use]
pub fn told(families: u32) -> String {
    match families {
        0 => w::TEAM_CHANGE_TOLD_NONE.to_owned(),
        1 => w::TEAM_CHANGE_TOLD_ONE.to_owned(),
        many => say(w::TEAM_CHANGE_TOLD_OTHER, &[("count", &many.to_string())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;

    #[test]
    fn the_shell_has_every_state_and_no_script_or_style_of_its_own() {
        let config = Config::default();
        let drawn = shell(Setting { config: &config, now: None }).into_string();
        for name in [
            "sign-in",
            "sent",
            "link-over",
            "ended",
            "ended-typed",
            "signed-out",
            "leave",
            "opening",
            "loading",
            "offline",
            "failed",
            "too-many",
        ] {
            assert_eq!(drawn.matches(&format!("id=\"state-{name}\"")).count(), 1, "{name}");
        }
        assert!(!drawn.contains("<script") && !drawn.contains(" style="), "{drawn}");
    }

    #[test]
    fn families_told_are_counted_as_people_do() {
        assert_eq!(told(0), "No family had to be told.");
        assert_eq!(told(1), "1 family is told.");
        assert_eq!(told(7), "7 families are told.");
    }
}
