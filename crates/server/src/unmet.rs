//! Counting searches that found nothing, out of the way of those who search.
//!
//! A handler puts a search into a queue and goes on; one worker writes what is in it. When the queue is full, or the
//! store fails, a search is not counted and nobody waits for it. Nothing of a search is logged.

use std::sync::Arc;

use domain::Date;
use domain::unmet::UnmetSearch;
use store::Store;
use tokio::sync::{mpsc, oneshot};

/// How many searches may wait to be written.
const QUEUE: usize = 256;

enum Job {
    Count(UnmetSearch, Date),
    Settle(oneshot::Sender<()>),
}

/// Counts searches that found nothing. Its worker ends with the last of its clones.
#[derive(Clone)]
pub struct UnmetSearches {
    queue: mpsc::Sender<Job>,
}

impl UnmetSearches {
    /// Starts a worker that writes to this store.
    #[must_use]
    pub fn start(store: Arc<dyn Store>) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE);
        tokio::spawn(write(store, jobs));
        Self { queue }
    }

    /// Counts a search, soon; never waits.
    pub fn count(&self, search: UnmetSearch, day: Date) {
        // A full queue means more nonsense is typed than need be counted.
        let _ = self.queue.try_send(Job::Count(search, day));
    }

    /// Waits until everything counted so far is written or given up.
    pub async fn settle(&self) {
        let (settled, settling) = oneshot::channel();
        if self.queue.send(Job::Settle(settled)).await.is_ok() {
            let _ = settling.await;
        }
    }
}

async fn write(store: Arc<dyn Store>, mut jobs: mpsc::Receiver<Job>) {
    while let Some(job) = jobs.recv().await {
        match job {
            Job::Count(search, day) => {
                if let Err(error) = store.count_unmet_search(&search, day).await {
                    tracing::warn!(%error, "a search that found nothing is not counted");
                }
            }
            // Whoever asked may have gone away in the meantime.
            Job::Settle(settled) => {
                let _ = settled.send(());
            }
        }
    }
}
