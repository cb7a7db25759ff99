//! Live sessions, and what calendars are told of them: read from the store as they are now, many requests in one read.
//!
//! A read is never older than the request it answers. While one is under way, requests that arrive wait
//! together, and the next read answers all of them: a crowd costs one read at a time, not one each.

use std::collections::{BTreeSet, HashMap};
use std::future::Future;
use std::sync::Arc;

use domain::{Session, SessionId};
use store::{CalendarStamp, Store, StoreError};
use tokio::sync::{mpsc, oneshot};

/// How many sessions the store is asked for at once.
const CHUNK: usize = 500;
/// How many requests may wait before the next one waits to be let in.
const QUEUE: usize = 1024;

/// What can be read of many sessions at once.
pub trait OfSessions: Clone + Send + Sync + 'static {
    /// Reads it of these sessions; unknown ids are left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn read(
        store: &dyn Store,
        ids: &[SessionId],
    ) -> impl Future<Output = Result<HashMap<SessionId, Self>, StoreError>> + Send;
}

impl OfSessions for Arc<Session> {
    async fn read(store: &dyn Store, ids: &[SessionId]) -> Result<HashMap<SessionId, Self>, StoreError> {
        let rows = store.sessions(ids).await?;
        Ok(rows.into_iter().map(|row| (row.id.clone(), Arc::new(row))).collect())
    }
}

impl OfSessions for CalendarStamp {
    async fn read(store: &dyn Store, ids: &[SessionId]) -> Result<HashMap<SessionId, Self>, StoreError> {
        store.calendar_stamps(ids).await
    }
}

type Rows<T> = HashMap<SessionId, T>;

struct Asked<T> {
    ids: Vec<SessionId>,
    answer: oneshot::Sender<Result<Arc<Rows<T>>, StoreError>>,
}

/// Reads something of sessions as it is now. Its reader ends with the last of its clones.
#[derive(Clone)]
pub struct Live<T> {
    queue: mpsc::Sender<Asked<T>>,
}

impl<T: OfSessions> Live<T> {
    /// Starts a reader of this store.
    #[must_use]
    pub fn start(store: Arc<dyn Store>) -> Self {
        let (queue, asked) = mpsc::channel(QUEUE);
        tokio::spawn(answer(store, asked));
        Self { queue }
    }

    /// It of these sessions, in the order given. A session that has gone is left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn read(&self, ids: Vec<SessionId>) -> Result<Vec<T>, StoreError> {
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

async fn answer<T: OfSessions>(store: Arc<dyn Store>, mut queue: mpsc::Receiver<Asked<T>>) {
    let mut waiting = Vec::new();
    while queue.recv_many(&mut waiting, QUEUE).await > 0 {
        let read = read(&*store, &waiting).await.map(Arc::new);
        for asked in waiting.drain(..) {
            // Whoever asked may have gone away in the meantime.
            let _ = asked.answer.send(read.clone());
        }
    }
}

async fn read<T: OfSessions>(store: &dyn Store, waiting: &[Asked<T>]) -> Result<Rows<T>, StoreError> {
    let ids: BTreeSet<&SessionId> = waiting.iter().flat_map(|asked| &asked.ids).collect();
    let ids: Vec<SessionId> = ids.into_iter().cloned().collect();
    let mut rows = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        rows.extend(T::read(store, chunk).await?);
    }
    Ok(rows)
}
