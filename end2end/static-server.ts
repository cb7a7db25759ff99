import { readFile, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { DIST } from './hub';

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Serves the built app as a council's plain web host would, with its API elsewhere. */
export async function serveFiles(port: number, api: string): Promise<Server> {
  const config = JSON.parse(await readFile(path.join(DIST, 'config.json'), 'utf8'));
  const policy = await readFile(path.join(DIST, 'policy.txt'), 'utf8');
  const headers = {
    'content-security-policy': policy.trim().replace("connect-src 'self'", `connect-src 'self' ${api}`),
    'x-content-type-options': 'nosniff',
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://files');
    if (pathname === '/config.json') {
      response.writeHead(200, { ...headers, 'content-type': 'application/json' });
      return response.end(JSON.stringify({ ...config, api }));
    }
    const file = await find(pathname);
    response.writeHead(200, { ...headers, 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
    response.end(await readFile(file));
  });
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
  return server;
}

/** The file itself, the page of that name, or the shell that lets the app draw any other address. */
async function find(pathname: string): Promise<string> {
  for (const candidate of [path.join(DIST, pathname), path.join(DIST, pathname, 'index.html')]) {
    const found = await stat(candidate).catch(() => null);
    if (found?.isFile() && candidate.startsWith(DIST)) return candidate;
  }
  return path.join(DIST, '_shells', 'app.html');
}
