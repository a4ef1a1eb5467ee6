// A stand-in for the server while pages are made: the same API over invented flights. `npm run mock`, then port 7272.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Mill } from './mock/mill.mjs';
import { costs, definitions, difference, lineage, planBack, previews, supervised } from './mock/running.mjs';
import { modelSql, monitor, predictors } from './mock/models.mjs';
import { answerSql } from './mock/sql.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const web = join(here, '..', '..', 'server', 'src', 'main', 'resources', 'dev', 'tidemill', 'server', 'web');
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml' };
const mill = new Mill(await readFile(join(here, '..', '..', 'examples', 'flights', 'data', 'airports.csv'), 'utf8'));
setInterval(() => mill.step(), 250);

const json = (response, value, status = 200) => {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(value));
};
const problem = (response, status, error) => json(response, { error: { detail: null, hint: null, sqlstate: null, ...error } }, status);

createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const path = decodeURIComponent(url.pathname);
  const body = await new Promise((resolve) => {
    let text = '';
    request.on('data', (part) => (text += part));
    request.on('end', () => resolve(text));
  });
  const table = /^\/v1\/tables\/([^/]+)\/(rows|lookup|changes)$/.exec(path);
  // `ASK=1 npm run mock` asks who comes: ann, with the password ann.
  const known = process.env.ASK === undefined || /\bann=in\b/.test(request.headers.cookie ?? '');
  const who = { user: process.env.ASK === undefined ? 'local' : 'ann', scopes: ['read', 'define'], restricted: false, asked: process.env.ASK !== undefined, session: process.env.ASK !== undefined, expires: null };
  if (path === '/v1/login' && request.method === 'POST') {
    const { name, password, token } = JSON.parse(body);
    if (token === undefined && (name !== 'ann' || password !== 'ann')) return problem(response, 401, { code: 'TM2013', name: 'UNAUTHORISED', message: 'the name or the password is wrong' });
    response.setHeader('Set-Cookie', 'ann=in; HttpOnly; SameSite=Strict; Path=/');
    return json(response, who);
  }
  if (path === '/v1/logout') {
    response.writeHead(204, { 'Set-Cookie': 'ann=; Max-Age=0; Path=/' });
    return response.end();
  }
  if (path.startsWith('/v1/') && !known) return problem(response, 401, { code: 'TM2013', name: 'UNAUTHORISED', message: 'a valid token or password is needed' });
  if (path === '/v1/login') return json(response, who);
  if (path === '/v1/lineage') return json(response, lineage());
  if (path === '/v1/supervised') return json(response, supervised(mill));
  if (path === '/v1/predictors') return json(response, predictors);
  if (path === '/v1/predictors/late_arrival/monitor') return json(response, monitor(mill));
  if (path === '/v1/costs') return json(response, costs(mill));
  if (path === '/v1/definitions') return json(response, definitions(mill));
  if (path === '/v1/preview') return json(response, previews);
  if (path.startsWith('/v1/preview/')) return json(response, difference(mill));
  if (path === '/v1/plan') return json(response, planBack());
  if (path === '/v1/status') return json(response, mill.status());
  if (path === '/v1/status/stream') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const tell = () => response.write(`event: status\ndata: ${JSON.stringify(mill.status())}\n\n`);
    tell();
    const timer = setInterval(tell, 500);
    request.on('close', () => clearInterval(timer));
    return undefined;
  }
  if (table !== null && mill.table(table[1]) === undefined) {
    return problem(response, 404, { code: 'TM2004', name: 'UNKNOWN_TABLE', message: `There is no table ${table[1]}.` });
  }
  if (table !== null && table[2] === 'rows' && request.method === 'POST') return json(response, mill.ingest(table[1], body));
  if (table !== null && table[2] === 'rows') {
    const view = mill.viewport(table[1], url.searchParams);
    if (view !== null) return json(response, view);
    response.writeHead(304);
    return response.end();
  }
  if (table !== null && table[2] === 'lookup') {
    const row = mill.lookup(table[1], url.searchParams.getAll('key'));
    return row === null ? problem(response, 404, { code: 'TM2009', name: 'NO_ROW', message: 'No row has this key.' }) : json(response, { tick: mill.tick, row });
  }
  if (table !== null && table[2] === 'changes') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const send = (event, value) => response.write(`event: ${event}\nid: ${mill.tick}\ndata: ${JSON.stringify(value)}\n\n`);
    const rows = () => mill.viewport(table[1], new URLSearchParams({ limit: '20000' })).rows;
    let before = new Map(rows().map((row) => [JSON.stringify(row), row]));
    send('snapshot', { tick: mill.tick, columns: mill.table(table[1]).columns, total: before.size, rows: [] });
    const timer = setInterval(() => {
      const after = new Map(rows().map((row) => [JSON.stringify(row), row]));
      const changes = [];
      for (const [key, row] of before) if (!after.has(key)) changes.push([-1, row]);
      for (const [key, row] of after) if (!before.has(key)) changes.push([1, row]);
      before = after;
      if (changes.length > 0) send('changes', { tick: mill.tick, changes });
    }, 300);
    request.on('close', () => clearInterval(timer));
    return undefined;
  }
  if (path === '/v1/sql') {
    const { sql } = JSON.parse(body);
    const answer = modelSql(mill, sql) ?? answerSql(mill, sql);
    return answer.error === undefined ? json(response, answer) : problem(response, 400, answer.error);
  }
  if (path === '/v1/actions') return json(response, mill.actions());
  if (path === '/v1/quarantine') return json(response, { rows: mill.quarantine.slice(0, 100), total: mill.quarantine.length });
  if (path === '/v1/quarantine/retry') return json(response, { tick: mill.tick, accepted: 0, quarantined: 1, duplicate: false, problems: [] });
  if (path.startsWith('/v1/trace/')) return json(response, mill.trace(Number(path.slice(10))));
  if (path === '/v1/verify') return json(response, mill.verify());
  if (path === '/app/hooks/alerts') return json(response, { alerts: mill.alerts });
  const file = path === '/' ? '/index.html' : path.endsWith('/') ? `${path}index.html` : path === '/app' ? '/app/index.html' : path;
  try {
    const content = await readFile(join(web, file));
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
    return response.end(content);
  } catch {
    return problem(response, 404, { code: 'TM2001', name: 'NOT_FOUND', message: `Nothing is at ${path}.` });
  }
}).listen(Number(process.env.PORT ?? 7272), '127.0.0.1', () => console.log('mock mill on http://127.0.0.1:7272'));
