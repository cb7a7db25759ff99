import assert from "node:assert/strict";
import { test } from "node:test";
import { fit, metresPerPixel, project, scaleBar, size } from "./projection.mjs";

const near = (found, wanted, by = 1e-6) => assert.ok(Math.abs(found - wanted) <= by, `${found} is not ${wanted}`);

test("corners and middle of the world", () => {
  for (const [latitude, longitude, x, y] of [
    [0, 0, 0.5, 0.5],
    [0, -180, 0, 0.5],
    [85.0511287798066, 180, 1, 0],
    [-85.0511287798066, 180, 1, 1],
    [66.51326044311186, 90, 0.75, 0.25],
  ]) {
    const at = project({ latitude, longitude });
    near(at.x, x);
    near(at.y, y);
  }
});

test("a place is in the tile that tile servers give it", () => {
  // Zoom 12 has 4096 tiles a side; the tile of 53.39° N 2.6° W is 2018/1326 by the formula that
  // OpenStreetMap gives: (1 - ln(tan φ + sec φ) / π) / 2 · 2^z.
  const at = project({ latitude: 53.39, longitude: -2.6 });
  assert.deepEqual([Math.floor(at.x * 4096), Math.floor(at.y * 4096)], [2018, 1326]);
});

test("pixels are as long as the ground says", () => {
  near(metresPerPixel(0.5, 0), 156_543.03, 0.01);
  const at = project({ latitude: 60, longitude: 0 });
  near(metresPerPixel(at.y, 10), 156_543.03 / 1024 / 2, 0.01);
});

test("a fit brings every point into the window", () => {
  const window = { width: 320, height: 480 };
  const points = [
    { latitude: 53.34, longitude: -2.66 },
    { latitude: 53.45, longitude: -2.5 },
    { latitude: 53.39, longitude: -2.58 },
  ].map(project);
  const view = fit(points, window, 40, 17);
  for (const point of points) {
    assert.ok(Math.abs(point.x - view.x) * size(view.zoom) <= window.width / 2 - 40 + 1e-6);
    assert.ok(Math.abs(point.y - view.y) * size(view.zoom) <= window.height / 2 - 40 + 1e-6);
  }
  assert.equal(fit([points[0]], window, 40, 17).zoom, 17);
  assert.ok(Number.isFinite(fit(points, { width: 10, height: 10 }, 40, 17).zoom));
});

test("the scale bar is as long as it says and fits its room", () => {
  for (const [metres, wanted] of [
    [400, { miles: 20 }],
    [160.9344, { miles: 10 }],
    [20, { miles: 1 }],
    [16.1, { miles: 1 }],
    [16, { miles: 0.5 }],
    [4.1, { miles: 0.25 }],
    [2, { yards: 200 }],
    [1, { yards: 100 }],
    [0.1, { yards: 20 }],
  ]) {
    const { pixels, ...length } = scaleBar(metres, 100);
    assert.deepEqual(length, wanted, `${metres}`);
    near(pixels * metres, length.miles ? length.miles * 1609.344 : length.yards * 0.9144, 1e-6);
    if (metres > 0.2) assert.ok(pixels <= 100, `${metres}: ${pixels}`);
  }
});
