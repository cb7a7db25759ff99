//! What a hub offers: read whole for the directory, written by imports.

use std::collections::BTreeMap;

use domain::time::DAY;
use domain::{
    Catalogue, Category, Instant, Locality, Location, Postcode, Series, Service, Session, SessionStatus,
};
use futures_util::TryStreamExt as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::{QueryBuilder, Row as _};

use super::{Change, Connection, Database, Keep, ROWS, Row, json};
use crate::{PostcodeRow, StoreError};

pub(super) async fn read(connection: &mut Connection, now: Instant) -> Result<Catalogue, StoreError> {
    let version =
        sqlx::query_scalar("select version from catalogue_version").fetch_one(&mut *connection).await?;
    let localities = bodies(connection, "select body from localities order by position").await?;
    let categories = categories(connection).await?;
    let locations = bodies(connection, "select body from locations order by id").await?;
    let services =
        bodies(connection, "select body from services where withdrawn_at is null order by id").await?;
    let series = bodies(
        connection,
        "select body from series where service_id in (select id from services where withdrawn_at is null) \
         order by id",
    )
    .await?;
    // Row by row: a million rows at once would take ten times the memory of the sessions in them.
    let mut rows = sqlx::query(
        "select * from sessions where ends_at >= $1 \
         and service_id in (select id from services where withdrawn_at is null) order by starts_at, id",
    )
    .bind(now.unix() - DAY)
    .fetch(&mut *connection);
    let mut sessions = Vec::new();
    while let Some(row) = rows.try_next().await? {
        sessions.push(session(&row)?);
    }
    drop(rows);
    Ok(Catalogue { version, localities, categories, locations, services, series, sessions })
}

pub(super) async fn categories(connection: &mut Connection) -> Result<Vec<Category>, StoreError> {
    let mut categories: Vec<Category> =
        bodies(connection, "select body from categories order by position").await?;
    // The sort is stable: groups first, and both kinds in the order they were given.
    categories.sort_by_key(|category| category.parent.is_some());
    Ok(categories)
}

pub(super) async fn bodies<T: DeserializeOwned>(
    connection: &mut Connection,
    statement: &'static str,
) -> Result<Vec<T>, StoreError> {
    let bodies: Vec<String> = sqlx::query_scalar(statement).fetch_all(connection).await?;
    bodies
        .iter()
        .map(|body| serde_json::from_str(body).map_err(|_| StoreError::Corrupt { what: "a body" }))
        .collect()
}

pub(super) fn session(row: &Row) -> Result<Session, StoreError> {
    let id = |column: &str| row.try_get::<String, _>(column);
    let instant = |column: &str| row.try_get::<i64, _>(column).map(Instant::from_unix);
    let corrupt = StoreError::Corrupt { what: "a session" };
    let count = |column: &str| u16::try_from(row.try_get::<i64, _>(column)?).map_err(|_| corrupt.clone());
    Ok(Session {
        id: id("id")?.parse().map_err(|_| corrupt.clone())?,
        series_id: id("series_id")?.parse().map_err(|_| corrupt.clone())?,
        service_id: id("service_id")?.parse().map_err(|_| corrupt.clone())?,
        location_id: id("location_id")?.parse().map_err(|_| corrupt.clone())?,
        starts_at: instant("starts_at")?,
        ends_at: instant("ends_at")?,
        opens_at: row.try_get::<Option<i64>, _>("opens_at")?.map(Instant::from_unix),
        closes_at: instant("closes_at")?,
        capacity: match row.try_get::<Option<i64>, _>("capacity")? {
            Some(capacity) => Some(u16::try_from(capacity).map_err(|_| corrupt.clone())?),
            None => None,
        },
        places_taken: count("places_taken")?,
        places_held: count("places_held")?,
        waiting: count("waiting")?,
        status: match row.try_get("status")? {
            "scheduled" => SessionStatus::Scheduled,
            "cancelled" => SessionStatus::Cancelled,
            _ => return Err(corrupt),
        },
    })
}

