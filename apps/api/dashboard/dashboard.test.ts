import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type TestApi, startTestApi } from '../../../test/support/api.js';
import { loadSettings } from '../../../settings/load.js';
import { createApi } from '../create-api.js';

const SCRIPT = 'console.log("dashboard")';
let api: TestApi;
let app: NestFastifyApplication;
let root = '';
let folder = '';
beforeAll(async () => {
  [api, root] = await Promise.all([startTestApi(), mkdtemp(join(tmpdir(), 'freehub-dashboard-'))]);
  folder = join(root, 'built');
  app = await createApi(loadSettings(process.env), folder);
  app.useLogger(false);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
}, 120_000);
afterAll(async () => {
  await app.close();
  await api.close();
  await rm(root, { recursive: true });
});

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers });

async function build(): Promise<void> {
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(root, 'secret.txt'), 'secret');
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style><script type="module" src="/dashboard/assets/index-1a2b.js"></script>',
  );
  await writeFile(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const script = join(folder, 'assets', 'index-1a2b.js');
  await writeFile(script, SCRIPT);
  await writeFile(`${script}.br`, brotliCompressSync(SCRIPT));
  await writeFile(`${script}.gz`, gzipSync(SCRIPT));
}

describe('the dashboard', () => {
  it('says how it is built while it is not, and is there as soon as it is', async () => {
    const missing = await get('/dashboard/');
    expect([missing.statusCode, missing.headers['content-type']]).toEqual([503, 'text/html; charset=utf-8']);
    expect(missing.body).toContain('npm run build');
    expect((await get('/dashboard/assets/index-1a2b.js')).statusCode).toBe(404);
    await build();
    expect((await get('/dashboard/')).statusCode).toBe(200);
  });

  it('answers every page with the first one, under a policy with a nonce of its own', async () => {
    const nonces = new Set<string>();
    for (const path of ['/dashboard/', '/dashboard/connections', '/dashboard/env/demo/rides/abc?tab=map', '/dashboard/a/b.c/d']) {
      const { statusCode, headers, body } = await get(path);
      expect([path, statusCode, headers['cache-control']]).toEqual([path, 200, 'no-store']);
      const policy = String(headers['content-security-policy']);
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
      nonces.add(nonce);
      expect(body.split(nonce)).toHaveLength(3);
      expect(body).not.toContain('__CSP_NONCE__');
      expect(policy.replace(nonce, 'N')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-N'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'",
      );
      expect(policy).not.toContain('unsafe');
    }
    expect(nonces.size).toBe(4);
  });

  it('is at /dashboard/', async () => {
    const { statusCode, headers } = await get('/dashboard');
    expect([statusCode, headers.location]).toEqual([308, '/dashboard/']);
    for (const path of ['/', '/admin']) expect((await get(path)).body).toContain('href="/dashboard/"');
  });

  it('has files that are kept for a year, compressed beforehand', async () => {
    const plain = await get('/dashboard/assets/index-1a2b.js');
    expect([plain.statusCode, plain.body]).toEqual([200, SCRIPT]);
    expect(plain.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': expect.stringContaining('javascript'),
      'x-content-type-options': 'nosniff',
    });
    for (const encoding of ['br', 'gzip']) {
      const { headers } = await get('/dashboard/assets/index-1a2b.js', { 'accept-encoding': encoding });
      expect(headers).toMatchObject({
        'content-encoding': encoding,
        'content-type': expect.stringContaining('javascript'),
        vary: expect.stringMatching(/accept-encoding/i),
      });
    }
  });

  it('has its icon beside the first page', async () => {
    const icon = await get('/dashboard/favicon.svg');
    expect([icon.statusCode, icon.headers['content-type'], icon.headers['cache-control']]).toEqual([
      200,
      'image/svg+xml',
      'public, max-age=86400',
    ]);
    expect((await get('/favicon.ico')).statusCode).toBe(204);
  });

  it('gives nothing else away', async () => {
    for (const path of ['none-1.js', '../../secret.txt', '..%2f..%2fsecret.txt', '%2e%2e/%2e%2e/secret.txt']) {
      const { statusCode, body } = await get(`/dashboard/assets/${path}`);
      expect([path, statusCode >= 400, body.includes('secret\n') || body === 'secret']).toEqual([path, true, false]);
    }
    expect((await get('/dashboard/secret.txt')).statusCode).toBe(404);
    expect((await app.inject({ method: 'POST', url: '/dashboard/' })).statusCode).toBe(404);
  });
});
