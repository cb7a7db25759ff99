//! Pictures to lay under the map, where a council names a server that has them.
//!
//! The map's script reads the setting by itself; here is what the Content-Security-Policy has to know of it.

use core::fmt;

use serde::Deserialize;

/// The directive of the policy that says where pictures may come from, when no tiles are set.
pub const OWN_PICTURES: &str = "img-src 'self'";

#[derive(Deserialize)]
struct Settings {
    #[serde(default)]
    tiles: Option<Tiles>,
}

/// Map tiles: square pictures of 256 pixels in Web Mercator, numbered by zoom, column and row.
#[derive(Deserialize)]
struct Tiles {
    /// The address of one, with `{z}`, `{x}` and `{y}` in it; whole, or a path of the site's own.
    url: String,
    /// Who made them, shown on the map.
    attribution: String,
    /// The nearest zoom that the server has.
    #[serde(default)]
    max_zoom: Option<u8>,
}

/// What is wrong with `tiles` in the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TilesError {
    /// The settings cannot be read.
    Unreadable,
    /// The address lacks a part of the tile's number.
    Unnumbered,
    /// The address has no origin that a policy can name.
    NoOrigin,
    /// Nobody is named as the maker.
    Unattributed,
    /// There is no such zoom.
    Zoom,
}

impl fmt::Display for TilesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreadable => "`tiles` needs `url` and `attribution`, both texts; `max_zoom` is a number",
            Self::Unnumbered => "`tiles.url` needs {z}, {x} and {y} in it",
            Self::NoOrigin => "`tiles.url` begins with https:// and a host, or with one / for the site's own",
            Self::Unattributed => "`tiles.attribution` says who made the map",
            Self::Zoom => "`tiles.max_zoom` is from 8 to 22",
        })
    }
}

impl core::error::Error for TilesError {}

/// The directive for pictures under these settings, the text of `config.json`: the site's own origin, and that of the
/// tiles if there are any.
///
/// # Errors
/// What is wrong with the setting. Then no origin but the site's own may be asked.
pub fn picture_policy(config: &str) -> Result<String, TilesError> {
    let settings: Settings = json::from_str(config).map_err(|_| TilesError::Unreadable)?;
    let Some(Tiles { url, attribution, max_zoom }) = settings.tiles else {
        return Ok(OWN_PICTURES.to_owned());
    };
    if !["{z}", "{x}", "{y}"].iter().all(|part| url.contains(part)) {
        return Err(TilesError::Unnumbered);
    }
    if attribution.trim().is_empty() {
        return Err(TilesError::Unattributed);
    }
    if max_zoom.is_some_and(|zoom| !(8..=22).contains(&zoom)) {
        return Err(TilesError::Zoom);
    }
    let origin = origin(&url)?;
    Ok(if origin.is_empty() { OWN_PICTURES.to_owned() } else { format!("{OWN_PICTURES} {origin}") })
}

/// The origin of an address (RFC 6454); empty for the site's own.
fn origin(url: &str) -> Result<&str, TilesError> {
    let Some(scheme) = ["https://", "http://"].into_iter().find(|scheme| url.starts_with(scheme)) else {
        let is_path = url.starts_with('/') && !url.starts_with("//");
        return if is_path { Ok("") } else { Err(TilesError::NoOrigin) };
    };
    let length = url[scheme.len()..].find('/').ok_or(TilesError::NoOrigin)?;
    let authority = &url[scheme.len()..][..length];
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    // Nothing that would mean something else in a policy, such as a star, a space or a semicolon.
    let is_host = host.starts_with(|first: char| first.is_ascii_alphanumeric())
        && host.chars().all(|one| one.is_ascii_alphanumeric() || ".-".contains(one));
    let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok());
    if is_host && is_port { Ok(&url[..scheme.len() + length]) } else { Err(TilesError::NoOrigin) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_origin_of_the_tiles_is_let_in() {
        let config = |url: &str| {
            picture_policy(&format!(
                r#"{{"council":"A","tiles":{{"url":"{url}","attribution":"© Makers"}}}}"#
            ))
        };
        for (url, policy) in [
            ("https://tiles.example.org/{z}/{x}/{y}.png", Ok("img-src 'self' https://tiles.example.org")),
            (
                "https://tiles.example.org:8443/a/{z}/{x}/{y}?k=1",
                Ok("img-src 'self' https://tiles.example.org:8443"),
            ),
            ("http://127.0.0.1:9000/{z}/{x}/{y}.png", Ok("img-src 'self' http://127.0.0.1:9000")),
            ("/tiles/{z}/{x}/{y}.png", Ok("img-src 'self'")),
            ("//tiles.example.org/{z}/{x}/{y}.png", Err(TilesError::NoOrigin)),
            ("tiles/{z}/{x}/{y}.png", Err(TilesError::NoOrigin)),
            ("data:{z}/{x}/{y}", Err(TilesError::NoOrigin)),
            ("https://*.example.org/{z}/{x}/{y}", Err(TilesError::NoOrigin)),
            ("https://{s}.example.org/{z}/{x}/{y}", Err(TilesError::NoOrigin)),
            ("https://a.example.org; script-src */{z}/{x}/{y}", Err(TilesError::NoOrigin)),
            ("https://user:secret@a.example.org/{z}/{x}/{y}", Err(TilesError::NoOrigin)),
            ("https://a.example.org:99999/{z}/{x}/{y}", Err(TilesError::NoOrigin)),
            ("https://a.example.org{z}{x}{y}", Err(TilesError::NoOrigin)),
            ("https:///{z}/{x}/{y}", Err(TilesError::NoOrigin)),
            ("https://tiles.example.org/{z}/{x}.png", Err(TilesError::Unnumbered)),
        ] {
            assert_eq!(config(url), policy.map(ToOwned::to_owned), "{url}");
        }
    }

    #[test]
    fn a_setting_is_whole_or_told() {
        let tiles = |rest: &str| {
            picture_policy(&format!(
                r#"{{"tiles":{{"url":"https://a.example.org/{{z}}/{{x}}/{{y}}"{rest}}}}}"#
            ))
        };
        let own = Ok(OWN_PICTURES.to_owned());
        let theirs = Ok(format!("{OWN_PICTURES} https://a.example.org"));
        assert_eq!(picture_policy("{}"), own);
        assert_eq!(picture_policy(r#"{"tiles":null}"#), own);
        assert_eq!(picture_policy(r#"{"tiles":{}}"#), Err(TilesError::Unreadable));
        assert_eq!(picture_policy("not json"), Err(TilesError::Unreadable));
        for (rest, wanted) in [
            (r#","attribution":"A""#, theirs.clone()),
            (r#","attribution":"A","max_zoom":8"#, theirs.clone()),
            (r#","attribution":"A","max_zoom":22"#, theirs),
            (r#","attribution":"A","max_zoom":7"#, Err(TilesError::Zoom)),
            (r#","attribution":"A","max_zoom":23"#, Err(TilesError::Zoom)),
            (r#","attribution":"A","max_zoom":"9""#, Err(TilesError::Unreadable)),
            (r#","attribution":" ""#, Err(TilesError::Unattributed)),
            ("", Err(TilesError::Unreadable)),
        ] {
            assert_eq!(tiles(rest), wanted, "{rest}");
        }
    }
}
