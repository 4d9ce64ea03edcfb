// An OpenID provider of its own kind for the tests: oidc-provider, which is certified by the OpenID Foundation.
// node provider.mjs PORT ACCOUNTS.json REDIRECT: accounts are claims by subject, read anew at each sign-in.
import { readFileSync } from 'node:fs';
import Provider from 'oidc-provider';

const [port, accounts, redirect] = process.argv.slice(2);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    { client_id: 'hven', client_secret: 'a secret: with/odd+letters', redirect_uris: [redirect], grant_types: ['authorization_code'], response_types: ['code'] },
    { client_id: 'other', client_secret: 'another', redirect_uris: ['http://other.example.org/back'], grant_types: ['authorization_code'], response_types: ['code'] },
  ],
  claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'], groups: ['groups'] },
  scopes: ['openid', 'profile', 'email', 'groups'],
  cookies: { keys: ['tests'] },
  findAccount: (_, subject) => ({
    accountId: subject,
    claims: () => ({ sub: subject, ...JSON.parse(readFileSync(accounts, 'utf8'))[subject] }),
  }),
});

provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
