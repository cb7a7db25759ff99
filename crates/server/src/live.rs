//! Live sessions: read from the store as they are now, many requests in one read.
//!
//! A read is never older than the request it answers. While one is under way, requests that arrive wait
//! together, and the next read answers all of them: a crowd costs one read at a time, not one each.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use domain::{Session, SessionId};
use store::{Store, StoreError};
use tokio::sync::{mpsc, oneshot};

/// How many sessions the store is asked for at once.
const CHUNK: usize = 500;
/// How many requests may wait before the next one waits to be let in.
const QUEUE: usize = 1024;

type Rows = HashMap<SessionId, Arc<Session>>;

struct Asked {
    ids: Vec<SessionId>,
    answer: oneshot::Sender<Result<Arc<Rows>, StoreError>>,
}

/// Reads live sessions. Its reader ends with the last of its clones.
#[derive(Clone)]
pub struct LiveSessions {
    queue: mpsc::Sender<Asked>,
}

impl LiveSessions {
    /// Starts a reader of this store.
    #[must_use]
    pub fn start(store: Arc<dyn Store>) -> Self {
        let (queue, asked) = mpsc::channel(QUEUE);
        tokio::spawn(answer(store, asked));
        Self { queue }
    }

    /// These sessions as they are now, in the order given. One that has gone is left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn read(&self, ids: Vec<SessionId>) -> Result<Vec<Arc<Session>>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let (answer, answered) = oneshot::channel();
        let asked = Asked { ids: ids.clone(), answer };
        self.queue.send(asked).await.map_err(|_| StoreError::Unavailable)?;
        let rows = answered.await.map_err(|_| StoreError::Unavailable)??;
        Ok(ids.iter().filter_map(|id| rows.get(id).cloned()).collect())
    }
}

async fn answer(store: Arc<dyn Store>, mut queue: mpsc::Receiver<Asked>) {
    let mut waiting = Vec::new();
    while queue.recv_many(&mut waiting, QUEUE).await > 0 {
        let read = read(&*store, &waiting).await.map(Arc::new);
        for asked in waiting.drain(..) {
            // Whoever asked may have gone away in the meantime.
            let _ = asked.answer.send(read.clone());
        }
    }
}

async fn read(store: &dyn Store, waiting: &[Asked]) -> Result<Rows, StoreError> {
    let ids: BTreeSet<&SessionId> = waiting.iter().flat_map(|asked| &asked.ids).collect();
    let ids: Vec<SessionId> = ids.into_iter().cloned().collect();
    let mut rows = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        rows.extend(store.sessions(chunk).await?.into_iter().map(|row| (row.id.clone(), Arc::new(row))));
    }
    Ok(rows)
}
