import type { Problem, QueryAnswer, Viewport } from './types';

const TOKEN = 'tidemill.token';

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

export function headers(extra: Record<string, string> = {}): Record<string, string> {
  const token = sessionStorage.getItem(TOKEN);
  return token === null ? extra : { ...extra, Authorization: `Bearer ${token}` };
}

/** Asks for the token once a server that is bound beyond loopback refuses us. */
export function askForToken(): void {
  const token = window.prompt('This mill asks for its access token.');
  if (token !== null && token !== '') {
    sessionStorage.setItem(TOKEN, token.trim());
    window.location.reload();
  }
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch {
    throw ApiError.unreachable();
  }
}

async function failure(response: Response): Promise<ApiError> {
  if (response.status === 401) askForToken();
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
