// From degrees to the flat square on which web maps are drawn (Web Mercator, EPSG:3857), and from there to pixels.
//
// On the square both sides are 1: x grows eastward, y southward. At zoom z the whole of it is 256 · 2^z pixels wide.

const TILE = 256;
const DEGREE = Math.PI / 180;
/** Metres around the Earth's equator (WGS 84). */
const EQUATOR = 40_075_016.7;
const MILE = 1609.344;
const YARD = 0.9144;

/** The side of the world in pixels. */
export const size = (zoom) => TILE * 2 ** zoom;

/** Where a place is on the square. Poleward of 85.05° there is no map. */
export function project({ latitude, longitude }) {
  const angle = Math.max(-85.0511287798066, Math.min(85.0511287798066, latitude)) * DEGREE;
  return { x: longitude / 360 + 0.5, y: 0.5 - Math.asinh(Math.tan(angle)) / (2 * Math.PI) };
}

/** Metres on the ground in one pixel, at this height of the square. */
export function metresPerPixel(y, zoom) {
  return (EQUATOR / size(zoom)) / Math.cosh((0.5 - y) * 2 * Math.PI);
}

/** The middle and the zoom that bring all these points into a window, with so many pixels free around them. */
export function fit(points, { width, height }, free, most) {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const room = (pixels, span) => Math.log2(Math.max(pixels - 2 * free, TILE / 4) / TILE / Math.max(span, 1e-9));
  const zoom = Math.min(most, room(width, east - west), room(height, south - north));
  return { x: (west + east) / 2, y: (north + south) / 2, zoom };
}

/** The longest length worth naming that is at most so many pixels long: in miles, or in yards below a quarter of one. */
export function scaleBar(metres, room) {
  for (const miles of [20, 10, 5, 2, 1, 0.5, 0.25]) {
    if (miles * MILE <= metres * room) return { miles, pixels: (miles * MILE) / metres };
  }
  const yards = [200, 100, 50].find((length) => length * YARD <= metres * room) ?? 20;
  return { yards, pixels: (yards * YARD) / metres };
}
