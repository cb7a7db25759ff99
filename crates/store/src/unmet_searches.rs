//! Searches that found nothing: the part of `operations` that counts and forgets them.

use domain::Date;
use domain::unmet::{ALIKE, FEW_KEPT_DAYS, MANY_KEPT_DAYS, MOST_KEPT, UnmetSearch, UnmetSearchCount};
use sqlx::Row as _;

use super::super::{Connection, Row};
use super::Change::{self, Keep};
use crate::StoreError;

/// Those of which at least [`ALIKE`] were alike, most first.
pub(super) const TOLD: &str = "select words, outward, count, first_day, last_day from unmet_searches where count >= $1 \
                               order by count desc, words, outward";

pub(super) async fn count(
    connection: &mut Connection,
    search: &UnmetSearch,
    day: Date,
) -> Result<Change<()>, StoreError> {
    sqlx::query(
        "insert into unmet_searches (words, outward, count, first_day, last_day) \
         select $1, $2, 1, $3, $3 where (select count(*) from unmet_searches) < $4 \
         or exists (select 1 from unmet_searches where words = $1 and outward = $2) \
         on conflict (words, outward) do update set count = unmet_searches.count + 1, last_day = excluded.last_day",
    )
    .bind(super::plain(&search.words))
    .bind(super::plain(&search.outward))
    .bind(i64::from(day.days()))
    .bind(MOST_KEPT)
    .execute(connection)
    .await?;
    Ok(Keep(()))
}

pub(super) async fn forget(connection: &mut Connection, today: Date) -> Result<Change<u64>, StoreError> {
    let forgotten =
        sqlx::query("delete from unmet_searches where (count < $1 and first_day < $2) or last_day < $3")
            .bind(i64::try_from(ALIKE).unwrap_or(i64::MAX))
            .bind(i64::from(today.plus_days(-FEW_KEPT_DAYS).days()))
            .bind(i64::from(today.plus_days(-MANY_KEPT_DAYS).days()))
            .execute(connection)
            .await?;
    Ok(Keep(forgotten.rows_affected()))
}

pub(super) fn read(row: &Row) -> Result<UnmetSearchCount, StoreError> {
    let corrupt = StoreError::Corrupt { what: "a search that found nothing" };
    let day = |name: &str| -> Result<Date, StoreError> {
        Ok(Date::from_days(i32::try_from(row.try_get::<i64, _>(name)?).map_err(|_| corrupt.clone())?))
    };
    Ok(UnmetSearchCount {
        search: UnmetSearch { words: row.try_get("words")?, outward: row.try_get("outward")? },
        count: u64::try_from(row.try_get::<i64, _>("count")?).map_err(|_| corrupt.clone())?,
        first_day: day("first_day")?,
        last_day: day("last_day")?,
    })
}
