/** Notification → delivered to a webhook, with the standard ride, at a rate and as fast as it goes. */
import { startFloor } from '../floor.js';
import { type BenchReceiver } from '../receiver.js';
import { startRig } from '../rig.js';
import { type Case, type Row, less, more } from '../row.js';
import { asFastAs, atRate, percentile } from '../stats.js';

const SECONDS = 8;
const BURST = 400;
const ID = /act_(\d{8})/;

/** @returns milliseconds from sending the notice to the end of its delivery, one for each ride. */
async function latencies(
  receiver: BenchReceiver,
  first: number,
  count: number,
  perSecond: number,
  send: (n: number) => Promise<unknown>,
): Promise<number[]> {
  const sentMs = new Map<number, number>();
  const took: number[] = [];
  receiver.reset();
  receiver.onDelivery = (head) => {
    const n = Number(ID.exec(head)?.[1]);
    const sent = sentMs.get(n);
    if (sent === undefined) return;
    took.push(performance.now() - sent);
    sentMs.delete(n);
  };
  await atRate(count, perSecond, (i) => {
    sentMs.set(first + i, performance.now());
    return send(first + i);
  });
  await receiver.reached(count, 60_000);
  return took;
}

async function saturation(receiver: BenchReceiver, first: number, send: (n: number) => Promise<unknown>): Promise<number> {
  receiver.reset();
  const startedMs = performance.now();
  await asFastAs(BURST, 64, (i) => send(first + i));
  await receiver.reached(BURST, 120_000);
  return BURST / ((performance.now() - startedMs) / 1000);
}

export const latency: Case = {
  name: 'latency',
  async run() {
    const rig = await startRig({ users: 200, seconds: 3600 });
    try {
      const rows: Row[] = [];
      // The first rides compile code and open connections.
      await latencies(rig.receiver, 9_000_000, 60, 15, rig.notify);
      const measured = new Map<number, number[]>();
      for (const rate of [20, 50])
        measured.set(rate, await latencies(rig.receiver, rate * 100_000, rate * SECONDS, rate, rig.notify));
      const rate = await saturation(rig.receiver, 7_000_000, rig.notify);
      const floor = await startFloor(rig.targetUrl, rig.provider.url, rig.receiver.url);
      await latencies(rig.receiver, 9_500_000, 60, 15, floor.accept);
      for (const [perSecond, ours] of measured) {
        const bare = await latencies(rig.receiver, perSecond * 100_000 + 50_000, perSecond * SECONDS, perSecond, floor.accept);
        for (const share of [0.5, 0.95, 0.99]) {
          rows.push(
            less(
              `notify → delivered at ${perSecond}/s, p${share * 100}`,
              percentile(ours, share),
              'ms',
              percentile(bare, share),
              'standard ride, 1.8 MB of JSON',
            ),
          );
        }
      }
      rows.push(
        more(
          'notify → delivered, saturation',
          rate,
          'rides/s',
          await saturation(rig.receiver, 8_000_000, floor.accept),
          `${BURST} rides at once`,
        ),
      );
      await floor.close();
      return rows;
    } finally {
      await rig.close();
    }
  },
};
