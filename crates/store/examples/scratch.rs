#![allow(missing_docs, clippy::all, clippy::unwrap_used)]
use domain::*;
use std::sync::Arc;
use std::time::Instant as Clock;
use serde_json::json;
#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir_in(std::env::args().nth(1).unwrap_or("/tmp".into())).unwrap();
    for workers in [1u64, 16] {
    let start = Clock::now();
    let n = 2000u64;
    let took = store::bare::measure(&folder.path().join(format!("bare{workers}.sqlite")), n as u32, workers as u32, || start.elapsed()).await.unwrap();
    println!("bare {workers}: {:.0}/s", n as f64 / took.as_secs_f64());
    let url = std::env::args().nth(2).unwrap_or(format!("sqlite:{}/hub{workers}.sqlite", folder.path().display()));
    let hub = store::open(&url).await.unwrap();
    hub.put_services(&[serde_json::from_value(json!({"id":"s","name":"s","organisation_id":"o","organisation":"o","status":"active","ages":{"from":0},"cost":{"kind":"free"},"referral":"none"})).unwrap()], &[serde_json::from_value(json!({"id":"l","kind":"venue","name":"l"})).unwrap()]).await.unwrap();
    let mut all = vec![];
    for i in 0..50 {
        let series: Series = serde_json::from_value(json!({"id":format!("x{workers}-{i}"),"service_id":"s","location_id":"l","title":"t","starts_on":"2026-09-01","rule":"FREQ=WEEKLY","start_time":"10:00","end_time":"11:00","ages":{"from":0},"booking":"book","capacity":1000,"counts":"families"})).unwrap();
        let session = Session::of(&series, "2026-11-24".parse().unwrap()).unwrap();
        hub.put_series(&[series], &[session.clone()]).await.unwrap();
        all.push(session);
    }
    let all = Arc::new(all);
    let clock = Clock::now();
    let mut tasks = tokio::task::JoinSet::new();
    for w in 0..workers {
        let (hub, all) = (hub.clone(), all.clone());
        tasks.spawn(async move { for i in 0..n / workers {
            let k = w * 1_000_000 + i + workers * 100_000_000;
            let mut bits = [0u8; 16]; bits[8..].copy_from_slice(&(k << 8).to_be_bytes());
            let b = RawBooking { session_id: all[(k % 50) as usize].id.clone(), token: format!("{k:032x}"), adults: 1, children: vec!["5".into()], name: "Sam".into(), contact: format!("sam{k}@example.org"), access_needs: String::new() }.parse(BookingId::from_random(bits)).unwrap();
            let m = store::Message { id: format!("m{k}"), channel: store::Channel::Email, recipient: "a@b.cc".into(), subject: "s".into(), text: "t".repeat(800), html: Some("h".repeat(2000)), calendar: Some("c".repeat(800)) };
            let o = hub.book(&b, &Reference::from_random(k.wrapping_mul(0x9E3779B97F4A7C15)), &m, "2026-11-20T10:00:00Z".parse().unwrap()).await;
            assert_eq!(o, Ok(domain::booking::BookOutcome::Booked));
        } });
    }
    tasks.join_all().await;
    println!("book {workers}: {:.0}/s", (n / workers * workers) as f64 / clock.elapsed().as_secs_f64());
    }
}
