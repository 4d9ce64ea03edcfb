// Accounts as the browser sees them: who registers can sign in, and has tokens and one session.
const accounts = new Map();
const sessions = new Map();

const anonymous = { name: 'anonymous', signedIn: false, fullName: null, email: null, roles: ['anonymous'], groups: [], capabilities: ['query', 'jobs'], hasPassword: false };

const cookieOf = (request) => /hven-session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];

/** Gives [status, body, headers] for a request about accounts, or null when it is about something else. */
export function answerAccounts(request, path, body) {
  const account = accounts.get(sessions.get(cookieOf(request)));
  const refused = (status, code, detail) => [status, { status, code, detail, title: 'Refused' }, {}];
  if (path === 'accounts') {
    if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(body.name)) return refused(400, 'user-name', 'A name has letters and digits.');
    if (body.password.length < 10) return refused(400, 'password-length', 'A password has 10 characters.');
    accounts.set(body.name, { ...anonymous, ...body, signedIn: true, fullName: body.fullName ?? null, email: body.email ?? null, roles: ['default'], capabilities: ['query', 'jobs', 'mydb', 'account'], hasPassword: true, tokens: [] });
    return [201, { name: body.name, status: 'active' }, {}];
  }
  if (path === 'session/ways') return [200, { registration: 'open', mail: true, confirmsMail: false, providers: [{ name: 'observatory', title: 'Sign in with the observatory' }] }, {}];
  if (path === 'accounts/confirm') return body.code === 'good' ? [200, { name: 'zoe', status: 'unapproved' }, {}] : refused(403, 'code', 'This link is not good any more.');
  if (path === 'accounts/reset') return [202, null, {}];
  if (path === 'accounts/reset/finish') {
    if (body.password.length < 10) return refused(400, 'password-length', 'A password has 10 characters.');
    return body.code === 'good' ? [204, null, {}] : refused(403, 'code', 'This link is not good any more.');
  }
  if (path === 'device') return [200, { user_code: 'BCDF-GHJK' }, {}];
  if (path.startsWith('device/')) {
    if (!account) return refused(401, 'sign-in-needed', 'Sign in first.');
    if (!path.toUpperCase().endsWith('BCDF-GHJK')) return refused(404, 'device-code', 'No device waits with this code.');
    return request.method === 'GET' ? [200, { name: 'hven on laptop', scopes: ['query', 'jobs'], address: '192.0.2.7', created: new Date().toISOString() }, {}] : [204, null, {}];
  }
  if (path === 'session' && request.method === 'DELETE') {
    sessions.delete(cookieOf(request));
    return [204, null, {}];
  }
  if (path === 'session') {
    if (accounts.get(body.name)?.password !== body.password) return refused(401, 'sign-in', 'There is no account with this name and password.');
    const secret = crypto.randomUUID();
    sessions.set(secret, body.name);
    return [204, null, { 'Set-Cookie': `hven-session=${secret}; path=/; httponly` }];
  }
  if (path === 'me' && request.method === 'GET') return [200, account ? { ...account, password: undefined, tokens: undefined } : anonymous, {}];
  if (!path.startsWith('me')) return null;
  if (!account) return refused(401, 'sign-in-needed', 'Sign in first.');
  const now = new Date().toISOString();
  if (path === 'me/sessions') return [200, [{ id: 1, created: now, seen: now, expires: now, address: '127.0.0.1', agent: 'a browser', current: true }], {}];
  if (path === 'me/tokens' && request.method === 'GET') return [200, account.tokens, {}];
  if (path === 'me/tokens') {
    const record = { id: account.tokens.length + 1, name: body.name, scopes: body.scopes, created: now, expires: now, used: null, usedFrom: null };
    account.tokens.push(record);
    return [200, { token: `hven_${'A'.repeat(43)}`, record }, {}];
  }
  const token = /^me\/tokens\/(\d+)$/.exec(path)?.[1];
  if (token) account.tokens = account.tokens.filter(({ id }) => id !== Number(token));
  return [204, null, {}];
}
