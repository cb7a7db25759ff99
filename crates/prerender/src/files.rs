//! Files that the app fetches when someone goes there: the guide's index, its pages, the fixed texts.

use std::collections::BTreeMap;

use content::{Guide, Library};
use views::guide::{GuideCard, GuideIndex, GuidePage, GuideSource, GuideStage, TextPage};

/// Everything the site reads from the guide's folder, in the form the app knows.
pub(crate) struct Texts {
    pub(crate) index: GuideIndex,
    pub(crate) guides: Vec<GuidePage>,
    pub(crate) texts: Vec<(String, TextPage)>,
}

impl Texts {
    pub(crate) fn of(library: &Library) -> Self {
        let stages: Vec<GuideStage> = library
            .stages
            .iter()
            .map(|stage| GuideStage {
                id: stage.id.clone(),
                name: stage.name.clone(),
                ages: stage.ages.clone(),
            })
            .collect();
        let mut guides: Vec<GuidePage> = library.guides.iter().map(|guide| page(library, guide)).collect();
        guides.sort_by(|a, b| a.card.title.cmp(&b.card.title));
        let index = GuideIndex { stages, guides: guides.iter().map(|guide| guide.card.clone()).collect() };
        let texts = library.pages.iter().map(|page| {
            let text = TextPage {
                title: page.title.clone(),
                summary: page.summary.clone(),
                body: page.body_html.clone(),
            };
            (page.slug.clone(), text)
        });
        Self { index, texts: texts.collect(), guides }
    }

    /// Each file by its address.
    pub(crate) fn files(&self) -> Result<BTreeMap<String, String>, serde_json::Error> {
        let mut files =
            BTreeMap::from([(views::guide::INDEX.to_owned(), serde_json::to_string(&self.index)?)]);
        for guide in &self.guides {
            files.insert(views::guide::file(&guide.card.slug), serde_json::to_string(guide)?);
        }
        for (slug, text) in &self.texts {
            files.insert(views::guide::text_file(slug), serde_json::to_string(text)?);
        }
        Ok(files)
    }
}

fn page(library: &Library, guide: &Guide) -> GuidePage {
    let stage = library.stages.iter().find(|stage| stage.id == guide.stage);
    let topic = |id: &String| {
        library
            .topics
            .iter()
            .find(|topic| topic.id == *id)
            .map_or_else(|| id.clone(), |topic| topic.name.clone())
    };
    GuidePage {
        card: GuideCard {
            slug: guide.slug.clone(),
            title: guide.title.clone(),
            summary: guide.summary.clone(),
            stage: guide.stage.clone(),
            topics: guide.topics.iter().map(topic).collect(),
            minutes: u32::try_from(guide.reading_minutes).unwrap_or(1),
        },
        stage_name: stage.map(|stage| stage.name.clone()).unwrap_or_default(),
        key_points: guide.key_points.to_vec(),
        do_first: guide.do_first_html.clone(),
        body: guide.body_html.clone(),
        get_help: guide.get_help_html.clone(),
        sources: guide
            .sources
            .iter()
            .map(|source| GuideSource { title: source.title.clone(), url: source.url.clone() })
            .collect(),
        // Both are the same civil date; the pipeline has checked it.
        reviewed: guide.reviewed.to_string().parse().unwrap_or(domain::Date::from_days(0)),
        session_words: guide.session_words.first().cloned().unwrap_or_default(),
        category: guide.categories.first().and_then(|id| id.parse().ok()),
        art: guide.art.clone(),
    }
}
