import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { freePort } from '../../cli/runtime/ports.js';
import { TemporalLink } from './temporal-link.js';

it('a link to a server that is away is closed at once, though it is still being opened', async () => {
  const link = new TemporalLink({ address: `127.0.0.1:${await freePort()}`, namespace: 'default', connectMs: 300_000 });
  const opening = link.client().then(
    () => 'open',
    () => 'refused',
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  await link.close();
  expect(await opening).toBe('refused');
});

it('nothing of it keeps the process up until the server would be given up', async () => {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const hooks = new URL('../../../test/support/typescript-hooks.ts', import.meta.url).href;
  const script = `
    const { TemporalLink } = await import('./temporal-link.ts');
    const link = new TemporalLink({ address: '127.0.0.1:${await freePort()}', namespace: 'default', connectMs: 300_000 });
    link.client().catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await link.close();
    process.stdout.write('closed');`;
  const child = spawn(process.execPath, ['--import', hooks, '--input-type=module', '--eval', script], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  expect(await ended).toEqual([0, null]);
});
