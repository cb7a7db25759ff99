import assert from "node:assert/strict";
import { test } from "node:test";
import { cluster, countServices, partingZoom, stacksOf } from "./clusters.mjs";
import { project, size } from "./projection.mjs";

const GAP = 44;
const plain = ({ latitude, longitude }) => ({ x: longitude, y: latitude });
const point = (id, location, longitude, latitude, kind = "venue") => ({
  id,
  name: `Service ${id}`,
  location,
  place: `Place ${location}`,
  kind,
  point: { latitude, longitude },
});
const centre = (location, longitude, latitude) => ({
  location,
  name: `Centre ${location}`,
  slug: location,
  point: { latitude, longitude },
});
const ids = (clusters) => clusters.map(({ stacks }) => stacks.map(({ location }) => location).join("+"));

/** The same numbers every time (mulberry32). */
function numbers(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

test("services at one place are one stack, in the order of the list", () => {
  const stacks = stacksOf(
    [point("a", "l1", 0, 0), point("b", "l2", 1, 1), point("a", "l2", 1, 1)],
    [centre("l1", 0, 0), centre("l9", 9, 9)],
    plain,
  );
  assert.deepEqual(
    stacks.map(({ location, rank, services, slug }) => [location, rank, services.map(({ id }) => id).join(), slug]),
    [
      ["l1", 0, "a", "l1"],
      ["l2", 1, "b,a", undefined],
      ["l9", 4, "", "l9"],
    ],
  );
  assert.equal(countServices(stacks), 2);
});

test("what is near joins, what is far stands alone", () => {
  const points = [point("a", "far", 500, 0), point("b", "here", 0, 0), point("c", "near", 43.9, 0), point("d", "edge", 0, 44)];
  const clusters = cluster(stacksOf(points, [], plain), 1, GAP);
  assert.deepEqual(ids(clusters), ["far", "here+near", "edge"]);
  assert.deepEqual(clusters.map(({ services }) => services), [1, 2, 1]);
  assert.deepEqual(ids(cluster(stacksOf([], [], plain), 1, GAP)), []);
});

test("a family centre keeps its place, and the list its order", () => {
  const points = [point("a", "hall", 10, 0), point("b", "library", 200, 0), point("c", "hub", 0, 0, "family_centre")];
  const clusters = cluster(stacksOf(points, [centre("empty", 210, 0)], plain), 1, GAP);
  assert.deepEqual(ids(clusters), ["hall+hub", "library+empty"]);
  assert.deepEqual(clusters.map(({ at }) => at.x), [0, 210]);
  assert.deepEqual(clusters.map(({ head }) => head.location), ["hub", "empty"]);
});

test("whatever the places: each is in one cluster, no two are nearer than a thumb, the order is the list's", () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const next = numbers(seed);
    const count = Math.floor(next() * 120);
    const points = Array.from({ length: count }, (_, i) => {
      const at = Math.floor(next() * 60);
      const place = numbers(at + 1000);
      const kind = at % 9 === 0 ? "family_centre" : "venue";
      return point(`s${i % 50}`, `l${at}`, -2.7 + place() / 5, 53.3 + place() / 6, kind);
    });
    const stacks = stacksOf(points, [centre("c", -2.6, 53.4)], project);
    for (const zoom of [6, 10, 12.5, 17]) {
      const clusters = cluster(stacks, size(zoom), GAP);
      const members = clusters.flatMap((one) => one.stacks);
      assert.equal(members.length, stacks.length);
      assert.equal(new Set(members).size, stacks.length);
      const apart = (a, b) => Math.hypot(a.at.x - b.at.x, a.at.y - b.at.y) * size(zoom);
      clusters.forEach((one, i) => {
        for (const other of clusters.slice(i + 1)) assert.ok(apart(one, other) >= GAP - 1e-6);
        for (const stack of one.stacks) assert.ok(stack === one.head || apart(one, stack) < GAP);
        assert.ok(i === 0 || clusters[i - 1].rank < one.rank);
        assert.equal(one.services, countServices(one.stacks));
      });
    }
  }
});

test("zooming in parts a cluster, or says that nothing does", () => {
  const two = stacksOf([point("a", "l1", -2.6, 53.4), point("b", "l2", -2.599, 53.4)], [], project);
  const zoom = partingZoom(two, 11.4, 17, GAP, size);
  assert.equal(cluster(two, size(zoom), GAP).length, 2);
  assert.equal(cluster(two, size(zoom - 1), GAP).length, 1);
  const one = stacksOf([point("a", "l1", -2.6, 53.4), point("b", "l2", -2.6, 53.4)], [], project);
  assert.equal(partingZoom(one, 11.4, 17, GAP, size), null);
  assert.equal(partingZoom(two, 17, 17, GAP, size), null);
});
