import { access, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { DIST, Hub, TEMPLATE } from './hub';

/** Loads the sample once, so that every test that wants a database of its own has one in no time. */
export default async function prepare(): Promise<void> {
  await access(path.join(DIST, 'index.html')).catch(() => {
    throw new Error('There is no built app in dist. Run: cargo xtask e2e');
  });
  await rm(TEMPLATE, { recursive: true, force: true });
  await mkdir(TEMPLATE, { recursive: true });
  const hub = await Hub.start([], null);
  await hub.keepAs(TEMPLATE);
}
