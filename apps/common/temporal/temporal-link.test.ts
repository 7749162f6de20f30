import { expect, it } from '@jest/globals';
import { freePort } from '../../cli/runtime/ports.js';
import { TemporalLink } from './temporal-link.js';

it('a link to a server that is away is closed at once, though it is still being opened', async () => {
  const link = new TemporalLink({ address: `127.0.0.1:${await freePort()}`, namespace: 'default' });
  const opening = link.client().then(
    () => 'open',
    () => 'refused',
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  const begun = performance.now();
  await link.close();
  expect(performance.now() - begun).toBeLessThan(4_000);
  expect(await opening).toBe('refused');
});
