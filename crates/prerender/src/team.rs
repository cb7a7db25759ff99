//! The shell of the hub team's pages: a whole document without any data, with a script and styles of its own.

use maud::{DOCTYPE, PreEscaped, html};
use views::words::{self as w, fill, written};
use views::{Setting, written::team};

use crate::document::Assets;

pub(crate) fn draw(setting: Setting<'_>, assets: &Assets) -> String {
    let title = fill(w::FRAME_TITLE, &[("page", written::TEAM_TITLE), ("hub", &setting.config.title)]);
    html! {
        (DOCTYPE)
        html lang="en-GB" dir="ltr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                title { (title) }
                meta name="robots" content="noindex, nofollow";
                meta name="theme-color" content="#fffaf3" media="(prefers-color-scheme: light)";
                meta name="theme-color" content="#11191d" media="(prefers-color-scheme: dark)";
                style { (PreEscaped(&assets.first_css)) }
                link rel="stylesheet" href=(assets.main_css);
                link rel="stylesheet" href=(assets.team_css);
                link rel="icon" href="/icon.svg" type="image/svg+xml";
                script type="module" src=(assets.team_js) {}
            }
            body { (team::shell(setting)) }
        }
    }
    .into_string()
}
