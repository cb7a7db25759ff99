//! Writes that share one sync with the disk.
//!
//! SQLite has one writer at a time, and keeping a write through a power cut costs a wait for the disk. Writes that
//! wait together are done in one transaction, each in a savepoint of its own, so that one that is refused undoes
//! nothing but itself. Nobody is told anything before all of it is on the disk.

use std::sync::Arc;

use async_trait::async_trait;
use sqlx::sqlite::SqlitePool;
use sqlx::{SqliteConnection, raw_sql};
use tokio::sync::{mpsc, oneshot};

use super::operations::{Change, Operation};
use crate::StoreError;

/// How many writes share a transaction at most: the first of a group waits for all after it.
const GROUP: usize = 64;
/// How many writes may wait before the next one waits to be let in.
const QUEUE: usize = 1024;

/// The queue of those who wait. Its task ends with the last of its clones.
#[derive(Clone, Debug)]
pub(super) struct Group {
    queue: mpsc::Sender<Box<dyn Write>>,
}

impl Group {
    /// Starts the task that writes.
    pub(super) fn start(writer: SqlitePool) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(write(writer, waiting));
        Self { queue }
    }

    /// Does an operation with whatever else waits at that moment. A caller that goes away in the meantime does not
    /// take it back.
    pub(super) async fn run<O: Operation>(&self, operation: Arc<O>) -> Result<O::Outcome, StoreError> {
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { operation, outcome: None, answer };
        self.queue.send(Box::new(waiting)).await.map_err(|_| StoreError::Unavailable)?;
        answered.await.map_err(|_| StoreError::Unavailable)?
    }
}

/// A write of any kind, on its way.
#[async_trait]
trait Write: Send {
    /// Does it; says whether what it did is to be kept.
    async fn run(&mut self, connection: &mut SqliteConnection) -> Result<bool, StoreError>;
    /// Tells what came of it, or the error that undid the whole group.
    fn tell(self: Box<Self>, group: Result<(), StoreError>);
}

struct Waiting<O: Operation> {
    operation: Arc<O>,
    /// `None` until it is done.
    outcome: Option<Result<O::Outcome, StoreError>>,
    answer: oneshot::Sender<Result<O::Outcome, StoreError>>,
}

#[async_trait]
impl<O: Operation> Write for Waiting<O> {
    async fn run(&mut self, connection: &mut SqliteConnection) -> Result<bool, StoreError> {
        let (outcome, keep) = match self.operation.run(connection).await {
            Ok(Change::Keep(outcome)) => (Ok(outcome), Ok(true)),
            Ok(Change::Undo(outcome)) => (Ok(outcome), Ok(false)),
            Err(error) => (Err(error.clone()), Err(error)),
        };
        self.outcome = Some(outcome);
        keep
    }

    fn tell(self: Box<Self>, group: Result<(), StoreError>) {
        let outcome = match group {
            Ok(()) => self.outcome.unwrap_or(Err(StoreError::Unavailable)),
            // Its own error says most; one that was never done is told why the group ended.
            Err(error) => Err(self.outcome.and_then(Result::err).unwrap_or(error)),
        };
        // Whoever asked may have gone away in the meantime.
        let _ = self.answer.send(outcome);
    }
}

async fn write(writer: SqlitePool, mut queue: mpsc::Receiver<Box<dyn Write>>) {
    let mut waiting = Vec::new();
    while queue.recv_many(&mut waiting, GROUP).await > 0 {
        let group = together(&writer, &mut waiting).await;
        for write in waiting.drain(..) {
            write.tell(group.clone());
        }
    }
}

/// An error drops the transaction, which undoes it.
async fn together(writer: &SqlitePool, writes: &mut [Box<dyn Write>]) -> Result<(), StoreError> {
    let mut transaction = writer.begin_with("begin immediate").await?;
    raw_sql("savepoint one").execute(&mut *transaction).await?;
    for write in writes {
        let done = write.run(&mut transaction).await;
        let next = if matches!(done, Ok(true)) { "release one; savepoint one" } else { "rollback to one" };
        if let Err(error) = raw_sql(next).execute(&mut *transaction).await {
            // After some errors, such as a full disk, SQLite undoes the whole transaction by itself: there is no
            // savepoint to go back to, and that error is the group's.
            return Err(done.err().unwrap_or_else(|| error.into()));
        }
    }
    transaction.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nothing;

    #[async_trait]
    impl Operation for Nothing {
        type Outcome = u8;

        async fn run(&self, _: &mut SqliteConnection) -> Result<Change<u8>, StoreError> {
            Ok(Change::Keep(1))
        }
    }

    #[test]
    fn each_is_told_what_came_of_it_or_why_its_group_ended() {
        let full = || Err(StoreError::DiskFull);
        for (outcome, group, told) in [
            (Some(Ok(1)), Ok(()), Ok(1)),
            (Some(Ok(1)), full(), Err(StoreError::DiskFull)),
            (Some(Err(StoreError::ReferenceTaken)), Ok(()), Err(StoreError::ReferenceTaken)),
            (Some(Err(StoreError::ReferenceTaken)), full(), Err(StoreError::ReferenceTaken)),
            (None, full(), Err(StoreError::DiskFull)),
        ] {
            let (answer, mut answered) = oneshot::channel();
            Box::new(Waiting { operation: Arc::new(Nothing), outcome, answer }).tell(group);
            assert_eq!(answered.try_recv(), Ok(told));
        }
    }
}
