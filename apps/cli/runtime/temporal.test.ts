import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { until } from '../../../test/support/until.js';
import { freePort } from './ports.js';
import { builtTemporal, buildTemporal } from './temporal-build.js';
import { downloadTemporal, isNewEnough } from './temporal-cli.js';
import { cacheFolder, startTemporal, temporalCommand } from './temporal.js';

// The very first run on a machine builds Temporal.
jest.setTimeout(900_000);

const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehub-temporal-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('isNewEnough', () => {
  it.each([
    ['temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)', true],
    ['temporal version 1.5.1 (Server 1.29.1, UI 2.41.0)', true],
    ['temporal version 1.3.0 (Server 1.27.1, UI 2.36.0)', false],
    ['temporal version 2.0.0 (Server 2.0.0)', true],
    ['tctl 1.18', false],
  ])('%s: %s', (text, expected) => {
    expect(isNewEnough(text)).toBe(expected);
  });
});

describe('temporalCommand', () => {
  const options = { port: 1, uiPort: 0, database: 'a.db', namespace: 'default', logFile: '' };

  it('speaks to the official command', () => {
    expect(temporalCommand({ ...options, program: { kind: 'cli', program: 'temporal' } }).join(' ')).toBe(
      'temporal server start-dev --ip 127.0.0.1 --port 1 --headless --db-filename a.db --namespace default --log-level error ' +
        '--search-attribute FreehubEnvironment=Keyword --search-attribute FreehubProvider=Keyword --search-attribute FreehubStatus=Keyword --dynamic-config-value matching.enableFairness=true',
    );
  });
});

describe('downloadTemporal', () => {
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  let server: Server;
  let source: { baseUrl: string; archives: Record<string, string> };

  // A release server with a small archive in the form of the real one, behind a redirect as GitHub's is.
  beforeAll(async () => {
    await writeFile(join(folder, 'temporal'), '#!/bin/sh\necho "temporal version 1.9.1 (Server 1.32.0)"\n');
    await chmod(join(folder, 'temporal'), 0o755);
    await run('tar', ['-czf', 'release.tar.gz', 'temporal'], { cwd: folder });
    const archive = await readFile(join(folder, 'release.tar.gz'));
    server = createServer((request, response) => {
      if (request.url?.startsWith('/release/') === true) response.writeHead(302, { location: '/files/it' }).end();
      else response.end(archive);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    source = {
      baseUrl: `http://127.0.0.1:${port}/release`,
      archives: { [platform]: createHash('sha256').update(archive).digest('hex') },
    };
  });

  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  it('unpacks what has the pinned checksum', async () => {
    const program = await downloadTemporal(join(folder, 'good'), undefined, source);
    expect((await run(program ?? '', ['--version'])).stdout).toContain('Server 1.32.0');
    expect(await readdir(join(folder, 'good'))).toEqual(['temporal-cli-1.9.1']);
  });

  it('keeps nothing that has another', async () => {
    const other = { ...source, archives: { [platform]: '0'.repeat(64) } };
    expect(await downloadTemporal(join(folder, 'bad'), undefined, other)).toBeNull();
    await expect(readdir(join(folder, 'bad'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('bears a network that leads nowhere', async () => {
    const closed = { ...source, baseUrl: `http://127.0.0.1:${await freePort()}` };
    expect(await downloadTemporal(join(folder, 'none'), undefined, closed)).toBeNull();
  });
});

describe('our own server', () => {
  let program: string;

  beforeAll(async () => {
    const built = await builtTemporal(cacheFolder());
    if (!built.exists) await buildTemporal(built.program, () => undefined);
    program = built.program;
  });

  const startOn = (database: string, ports: { port: number; uiPort: number }) =>
    startTemporal({
      program: { kind: 'own', program },
      ...ports,
      database,
      namespace: 'default',
      logFile: join(folder, 'temporal.log'),
    });

  it('serves the namespace and the web UI, and stops when asked', async () => {
    const temporal = await startOn(join(folder, 'a.db'), { port: await freePort(), uiPort: await freePort() });
    // The page comes a moment after the server, on a busy machine a second.
    expect(await until('the web UI', async () => (await fetch(temporal.uiUrl ?? '')).status)).toBe(200);
    await temporal.stop();
    expect(await temporal.child.exited).toEqual({ code: 0, signal: null, wanted: true });
  });

  it('says which port is taken', async () => {
    const temporal = await startOn(join(folder, 'b.db'), { port: await freePort(), uiPort: 0 });
    const port = Number(temporal.address.split(':')[1]);
    await expect(run(program, ['-port', String(port), '-ui-port', '0', '-db', join(folder, 'c.db')])).rejects.toMatchObject({
      code: 1,
      stderr: `temporal: port ${port} is taken; choose another with -port\n`,
    });
    await temporal.stop();
  });

  it.each([
    ['a file that is no database', ['-db', 'no.db'], /no\.db is not a SQLite database/],
    ['a folder that is not there', ['-db', 'nowhere/x.db'], /nowhere\/x\.db cannot be created/],
    ['a wrong attribute type', ['-search-attribute', 'A=Word'], /"Word" is not a type; use Keyword/],
    ['a stray word', ['serve'], /"serve" is not a flag/],
    [
      'a PostgreSQL that is not there',
      ['-db', 'postgres://me:hidden@127.0.0.1:1'],
      /^temporal: PostgreSQL at 127\.0\.0\.1:1 cannot be used: (?!.*hidden)/,
    ],
  ])('refuses %s', async (_, flags, expected) => {
    await writeFile(join(folder, 'no.db'), 'this is text');
    const ports = ['-port', String(await freePort()), '-ui-port', '0'];
    await expect(run(program, [...ports, ...flags], { cwd: folder })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(expected),
    });
  });
});