/// Every import begins here: the version's row is a lock, so imports follow one another.
pub(super) async fn raise_version(connection: &mut Connection) -> Result<(), StoreError> {
    sqlx::query("update catalogue_version set version = version + 1").execute(connection).await?;
    Ok(())
}

pub(super) async fn put_network(
    connection: &mut Connection,
    localities: &[Locality],
    categories: &[Category],
    locations: &[Location],
) -> Result<Change<()>, StoreError> {
    raise_version(connection).await?;
    sqlx::query("delete from localities").execute(&mut *connection).await?;
    let rows = listed(localities.iter().map(|locality| (locality.id.as_str(), locality)))?;
    put_listed(connection, "insert into localities (id, position, body) ", &rows).await?;
    sqlx::query("delete from categories").execute(&mut *connection).await?;
    let rows = listed(categories.iter().map(|category| (category.id.as_str(), category)))?;
    put_listed(connection, "insert into categories (id, position, body) ", &rows).await?;
    put_locations(connection, locations).await?;
    Ok(Keep(()))
}

/// Rows of a list that keeps its order; of two with one id the later counts.
fn listed<'a, T: Serialize + 'a>(
    items: impl Iterator<Item = (&'a str, &'a T)>,
) -> Result<Vec<(&'a str, i64, String)>, StoreError> {
    let mut rows = BTreeMap::new();
    for (position, (id, item)) in (0..).zip(items) {
        rows.insert(id, (position, json(item)?));
    }
    Ok(rows.into_iter().map(|(id, (position, body))| (id, position, body)).collect())
}

async fn put_listed(
    connection: &mut Connection,
    insert: &'static str,
    rows: &[(&str, i64, String)],
) -> Result<(), StoreError> {
    for rows in rows.chunks(ROWS) {
        let mut statement = QueryBuilder::<Database>::new(insert);
        statement.push_values(rows, |mut row, (id, position, body)| {
            row.push_bind(*id).push_bind(*position).push_bind(body);
        });
        statement.build().execute(&mut *connection).await?;
    }
    Ok(())
}

async fn put_locations(connection: &mut Connection, locations: &[Location]) -> Result<(), StoreError> {
    let rows = listed(locations.iter().map(|location| (location.id.as_str(), location)))?;
    put_bodies(connection, "insert into locations (id, body) ", &rows).await
}

pub(super) async fn put_bodies(
    connection: &mut Connection,
    insert: &'static str,
    rows: &[(&str, i64, String)],
) -> Result<(), StoreError> {
    for rows in rows.chunks(ROWS) {
        let mut statement = QueryBuilder::<Database>::new(insert);
        statement.push_values(rows, |mut row, (id, _, body)| {
            row.push_bind(*id).push_bind(body);
        });
        statement.push(" on conflict (id) do update set body = excluded.body");
        statement.build().execute(&mut *connection).await?;
    }
    Ok(())
}

pub(super) async fn put_services(
    connection: &mut Connection,
    services: &[Service],
    locations: &[Location],
) -> Result<Change<()>, StoreError> {
    raise_version(connection).await?;
    put_locations(connection, locations).await?;
    let rows = listed(services.iter().map(|service| (service.id.as_str(), service)))?;
    put_bodies(connection, "insert into services (id, body) ", &rows).await?;
    Ok(Keep(()))
}

