import type {
  CheckResult, CompletionResult, DeviceRequest, Me, NewToken, PlanExplanation, Problem, QueryRequest, QueryStatus, Registration, SessionInfo, SignInWays, TableDetail, TableList, TokenInfo,
} from './types';

const root = '/api/v1';

/** An answer of the server that says no. */
export class ApiError extends Error {
  constructor(readonly status: number, readonly problem: Problem) {
    super(problem.detail || problem.title || `The server answered with status ${status}.`);
    this.name = 'ApiError';
  }
}

/** No answer: the server is down, the network is, or the connection broke. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super('The Hven server does not answer.', { cause });
    this.name = 'UnreachableError';
  }
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(root + path, init);
  } catch (error) {
    throw isAbort(error) ? error : new UnreachableError(error);
  }
  if (response.ok) return response;
  throw new ApiError(response.status, await readProblem(response));
}

async function readProblem(response: Response): Promise<Problem> {
  const requestId = response.headers.get('X-Request-Id') ?? undefined;
  if (/^application\/(problem\+)?json/.test(response.headers.get('Content-Type') ?? '')) {
    try {
      return { requestId, ...((await response.json()) as Problem) };
    } catch {
      // A body cut short says no more than the status does.
    }
  }
  return { status: response.status, title: response.statusText || undefined, requestId };
}

async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await send(path, { signal, headers: { Accept: 'application/json' } })).json() as Promise<T>;
}

function post(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  return send(path, { method: 'POST', signal, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
}

async function postJson<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return (await post(path, body, signal)).json() as Promise<T>;
}

export const api = {
  tables: (signal?: AbortSignal) => getJson<TableList>('/tables', signal),

  /** `name` is the qualified name, `release.table`. */
  table(name: string, signal?: AbortSignal) {
    const dot = name.indexOf('.');
    return getJson<TableDetail>(`/tables/${encodeURIComponent(name.slice(0, dot))}/${encodeURIComponent(name.slice(dot + 1))}`, signal);
  },

  /** Starts a query; the rows are the body of the response, to be read as they come. */
  query: (request: QueryRequest, signal: AbortSignal) => post('/query', request, signal),

  queryStatus: (id: string, signal?: AbortSignal) => getJson<QueryStatus>(`/queries/${encodeURIComponent(id)}`, signal),

  cancelQuery: (id: string) => send(`/queries/${encodeURIComponent(id)}`, { method: 'DELETE' }),

  check: (query: string, signal?: AbortSignal) => postJson<CheckResult>('/query/check', { query }, signal),

  explain: (query: string, signal?: AbortSignal) => postJson<PlanExplanation>('/query/explain', { query }, signal),

  complete: (query: string, offset: number, signal?: AbortSignal) =>
    postJson<CompletionResult>('/query/complete', { query, offset }, signal),

  me: (signal?: AbortSignal) => getJson<Me>('/me', signal),

  changeMe: (change: { fullName?: string; email?: string }) =>
    send('/me', { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(change) }),

  changePassword: (present: string, password: string) => post('/me/password', { present, password }),

  signIn: (name: string, password: string) => post('/session', { name, password }),

  signOut: () => send('/session', { method: 'DELETE' }),

  register: (wanted: Registration) => postJson<{ name: string; status: string }>('/accounts', wanted),

  signInWays: (signal?: AbortSignal) => getJson<SignInWays>('/session/ways', signal),

  /** Where a browser goes to sign in with a provider. */
  providerAddress: (name: string, to: string) => `${root}/session/oidc/${encodeURIComponent(name)}?to=${encodeURIComponent(to)}`,

  /** Begins to link the account to an identity at a provider; the browser goes to the location then. */
  linkIdentity: (provider: string) => postJson<{ location: string }>(`/me/identity/${encodeURIComponent(provider)}`, {}),

  unlinkIdentity: () => send('/me/identity', { method: 'DELETE' }),

  confirmAddress: (code: string) => postJson<{ name: string; status: string }>('/accounts/confirm', { code }),

  askReset: (name: string) => post('/accounts/reset', { name }),

  finishReset: (code: string, password: string) => post('/accounts/reset/finish', { code, password }),

  device: (code: string) => getJson<DeviceRequest>(`/device/${encodeURIComponent(code)}`),

  answerDevice: (code: string, allow: boolean) => post(`/device/${encodeURIComponent(code)}`, { allow }),

  sessions: (signal?: AbortSignal) => getJson<SessionInfo[]>('/me/sessions', signal),

  endSession: (id: number) => send(`/me/sessions/${id}`, { method: 'DELETE' }),

  tokens: (signal?: AbortSignal) => getJson<TokenInfo[]>('/me/tokens', signal),

  addToken: (name: string, scopes: string[], days: number) => postJson<NewToken>('/me/tokens', { name, scopes, days }),

  revokeToken: (id: number) => send(`/me/tokens/${id}`, { method: 'DELETE' }),
};
