/// <reference types="vitest/config" />
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Answers /api in `vite dev` when no server is named by HVEN_URL. Never part of a build. */
function mockApi(): Plugin {
  return {
    name: 'hven-mock-api',
    apply: 'serve',
    async configureServer(server) {
      const { handleApi } = await import('./tests/mock/api.mjs');
      server.middlewares.use((request, response, next) => {
        handleApi(request, response).then((handled: boolean) => handled || next(), next);
      });
    },
  };
}

const server = process.env.HVEN_URL;

export default defineConfig({
  plugins: [react(), ...(server ? [] : [mockApi()])],
  // The server replaces the placeholder by a fresh nonce on each request.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    target: 'es2023',
    // A data: URL would need an exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: 'editor', test: /node_modules[\\/](@codemirror|@lezer|style-mod|crelt|w3c-keyname|@marijn)/ }],
        },
      },
    },
  },
  server: server ? { proxy: { '/api': server } } : {},
  test: { include: ['tests/unit/**/*.test.ts'] },
});
