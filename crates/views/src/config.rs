//! The council's settings, read from `config.json` at start. One build serves any council.

use serde::Deserialize;

/// What a council sets without a rebuild.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Config {
    /// The council's name.
    pub council: String,
    /// The name of its hub network, shown as the wordmark.
    pub hub_network: String,
    /// The API's origin, such as `https://api.example.org`; empty for the same origin.
    pub api: String,
    /// The hub's own origin, such as `https://hub.example.org`; empty where it is not known. No setting: whoever draws
    /// knows it.
    #[serde(skip)]
    pub origin: String,
    /// The hub team's number.
    pub phone: String,
    /// The hub team's address.
    pub email: String,
    /// Whether to say on every page that the data is made up.
    pub sample: bool,
    /// Where quick exit leads: an everyday page that needs no explanation.
    pub quick_exit: String,
    /// The middle part of the title: `Page – this`.
    pub title: String,
    /// Other languages offered: code and name.
    pub languages: Vec<LanguageChoice>,
}

/// A language people may choose.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LanguageChoice {
    /// BCP 47 code, the name of its file.
    pub code: String,
    /// Its name in itself.
    pub name: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            council: String::new(),
            hub_network: "Family hub".to_owned(),
            api: String::new(),
            origin: String::new(),
            phone: String::new(),
            email: String::new(),
            sample: false,
            quick_exit: "https://www.bbc.co.uk/weather".to_owned(),
            title: "Family hub".to_owned(),
            languages: Vec::new(),
        }
    }
}

impl Config {
    /// Reads `config.json`. Settings left out have their defaults.
    ///
    /// # Errors
    /// When the text is not JSON of this shape.
    pub fn read(text: &str) -> Result<Self, json::Error> {
        json::from_str(text)
    }
}
