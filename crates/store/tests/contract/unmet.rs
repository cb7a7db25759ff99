use domain::Date;
use domain::unmet::{ALIKE, FEW_KEPT_DAYS, MANY_KEPT_DAYS, UnmetSearch, UnmetSearchCount};

use crate::hub::Hub;
use crate::sample::now;

fn search(words: &str, outward: &str) -> UnmetSearch {
    UnmetSearch { words: words.to_owned(), outward: outward.to_owned() }
}

async fn count(hub: &Hub, search: &UnmetSearch, times: u64, day: Date) {
    for _ in 0..times {
        assert_eq!(hub.store.count_unmet_search(search, day).await, Ok(()));
    }
}

async fn rows(hub: &Hub) -> i64 {
    hub.number("select count(*) from unmet_searches").await
}

pub async fn searches_are_told_from_five_alike(hub: &Hub) {
    let today = now().london_date();
    assert_eq!(hub.store.unmet_searches().await, Ok(vec![]));
    let (few, here, elsewhere) =
        (search("zeppelin", ""), search("zeppelin", "WA5"), search("zeppelin", "WA1"));
    count(hub, &few, ALIKE - 1, today).await;
    count(hub, &here, ALIKE - 1, today).await;
    count(hub, &here, 1, today.plus_days(3)).await;
    count(hub, &elsewhere, ALIKE + 1, today).await;
    count(hub, &search("nul\0character", ""), 1, today).await;
    let told =
        |search: UnmetSearch, count, last_day| UnmetSearchCount { search, count, first_day: today, last_day };
    let all = vec![told(elsewhere, ALIKE + 1, today), told(here, ALIKE, today.plus_days(3))];
    assert_eq!(hub.store.unmet_searches().await, Ok(all));
}

pub async fn searches_of_a_few_are_forgotten(hub: &Hub) {
    let today = now().london_date();
    let (few, late, many) = (search("few", "WA5"), search("late", ""), search("many", "WA5"));
    count(hub, &few, 1, today).await;
    // Being typed again does not lengthen the time.
    count(hub, &few, ALIKE - 2, today.plus_days(FEW_KEPT_DAYS)).await;
    count(hub, &late, ALIKE - 1, today.plus_days(1)).await;
    count(hub, &many, ALIKE, today).await;
    assert_eq!(hub.store.forget_unmet_searches(today.plus_days(FEW_KEPT_DAYS)).await, Ok(0));
    assert_eq!(hub.store.forget_unmet_searches(today.plus_days(FEW_KEPT_DAYS + 1)).await, Ok(1));
    assert_eq!(hub.number("select count(*) from unmet_searches where words = 'few'").await, 0);
    assert_eq!(hub.store.forget_unmet_searches(today.plus_days(FEW_KEPT_DAYS + 2)).await, Ok(1));
    assert_eq!(rows(hub).await, 1);
    assert_eq!(hub.store.forget_unmet_searches(today.plus_days(MANY_KEPT_DAYS)).await, Ok(0));
    assert_eq!(hub.store.forget_unmet_searches(today.plus_days(MANY_KEPT_DAYS + 1)).await, Ok(1));
    assert_eq!(rows(hub).await, 0);
}
