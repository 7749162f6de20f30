/** Builds the dashboard into dist/dashboard. Nothing is loaded from other hosts and nothing is inline: the api's CSP forbids both. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: '/dashboard/',
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: here('../../dist/dashboard'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2023',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 800,
    // Components say "use client" for servers that render: there is none here.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
  // `npx vite apps/dashboard` while working on it, beside a server started by `freehub up`.
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: { '/admin': 'http://127.0.0.1:8080', '/connect': 'http://127.0.0.1:8080', '/docs': 'http://127.0.0.1:8080' },
  },
});
