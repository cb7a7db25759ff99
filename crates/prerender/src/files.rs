//! Files that the app fetches when someone goes there: the guide's index, its pages, the fixed texts, the paths to
//! help.

use std::collections::BTreeMap;

use content::{Guide, Library};
use serde::Serialize;
use views::Config;
use views::guide::{GuideCard, GuideIndex, GuidePage, GuideSource, GuideStage, GuideTopic, TextPage};
use views::rates::Rate;

use crate::help::{self, Step};

/// Everything the site reads from the guide's folder, in the form the app knows.
pub(crate) struct Texts {
    pub(crate) index: GuideIndex,
    pub(crate) guides: Vec<GuidePage>,
    pub(crate) texts: Vec<(String, TextPage)>,
    pub(crate) rates: Vec<Rate>,
    /// The steps on the way to help.
    pub(crate) help: Vec<Step>,
    search: Vec<Searched>,
}

/// A guide page as the server's search reads it.
#[derive(Serialize)]
struct Searched {
    slug: String,
    title: String,
    summary: String,
    about: String,
    text: String,
}

impl Texts {
    pub(crate) fn of(library: &Library, config: &Config) -> Self {
        let stages: Vec<GuideStage> = library
            .stages
            .iter()
            .map(|stage| GuideStage {
                id: stage.id.clone(),
                name: stage.name.clone(),
                ages: stage.ages.clone(),
                summary: stage.summary.clone(),
            })
            .collect();
        let mut guides: Vec<GuidePage> = library.guides.iter().map(|guide| page(library, guide)).collect();
        guides.sort_by(|a, b| a.card.title.cmp(&b.card.title));
        let topics = library.topics.iter();
        let index = GuideIndex {
            stages,
            topics: topics
                .map(|topic| GuideTopic { id: topic.id.clone(), name: topic.name.clone() })
                .collect(),
            guides: guides.iter().map(|guide| guide.card.clone()).collect(),
        };
        let texts = library.pages.iter().map(|page| {
            let text = TextPage {
                title: page.title.clone(),
                summary: page.summary.clone(),
                body: page.body_html.clone(),
                near: String::new(),
            };
            (page.slug.clone(), text)
        });
        let search = library.guides.iter().map(|guide| searched(library, guide)).collect();
        let rates = library.rates.iter().map(rate).collect();
        let help = help::steps(library, config);
        Self { index, search, texts: texts.collect(), guides, rates, help }
    }

    /// Each file by its address.
    pub(crate) fn files(&self) -> Result<BTreeMap<String, String>, serde_json::Error> {
        let mut files =
            BTreeMap::from([(views::guide::INDEX.to_owned(), serde_json::to_string(&self.index)?)]);
        files.insert(format!("/{}", views::guide::SEARCH), serde_json::to_string(&self.search)?);
        for guide in &self.guides {
            files.insert(views::guide::file(&guide.card.slug), serde_json::to_string(guide)?);
        }
        for (slug, text) in &self.texts {
            files.insert(views::guide::text_file(slug), serde_json::to_string(text)?);
        }
        for step in &self.help {
            files.insert(views::help::file(&step.path), serde_json::to_string(&step.page)?);
        }
        // Everything that a phone keeps to read without a signal, each file by its address, in one to fetch.
        let texts = files.iter().filter(|(path, _)| !path.contains("/_"));
        let offline: BTreeMap<&String, &String> = texts.collect();
        let offline = serde_json::to_string(&offline)?;
        files.insert("/offline.json".to_owned(), offline);
        Ok(files)
    }
}

fn rate(rate: &content::Rate) -> Rate {
    Rate {
        id: rate.id.clone(),
        amount: rate.amount.clone(),
        valid_from: date(rate.valid_from),
        valid_to: rate.valid_to.map(date),
        source: GuideSource { title: rate.source.title.clone(), url: rate.source.url.clone() },
    }
}

/// The same civil date; the pipeline has checked it.
fn date(date: content::IsoDate) -> domain::Date {
    date.to_string().parse().unwrap_or(domain::Date::from_days(0))
}

fn stage_name(library: &Library, guide: &Guide) -> String {
    let stage = library.stages.iter().find(|stage| stage.id == guide.stage);
    stage.map(|stage| stage.name.clone()).unwrap_or_default()
}

/// The names of its topics; the pipeline has checked that it has no other.
fn topics(library: &Library, guide: &Guide) -> Vec<String> {
    let named = |id: &String| library.topics.iter().find(|topic| topic.id == *id);
    guide.topics.iter().filter_map(named).map(|topic| topic.name.clone()).collect()
}

fn searched(library: &Library, guide: &Guide) -> Searched {
    let about = [vec![stage_name(library, guide)], topics(library, guide), guide.session_words.clone()];
    Searched {
        slug: guide.slug.clone(),
        title: guide.title.clone(),
        summary: guide.summary.clone(),
        about: about.concat().join(", "),
        text: guide.text.clone(),
    }
}

fn page(library: &Library, guide: &Guide) -> GuidePage {
    GuidePage {
        card: GuideCard {
            slug: guide.slug.clone(),
            title: guide.title.clone(),
            summary: guide.summary.clone(),
            stage: guide.stage.clone(),
            topics: topics(library, guide),
            minutes: u32::try_from(guide.reading_minutes).unwrap_or(1),
        },
        stage_name: stage_name(library, guide),
        key_points: guide.key_points.to_vec(),
        do_first: guide.do_first_html.clone(),
        body: guide.body_html.clone(),
        get_help: guide.get_help_html.clone(),
        sources: guide
            .sources
            .iter()
            .map(|source| GuideSource { title: source.title.clone(), url: source.url.clone() })
            .collect(),
        reviewed: date(guide.reviewed),
        session_words: guide.session_words.first().cloned().unwrap_or_default(),
        category: guide.categories.first().and_then(|id| id.parse().ok()),
        art: guide.art.clone(),
    }
}
