/** What operators who watch cost: a backlog worked off with and without open streams of the desk, in turns. */
import { Client } from 'undici';
import { type Rig, startRig } from '../rig.js';
import { type Case, more } from '../row.js';
import { BACKLOG, backlog } from './drain.js';

const STREAMS = 10;
const ROUNDS = 3;

/** Opens the streams and reads them as they come. @returns ends them */
async function watch(rig: Rig): Promise<() => Promise<void>> {
  const clients = Array.from({ length: STREAMS }, () => new Client(rig.apiUrl));
  const bytes = { read: 0 };
  for (const client of clients) {
    const { statusCode, body } = await client.request({
      method: 'GET',
      path: '/admin/environments/bench/live',
      headers: rig.adminHeaders,
    });
    if (statusCode !== 200) throw new Error(`the stream answered ${statusCode}`);
    // Cut at the end, which is an error to the reader.
    body.on('error', () => undefined).on('data', (chunk: Buffer) => void (bytes.read += chunk.length));
  }
  return async () => {
    await Promise.all(clients.map((client) => client.destroy()));
    if (bytes.read === 0) throw new Error('the streams said nothing');
  };
}

const best = (values: readonly number[]): number => Math.max(...values);

export const live: Case = {
  name: 'live',
  async run() {
    const rig = await startRig({ users: 1, seconds: 60 });
    try {
      const round = async (): Promise<number> => {
        await rig.clear();
        return backlog(rig, rig.webhook, () => Promise.resolve(rig.receiver.count));
      };
      await round();
      const [alone, watched]: [number[], number[]] = [[], []];
      for (let n = 0; n < ROUNDS; n++) {
        alone.push(await round());
        const end = await watch(rig);
        watched.push(await round());
        await end();
      }
      return [
        more(
          `drain to a webhook, ${STREAMS} streams open`,
          best(watched),
          'deliveries/s',
          best(alone),
          `${BACKLOG} due, best of ${ROUNDS} in turns (${watched.map(Math.round).join(', ')}); floor: without streams (${alone.map(Math.round).join(', ')})`,
        ),
      ];
    } finally {
      await rig.close();
    }
  },
};
