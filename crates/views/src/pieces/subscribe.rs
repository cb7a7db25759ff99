use domain::api::{self, CalendarKind};
use maud::{Markup, html};

use super::{disclosure, small};
use crate::Setting;
use crate::words::{self as w, t};

/// How to have these sessions in one's own calendar, and what that does.
///
/// Calendar programs are told by `webcal:` that an address is to be followed. It needs a whole address, so without one
/// there is only the plain link.
#[must_use]
pub fn subscribe(setting: Setting<'_>, kind: CalendarKind, id: &str) -> Markup {
    let config = setting.config;
    let base = if config.api.is_empty() { &config.origin } else { &config.api };
    let href = format!("{}{}", base.trim_end_matches('/'), api::calendar(kind, id));
    let webcal = href.split_once("://").map(|(_, rest)| format!("webcal://{rest}"));
    disclosure(
        t(w::CALENDAR_TITLE),
        html! {
            p { (t(w::CALENDAR_WORDS)) }
            div.row {
                @if let Some(webcal) = webcal {
                    a.button.button--quiet href=(webcal) rel="external" { (small("calendar")) (t(w::CALENDAR_SUBSCRIBE)) }
                }
                a href=(href) rel="external" { (t(w::CALENDAR_LINK)) }
            }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;

    #[test]
    fn a_calendar_is_followed_at_its_whole_address() {
        let path = "/api/v1/calendars/places/oak-lane.ics";
        for (api, origin, hrefs) in [
            ("", "", vec![path.to_owned()]),
            (
                "",
                "https://hub.example.org",
                vec![format!("webcal://hub.example.org{path}"), format!("https://hub.example.org{path}")],
            ),
            (
                "https://api.example.org/",
                "https://hub.example.org",
                vec![format!("webcal://api.example.org{path}")],
            ),
        ] {
            let config = Config { api: api.to_owned(), origin: origin.to_owned(), ..Config::default() };
            let drawn = subscribe(Setting { config: &config, now: None }, CalendarKind::Place, "oak-lane")
                .into_string();
            assert!(hrefs.iter().all(|href| drawn.contains(&format!("href=\"{href}\""))), "{drawn}");
            assert_eq!(drawn.contains("webcal:"), !origin.is_empty());
        }
    }
}
