import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST, add, change, flush, noted, own, verdict } from "./queue.mjs";

const tick = (id, more = {}) => ({ id, booking: `b${id}`, session: "s", came: "yes", at: `t${id}`, by: "Desk", ...more });

/** A device with these ticks, and a server that answers each try with the next of these statuses. */
function device(queue, answers) {
  const tried = [];
  const said = [];
  const it = {
    queue,
    tried,
    said,
    during: () => {},
    run: (by = "Desk") =>
      flush({
        load: () => it.queue,
        save: (next) => (it.queue = next),
        send: async ({ id }) => {
          tried.push(id);
          it.during(id);
          const [status, type] = answers.shift() ?? [204];
          return { status, type };
        },
        told: ({ id }, what) => said.push([id, what]),
        by,
      }),
  };
  return it;
}

test("what an answer means", () => {
  for (const [status, type, meaning] of [
    [204, "", "sent"],
    [200, undefined, "sent"],
    [0, "", "later"],
    [408, "", "later"],
    [429, "", "later"],
    [500, "", "later"],
    [503, "", "later"],
    [401, "", "ended"],
    [403, "", "refused"],
    [404, "", "refused"],
    [422, "", "refused"],
    [409, "/problems/team-change-refused", "refused"],
    [409, "/problems/noted-later", "newer"],
  ]) {
    assert.equal(verdict(status, type), meaning, `${status} ${type}`);
  }
});

test("what waits is sent in order, and stops where it must", async () => {
  const LATER = "/problems/noted-later";
  for (const [name, answers, tried, said, left, end] of [
    ["all is well", [[204], [204], [204]], [1, 2, 3], ["sent", "sent", "sent"], [], "sent"],
    ["no signal", [[0]], [1], [], [1, 2, 3], "later"],
    ["the signal goes", [[204], [0]], [1, 2], ["sent"], [2, 3], "later"],
    ["the server breaks", [[204], [503]], [1, 2], ["sent"], [2, 3], "later"],
    ["signed out meanwhile", [[204], [401]], [1, 2], ["sent"], [2, 3], "ended"],
    ["one is refused", [[404], [204], [204]], [1, 2, 3], ["refused", "sent", "sent"], [], "sent"],
    ["one is too late", [[409, LATER], [204], [204]], [1, 2, 3], ["newer", "sent", "sent"], [], "sent"],
  ]) {
    const it = device([tick(1), tick(2), tick(3)], answers);
    assert.equal(await it.run(), end, name);
    assert.deepEqual(it.tried, tried, name);
    assert.deepEqual(it.said.map(([, what]) => what), said, name);
    assert.deepEqual(it.queue.map(({ id }) => id), left, name);
  }
});

test("a tick whose answer was lost is sent again, and once it is answered never more", async () => {
  const it = device([tick(1)], [[0], [204]]);
  assert.equal(await it.run(), "later");
  assert.equal(await it.run(), "sent");
  assert.equal(await it.run(), "sent");
  assert.deepEqual(it.tried, [1, 1]);
});

test("what is tapped while others are sent is not lost, and goes last", async () => {
  const it = device([tick(1), tick(2)], []);
  it.during = (id) => {
    if (id === 1) it.queue = add(it.queue, tick(9, { booking: "b1", came: "" }));
  };
  assert.equal(await it.run(), "sent");
  assert.deepEqual(it.tried, [1, 2, 9]);
});

test("ticks under another name wait for it", async () => {
  const it = device([tick(1, { by: "Other" }), tick(2)], []);
  assert.equal(await it.run(), "sent");
  assert.deepEqual(it.tried, [2]);
  assert.deepEqual(it.queue.map(({ id }) => id), [1]);
  assert.deepEqual(own(it.queue, "Desk"), []);
  await it.run("Other");
  assert.deepEqual(it.queue, []);
});

test("what is noted counts the ticks on their way, the last of each family", () => {
  const marks = { a: "yes", b: "no" };
  for (const [queue, all] of [
    [[], { a: "yes", b: "no" }],
    [[tick(1, { booking: "a", came: "" })], { a: "", b: "no" }],
    [[tick(1, { booking: "c" }), tick(2, { booking: "c", came: "no" })], { a: "yes", b: "no", c: "no" }],
    [[tick(1, { booking: "a", came: "no", session: "other" })], { a: "yes", b: "no" }],
  ]) {
    assert.deepEqual(noted(marks, queue, "s"), all);
  }
  assert.deepEqual(marks, { a: "yes", b: "no" }, "nothing is changed");
});

test("the API is told what was tapped and when", () => {
  const when = { at: "2026-11-24T10:00:00Z", session_id: "massage-2026-11-24" };
  for (const [came, body] of [
    ["yes", { change: "attended", came: true, ...when }],
    ["no", { change: "attended", came: false, ...when }],
    ["", { change: "unmark", ...when }],
  ]) {
    assert.deepEqual(change({ came, at: when.at, session: when.session_id }), body);
  }
});

test("a queue has an end", () => {
  let queue = [];
  for (let id = 0; id <= MOST; id += 1) queue = add(queue, tick(id));
  assert.deepEqual([queue.length, queue[0].id], [MOST, 1]);
});
