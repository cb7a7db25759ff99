import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DIST, ROOT } from './hub';

/** Every English word and sentence of the interface, as `locales/en` has it; those of `written/` are texts, like guides. */
export function interfaceWords(): string[] {
  const folder = path.join(ROOT, 'locales', 'en');
  const files = filesOf(folder, '.toml').filter((file) => !file.includes(`${path.sep}written${path.sep}`));
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  return lines.flatMap((line) => {
    const text = /^[\w-]+ = (".*")$/.exec(line)?.[1];
    return text ? [JSON.parse(text) as string] : [];
  });
}

/** Everything that is not the interface's to say: listings, guides, fixed texts and the council's settings. */
export function data(): string {
  const sample = path.join(ROOT, 'sample');
  const files = [
    ...['network.json', 'services.json', 'timetable.csv'].map((file) => path.join(sample, file)),
    path.join(DIST, 'config.json'),
    ...['guides', 'texts', 'help'].flatMap((folder) => filesOf(path.join(DIST, folder), '.json')),
  ];
  return files.map((file) => plain(readFileSync(file, 'utf8'))).join('\n');
}

function filesOf(folder: string, ending: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith(ending)).map((name) => path.join(folder, name));
}

/** Without escapes, tags and entities, and with one space between words. */
function plain(text: string): string {
  return squeezed(
    text
      .replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
      .replace(/\\n/g, ' ')
      .replace(/\\"|""/g, '"')
      .replace(/<[^>]*>/g, ' ')
      .replace(/[\u2066-\u2069]/g, '')
      .replace(/&amp;/g, '&')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&#x?27;|&#39;/g, "'"),
  );
}

export function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
