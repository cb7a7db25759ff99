use domain::GuideAnswer::{HardToRead, Useful};
use domain::GuideAnswerCount;

use crate::hub::Hub;
use crate::sample::now;

pub async fn answers_on_guide_pages_are_counted(hub: &Hub) {
    assert_eq!(hub.store.guide_answers().await, Ok(vec![]));
    let today = now().london_date();
    for (slug, answer, day) in [
        ("sleep", Useful, today),
        ("sleep", Useful, today),
        ("sleep", Useful, today.plus_days(1)),
        ("sleep", HardToRead, today),
        ("debt", Useful, today),
    ] {
        assert_eq!(hub.store.count_guide_answer(slug, answer, day).await, Ok(()));
    }
    let count = |slug: &str, answer, count| GuideAnswerCount { slug: slug.to_owned(), answer, count };
    let counted = vec![count("debt", Useful, 1), count("sleep", HardToRead, 1), count("sleep", Useful, 3)];
    assert_eq!(hub.store.guide_answers().await, Ok(counted));
}
