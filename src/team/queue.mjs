// Ticks of the register on their way to the server: kept in order, sent one after the other, each until it is answered.
// Of two that note the same family the later tap wins, so a tick that is sent twice does no harm.
//
// A tick: { id, booking, session, reference, came, at, by }. `came` is "yes", "no", or "" to take back what was noted; `at`
// is when it was tapped, on the hub's clock; `by` is the key under whose name it was. No name of a family is in it.

/** The most ticks that wait on one device; a register has fewer than two hundred families. */
export const MOST = 1000;

/** The queue with one more tick; the oldest go where a device has been without a signal for longer than anyone works. */
export function add(queue, tick) {
  return [...queue, tick].slice(-MOST);
}

/** The ticks that were made under this name. Those of another wait until it signs in again. */
export function own(queue, by) {
  return queue.filter((tick) => tick.by === by);
}

/** What the API is asked for. */
export function change({ came, at, session }) {
  const when = { at, session_id: session };
  return came ? { change: "attended", came: came === "yes", ...when } : { change: "unmark", ...when };
}

/** What an answer means: its status, 0 for none, and the type of its problem. */
export function verdict(status, type = "") {
  if (status >= 200 && status < 300) return "sent";
  if (status === 401) return "ended";
  if (status === 409 && type.endsWith("/noted-later")) return "newer";
  // No signal, too many at once, or something broke: the same tick is tried again.
  if (status === 0 || status === 408 || status === 429 || status >= 500) return "later";
  return "refused";
}

/** Whether a tick with this verdict is done with. */
export function isDone(verdict) {
  return verdict === "sent" || verdict === "newer" || verdict === "refused";
}

/** What is noted of each booking of a session once the ticks in the queue count: `marks`, and those on their way. */
export function noted(marks, queue, session) {
  const all = { ...marks };
  for (const tick of queue) if (tick.session === session) all[tick.booking] = tick.came;
  return all;
}

/**
 * Sends what waits under this name, the oldest first, and stops at the first that cannot be sent now. `load` and `save`
 * hold the queue, which may grow meanwhile; `send` answers with { status, type, detail }; `told` hears what became of each.
 * Returns the last verdict, or "sent" when nothing waited.
 */
export async function flush({ load, save, send, told, by }) {
  for (;;) {
    const [tick] = own(load(), by);
    if (!tick) return "sent";
    const answer = await send(tick);
    const what = verdict(answer.status, answer.type);
    if (!isDone(what)) return what;
    save(load().filter((other) => other.id !== tick.id));
    told(tick, what, answer.detail);
  }
}
