// What stands together on the map, so that every pin can be hit by a thumb.

/**
 * One stack for each place, with all that was found there: `rank` is where the first of it stands in the list. A family
 * centre has a stack also when nothing was found there; its rank comes after all others.
 */
export function stacksOf(points, centres, project) {
  const stacks = new Map();
  points.forEach((point, rank) => {
    const stack = stacks.get(point.location);
    if (stack) stack.services.push(point);
    else {
      const { location, place: name, kind } = point;
      const centre = kind === "family_centre";
      stacks.set(location, { location, name, centre, at: project(point.point), rank, services: [point] });
    }
  });
  centres.forEach(({ location, name, slug, point }, i) => {
    const rank = points.length + i;
    const stack = stacks.get(location) ?? { location, name, at: project(point), rank, services: [] };
    stacks.set(location, { ...stack, centre: true, slug });
  });
  return [...stacks.values()];
}

/**
 * Puts stacks together so that no two clusters are nearer than `gap`, where the world's side is `size`, both in pixels.
 *
 * A cluster stands where its first stack stands. Family centres come first, because people know their way by them, then
 * the best of the list; every other stack joins the nearest cluster that is nearer than the gap. The clusters are in the
 * order of the list.
 */
export function cluster(stacks, size, gap) {
  const clusters = [];
  const first = (a, b) => Boolean(b.centre) - Boolean(a.centre) || a.rank - b.rank;
  for (const stack of [...stacks].sort(first)) {
    let [nearest, least] = [null, gap / size];
    for (const one of clusters) {
      const distance = Math.hypot(one.at.x - stack.at.x, one.at.y - stack.at.y);
      if (distance < least) [nearest, least] = [one, distance];
    }
    if (nearest) nearest.stacks.push(stack);
    else clusters.push({ at: stack.at, head: stack, stacks: [stack] });
  }
  for (const one of clusters) {
    one.stacks.sort((a, b) => a.rank - b.rank);
    one.rank = one.stacks[0].rank;
    one.services = countServices(one.stacks);
  }
  return clusters.sort((a, b) => a.rank - b.rank);
}

/** How many services there are in these stacks: one at several places counts once. */
export function countServices(stacks) {
  return new Set(stacks.flatMap(({ services }) => services.map(({ id }) => id))).size;
}

/** The first zoom after `from`, in whole steps up to `most`, at which these stacks part; `null` when they never do. */
export function partingZoom(stacks, from, most, gap, size) {
  for (let zoom = Math.floor(from) + 1; zoom <= most; zoom += 1) {
    if (cluster(stacks, size(zoom), gap).length > 1) return zoom;
  }
  return null;
}
