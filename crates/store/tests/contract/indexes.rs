//! How PostgreSQL goes about what is asked most often.

use sqlx::{Connection as _, PgConnection};
use store::postgres::READ_FOR_EACH_BOOKING;

use crate::hub::Hub;

/// However many bookings there are, a new one reads its own session's and no more.
#[tokio::test]
async fn a_family_is_looked_for_in_its_session_alone() {
    let hub = Hub::postgres().await;
    let mut connection = PgConnection::connect(&hub.url).await.unwrap();
    // As where there are many bookings: a small table is soonest read whole.
    sqlx::raw_sql("set enable_seqscan = off").execute(&mut connection).await.unwrap();
    let explained = sqlx::AssertSqlSafe(format!("explain {READ_FOR_EACH_BOOKING}"));
    let plan: Vec<String> = sqlx::query_scalar(explained)
        .bind("a session")
        .bind("a contact")
        .bind("a booking")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    let plan = plan.join("\n");
    for read in [
        "((session_id = 'a session'::text) AND (contact_key = 'a contact'::text))",
        "(session_id = 'a session'::text)",
        "(id = 'a booking'::text)",
    ] {
        assert!(plan.contains(&format!("Index Cond: {read}")), "{read} in\n{plan}");
    }
    connection.close().await.unwrap();
    hub.close().await;
}
