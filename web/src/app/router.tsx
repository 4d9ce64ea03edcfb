import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { NoSuchPage, PageFault } from './Fault';
import { Shell } from './Shell';

const root = createRootRoute({ component: Shell, notFoundComponent: NoSuchPage, errorComponent: PageFault });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/query', replace: true });
  },
});

export interface QuerySearch {
  q?: string;
}

const query = createRoute({
  getParentRoute: () => root,
  path: '/query',
  validateSearch: (search: Record<string, unknown>): QuerySearch =>
    typeof search.q === 'string' && search.q !== '' ? { q: search.q } : {},
  component: lazyRouteComponent(() => import('../pages/query/QueryPage'), 'QueryPage'),
});

export interface SignInSearch {
  to?: string;
  failure?: string;
}

export interface CodeSearch {
  code?: string;
}

export interface RegisterSearch {
  invite?: string;
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): SignInSearch => ({
    ...(typeof search.to === 'string' ? { to: search.to } : {}),
    ...(typeof search.failure === 'string' ? { failure: search.failure } : {}),
  }),
  component: lazyRouteComponent(() => import('../pages/account/SignInPage'), 'SignInPage'),
});

const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  validateSearch: (search: Record<string, unknown>): RegisterSearch => (typeof search.invite === 'string' ? { invite: search.invite } : {}),
  component: lazyRouteComponent(() => import('../pages/account/RegisterPage'), 'RegisterPage'),
});

const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyRouteComponent(() => import('../pages/account/AccountPage'), 'AccountPage'),
});

const codeOf = (search: Record<string, unknown>): CodeSearch => (typeof search.code === 'string' && search.code !== '' ? { code: search.code } : {});

const confirm = createRoute({
  getParentRoute: () => root,
  path: '/confirm',
  validateSearch: codeOf,
  component: lazyRouteComponent(() => import('../pages/account/ConfirmPage'), 'ConfirmPage'),
});

const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  validateSearch: codeOf,
  component: lazyRouteComponent(() => import('../pages/account/ResetPage'), 'ResetPage'),
});

const device = createRoute({
  getParentRoute: () => root,
  path: '/device',
  validateSearch: codeOf,
  component: lazyRouteComponent(() => import('../pages/account/DevicePage'), 'DevicePage'),
});

/** Search values are plain text: a link reads `?q=SELECT …`, without the JSON quoting of the router's own form. */
function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

function stringifySearch(search: Record<string, unknown>): string {
  const entries = Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`;
}

export const router = createRouter({
  routeTree: root.addChildren([home, query, signIn, register, account, confirm, reset, device]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