pub(super) async fn put_series(
    connection: &mut Connection,
    series: &[Series],
    sessions: &[Session],
) -> Result<Change<u64>, StoreError> {
    raise_version(connection).await?;
    let rows: BTreeMap<&str, &Series> = series.iter().map(|series| (series.id.as_str(), series)).collect();
    let rows = rows
        .into_values()
        .map(|series| Ok((series, json(series)?)))
        .collect::<Result<Vec<_>, StoreError>>()?;
    for rows in rows.chunks(ROWS) {
        let mut statement =
            QueryBuilder::<Database>::new("insert into series (id, service_id, location_id, body, course) ");
        statement.push_values(rows, |mut row, (series, body)| {
            row.push_bind(series.id.as_str())
                .push_bind(series.service_id.as_str())
                .push_bind(series.location_id.as_str())
                .push_bind(body)
                .push_bind(i64::from(series.course.is_some()));
        });
        statement.push(
            " on conflict (id) do update set service_id = excluded.service_id, location_id = excluded.location_id, \
             body = excluded.body, course = excluded.course",
        );
        statement.build().execute(&mut *connection).await?;
    }
    let before = count_sessions(connection).await?;
    // Rows are locked in the order of their ids, whatever order they came in.
    let rows: BTreeMap<&str, &Session> =
        sessions.iter().map(|session| (session.id.as_str(), session)).collect();
    let rows: Vec<&Session> = rows.into_values().collect();
    for rows in rows.chunks(ROWS) {
        put_sessions(connection, rows).await?;
    }
    let after = count_sessions(connection).await?;
    Ok(Keep(u64::try_from(after - before).unwrap_or_default()))
}

async fn count_sessions(connection: &mut Connection) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("select count(*) from sessions").fetch_one(connection).await?)
}

async fn put_sessions(connection: &mut Connection, sessions: &[&Session]) -> Result<(), StoreError> {
    let mut statement = QueryBuilder::<Database>::new(
        "insert into sessions (id, series_id, service_id, location_id, starts_at, ends_at, opens_at, closes_at, \
         capacity, status) ",
    );
    statement.push_values(sessions, |mut row, session| {
        row.push_bind(session.id.as_str())
            .push_bind(session.series_id.as_str())
            .push_bind(session.service_id.as_str())
            .push_bind(session.location_id.as_str())
            .push_bind(session.starts_at.unix())
            .push_bind(session.ends_at.unix())
            .push_bind(session.opens_at.map(Instant::unix))
            .push_bind(session.closes_at.unix())
            .push_bind(session.capacity.map(i64::from))
            .push_bind(match session.status {
                SessionStatus::Scheduled => "scheduled",
                SessionStatus::Cancelled => "cancelled",
            });
    });
    // Families hold places, or wait for one, and were told a time and a place: neither changes under them, nor does
    // what the hub's team has set. A capacity may shrink as far as the places taken, and no further.
    statement.push(
        " on conflict (id) do update set series_id = excluded.series_id, service_id = excluded.service_id",
    );
    for column in ["location_id", "starts_at", "ends_at", "opens_at", "closes_at"] {
        statement.push(format_args!(
            ", {column} = case when sessions.places_taken > 0 or sessions.waiting > 0 or sessions.moved_by_hub = 1 \
             then sessions.{column} else excluded.{column} end"
        ));
    }
    statement.push(
        ", capacity = case when sessions.capacity_by_hub = 1 then sessions.capacity \
         when excluded.capacity < sessions.places_taken then sessions.places_taken else excluded.capacity end",
    );
    statement.build().execute(connection).await?;
    Ok(())
}

pub(super) async fn put_postcodes(
    connection: &mut Connection,
    rows: &[PostcodeRow],
) -> Result<Change<()>, StoreError> {
    raise_version(connection).await?;
    let rows: BTreeMap<&Postcode, &PostcodeRow> = rows.iter().map(|row| (&row.postcode, row)).collect();
    let rows: Vec<&PostcodeRow> = rows.into_values().collect();
    for rows in rows.chunks(ROWS) {
        let mut statement = QueryBuilder::<Database>::new(
            "insert into postcodes (postcode, latitude, longitude, local_authority) ",
        );
        statement.push_values(rows, |mut values, row| {
            values
                .push_bind(row.postcode.as_str())
                .push_bind(row.point.latitude)
                .push_bind(row.point.longitude)
                .push_bind(&row.local_authority);
        });
        statement.push(
            " on conflict (postcode) do update set latitude = excluded.latitude, longitude = excluded.longitude, \
             local_authority = excluded.local_authority",
        );
        statement.build().execute(&mut *connection).await?;
    }
    Ok(Keep(()))
}
