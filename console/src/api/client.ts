import type { Problem, QueryAnswer, Viewport } from './types';

/** A request that the server answered with an error, or that never reached it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.message);
  }

  static unreachable(): ApiError {
    return new ApiError(0, {
      code: 'OFFLINE',
      name: 'UNREACHABLE',
      message: 'The mill did not answer.',
      detail: null,
      hint: 'Is the process running? The page goes on by itself once it is back.',
    });
  }
}

/** Where whoever is unknown may still ask. */
export const LOGIN_PATH = '/v1/login';

const strangers = new Set<() => void>();
let unknown = false;

/** Calls back whenever the mill answers that it does not know who asks. */
export function watchStrangers(listener: () => void): void {
  strangers.add(listener);
}

/** Whether the mill does not know who asks: nothing more is asked then, since each refusal would be in its audit log. */
export function isUnknown(): boolean {
  return unknown;
}

/** Says that the mill does not know who asks, or does not know them any more; the page begins anew when it does. */
export function unknownHere(): void {
  unknown = true;
  for (const listener of strangers) listener();
}

/** Says that a page asks, so that the browser is not told to put up its own prompt when the mill asks who comes. */
const ASKED_BY = { 'X-Requested-With': 'console' } as const;

/** A request's headers, with who asks. */
export function headers(extra: Readonly<Record<string, string>>): Record<string, string> {
  return { ...ASKED_BY, ...extra };
}

async function send(path: string, init: RequestInit): Promise<Response> {
  if (unknown && path !== LOGIN_PATH) throw ApiError.unreachable();
  try {
    return await fetch(path, init);
  } catch {
    throw ApiError.unreachable();
  }
}

async function failure(response: Response): Promise<ApiError> {
  if (response.status === 401) unknownHere();
  try {
    const body = (await response.json()) as { error: Problem };
    return new ApiError(response.status, body.error);
  } catch {
    return new ApiError(response.status, {
      code: `HTTP ${response.status}`,
      name: response.statusText,
      message: `The server answered ${response.status}.`,
      detail: null,
      hint: null,
    });
  }
}

/** GET; null stands for 304, unchanged. */
export async function read<T>(path: string): Promise<T | null> {
  const response = await send(path, { headers: headers({ Accept: 'application/json' }) });
  if (response.status === 304) return null;
  if (!response.ok) throw await failure(response);
  return (await response.json()) as T;
}

export async function get<T>(path: string): Promise<T> {
  const answer = await read<T>(path);
  if (answer === null) throw ApiError.unreachable();
  return answer;
}

export async function post<T>(path: string, body: string, type: string, extra: Record<string, string> = {}): Promise<T> {
  const response = await send(path, {
    method: 'POST',
    headers: headers({ 'Content-Type': type, Accept: 'application/json', ...extra }),
    body,
  });
  if (!response.ok) throw await failure(response);
  return (await response.json()) as T;
}

/** POST without a body, where nothing is answered but that it was done. */
export async function tell(path: string): Promise<void> {
  const response = await send(path, { method: 'POST', headers: headers({ Accept: 'application/json' }) });
  if (!response.ok) throw await failure(response);
}

export function postJson<T>(path: string, body: unknown): Promise<T> {
  return post<T>(path, JSON.stringify(body), 'application/json');
}

export function query(sql: string): Promise<QueryAnswer> {
  return postJson<QueryAnswer>('/v1/sql', { sql });
}

export function tablePath(table: string): string {
  return `/v1/tables/${encodeURIComponent(table)}`;
}

export interface ViewportRequest {
  readonly offset: number;
  readonly limit: number;
  readonly order?: string | undefined;
  readonly version?: number | undefined;
}

export function viewport(table: string, request: ViewportRequest): Promise<Viewport | null> {
  const parameters = new URLSearchParams({ offset: String(request.offset), limit: String(request.limit) });
  if (request.order !== undefined) parameters.set('order', request.order);
  if (request.version !== undefined) parameters.set('version', String(request.version));
  return read<Viewport>(`${tablePath(table)}/rows?${parameters.toString()}`);
}

/** Rows as objects, for the few places that read columns by name. */
export function records<T extends Record<string, unknown>>(answer: {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly (readonly unknown[])[];
}): T[] {
  return answer.rows.map((row) => Object.fromEntries(answer.columns.map((column, i) => [column.name, row[i]])) as T);
}
