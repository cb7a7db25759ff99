import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** Monday morning, for the server and the browser alike. */
export const NOW = new Date('2026-11-23T09:00:00Z');
export const ROOT = path.resolve(__dirname, '..');
export const DIST = path.join(ROOT, 'dist');
/** A database with the sample loaded, made once a run: see `prepare.ts`. */
export const TEMPLATE = path.join(ROOT, 'target', 'e2e-template');

/** The council's settings as the build serves them. */
export const config = () => JSON.parse(readFileSync(path.join(DIST, 'config.json'), 'utf8')) as Config;
interface Config {
  title: string;
  phone: string;
  quick_exit: string;
}

/** Seals what families ask of the hubs of the tests. */
const DATA_KEY = '5e'.repeat(32);

const PROGRAM = path.join(ROOT, 'target', 'release', 'family-hub-server');

export interface Family {
  name: string;
  contact: string;
  /** In months, as the form sends them. */
  children: string[];
}

/** A running server with a database and an outbox of its own. */
export class Hub {
  private constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly commandLine: string[],
    private program: ChildProcess,
  ) {}

  static async start(more: string[] = [], template: string | null = TEMPLATE, dist = DIST): Promise<Hub> {
    const folder = await mkdtemp(path.join(tmpdir(), 'family-hub-'));
    if (template) await cp(template, folder, { recursive: true });
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const settings = {
      '--port': String(port),
      '--public-url': url,
      '--dist': dist,
      '--var': folder,
      '--database-url': `sqlite:${path.join(folder, 'hub.sqlite')}`,
      '--sample': path.join(ROOT, 'sample'),
      '--synonyms': path.join(ROOT, 'content', 'synonyms.toml'),
      '--clock': NOW.toISOString().replace('.000', ''),
      // Tests come from one address and book faster than families do.
      '--booking-limit-per-minute': '10000',
      '--data-key': DATA_KEY,
    };
    const command = ['serve', ...Object.entries(settings).flat(), ...more];
    return new Hub(url, folder, command, await run(command, folder));
  }

  /** The same hub at a later moment, with the same database. */
  async goOnAt(moment: Date): Promise<void> {
    await this.end();
    const clock = this.commandLine.indexOf('--clock') + 1;
    this.commandLine[clock] = moment.toISOString().replace('.000', '');
    this.program = await run(this.commandLine, this.folder);
  }

  /** Sends a form as a page without script does, and follows nothing. */
  send(address: string, form: URLSearchParams): Promise<Response> {
    return fetch(this.url + address, { method: 'POST', body: form, redirect: 'manual' });
  }

  /** Does what the hub's team does on the command line. */
  async command(...words: string[]): Promise<void> {
    const database = `sqlite:${path.join(this.folder, 'hub.sqlite')}`;
    const key = words[0] === 'requests' ? ['--data-key', DATA_KEY] : [];
    const program = spawn(PROGRAM, [...words, ...key, '--database-url', database], { cwd: this.folder });
    let said = '';
    for (const stream of [program.stdout, program.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()));
    const code = await new Promise((done) => program.once('exit', done));
    if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}.\n${said}`);
  }

  /** The hub after a service has been taken out of its directory. */
  async without(service: string): Promise<void> {
    await this.takeOut(({ id }) => id === service);
  }

  /** The address on a hub whose directory has nothing in it. */
  async emptied(address: string): Promise<string> {
    await this.takeOut(() => true);
    return address;
  }

  private async takeOut(isGone: (service: { id: string }) => boolean): Promise<void> {
    const feed = JSON.parse(await readFile(path.join(ROOT, 'sample', 'services.json'), 'utf8')) as { contents: { id: string }[] };
    const file = path.join(this.folder, 'services.json');
    const contents = feed.contents.filter((service) => !isGone(service));
    await writeFile(file, JSON.stringify({ ...feed, total_items: contents.length, size: contents.length, contents }));
    await this.command('import', 'services', file, '--delete-absent', '--yes');
    await this.goOnAt(NOW);
  }

  /** The address on a hub that nobody can ask for help. */
  async withoutKey(address: string): Promise<string> {
    const key = this.commandLine.indexOf('--data-key');
    this.commandLine.splice(key, 2);
    await this.goOnAt(NOW);
    return address;
  }

  async stop(): Promise<void> {
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Stops, and keeps the database for others to begin with. */
  async keepAs(template: string): Promise<void> {
    await this.end();
    await cp(this.folder, template, { recursive: true });
    await rm(this.folder, { recursive: true, force: true });
  }

  private async end(): Promise<void> {
    const ended = new Promise((done) => this.program.once('exit', done));
    this.program.kill('SIGTERM');
    await ended;
  }

  /** How many places the server says a session has left. */
  async placesLeft(session: string): Promise<number> {
    const answer = await fetch(`${this.url}/api/v1/sessions/${session}`);
    const detail = (await answer.json()) as { session: { availability: { left?: number } } };
    return detail.session.availability.left ?? 0;
  }

  /** Another family joins the waiting list of a full session through the API. */
  wait(session: string, family: Family): Promise<{ id: string; token: string }> {
    return this.book(session, family, true);
  }

  /** Another family books the whole course that a session is one of. */
  bookCourse(session: string, family: Family): Promise<{ id: string; token: string }> {
    return this.book(session, { ...family, course: true } as Family);
  }

  /** Another family books through the API. */
  async book(session: string, family: Family, waiting = false): Promise<{ id: string; token: string }> {
    const id = randomUUID();
    const token = randomBytes(16).toString('hex');
    const answer = await fetch(`${this.url}/api/v1/bookings/${id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ session_id: session, token, adults: 1, access_needs: '', waiting, ...family }),
    });
    if (answer.status !== 201) throw new Error(`${session} was not booked: ${answer.status} ${await answer.text()}`);
    return { id, token };
  }

  /** Asks for a change to a booking through the API, as its family on another device. */
  async change({ id, token }: { id: string; token: string }, change: object): Promise<void> {
    const answer = await fetch(`${this.url}/api/v1/bookings/${id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(change),
    });
    if (answer.status !== 200) throw new Error(`${id} was not changed: ${answer.status} ${await answer.text()}`);
  }

  /** Makes a key of the hub's team, whose private links go to this address, and returns it. */
  async key(name: string, email: string, localities: string[] = []): Promise<string> {
    const option = (flag: string) => this.commandLine[this.commandLine.indexOf(flag) + 1];
    const scope = localities.flatMap((id) => ['--locality', id]);
    const database = ['--database-url', option('--database-url')];
    const command = ['--clock', option('--clock'), 'keys', 'add', name, '--email', email, ...scope, ...database];
    return (await promisify(execFile)(PROGRAM, command)).stdout.trim();
  }

  /** Asks the team's part of the API for something, with a key. */
  async asTeam(key: string, method: string, address: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.url}/api/v1/team/${address}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  /** The messages written so far, oldest first, as plain text. */
  async messages(): Promise<string[]> {
    const outbox = path.join(this.folder, 'outbox');
    const names = (await readdir(outbox)).filter((name) => name.endsWith('.eml')).sort();
    return Promise.all(names.map(async (name) => unwrapped(await readFile(path.join(outbox, name), 'utf8'))));
  }
}

/** Undoes quoted-printable, so that a long link is whole again. */
function unwrapped(message: string): string {
  return message
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

async function run(command: string[], folder: string): Promise<ChildProcess> {
  const program = spawn(PROGRAM, command, { cwd: folder, env: { ...process.env, RUST_LOG: 'warn' } });
  await isReady(program);
  return program;
}

/** The server says one line on its standard output when it listens. */
function isReady(program: ChildProcess): Promise<void> {
  return new Promise((ready, failed) => {
    let said = '';
    program.stderr?.on('data', (text: Buffer) => (said += text.toString()));
    program.stdout?.on('data', (text: Buffer) => text.toString().includes('is ready') && ready());
    program.once('error', failed);
    program.once('exit', (code) => failed(new Error(`The server ended with ${code}.\n${said}`)));
  });
}

export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? found(address.port) : failed(new Error('no port'))));
    });
  });
}
