import { startSandbox } from '../../../apps/sandbox/server.js';
import { providerContract } from '../../kit/contract.js';
import type { RawPart } from '../../kit/items.js';
import { EVER, kind, LiveRig } from './sandbox.fixture.js';
import { writeSession } from './session-part.js';

/** On as many days: more than the month of one page. */
const RIDES = 40;
const start = Date.UTC(2026, 8, 30, 17, 2, 11);
const ref = { type: 'activity', id: '0'.repeat(32), revision: null } as const;
const session = writeSession({
  device: { id: '22001', name: 'Recorder', serial_number: 'SBX1' },
  range: { start_ms: start, stop_ms: start + 60_000 },
  blocks: [
    { start_ms: start, stop_ms: start + 20_000 },
    { start_ms: start + 30_000, stop_ms: start + 60_000 },
  ],
  assignment: { start_ms: start - 1, stop_ms: null },
  recorded_ms: 50_000,
  activity_type: 53,
});
const samples = (extra: object, rows = 100): Uint8Array =>
  Buffer.from(
    JSON.stringify({
      count: rows,
      page: 1,
      next: null,
      previous: null,
      results: Array.from({ length: rows }, (_, i) => ({ 'gnss.timestamp': start + i * 100, ...extra })),
    }),
  );
const whole = {
  'gnss.latitude': 47.37,
  'gnss.longitude': 8.54,
  'gnss.altitude': 400.5,
  'gnss.speed': 4.2,
  'ecg.hr': 150,
  'pwr.pwr_cadence': 30,
  'pwr.pwr_instantpower': 250,
  'device.Bat_lvl': 90,
};
const partsOf = (...pages: Uint8Array[]): RawPart[] => [
  { part: 'session', bytes: session },
  ...pages.map((bytes, i) => ({ part: `samples-${i}`, bytes })),
];

providerContract({
  name: 'Insiders live against the sandbox',
  kind,
  sign: null,
  notification: Buffer.alloc(0),
  fixtures: [
    { name: 'two pages with all sensors', ref, parts: partsOf(samples(whole), samples(whole)) },
    { name: 'a heart rate and nothing else', ref, parts: partsOf(samples({ 'ecg.hr': 150 })) },
    { name: 'rows that say nothing', ref, parts: partsOf(samples({ 'gnss.latitude': null }, 3)) },
  ],
  async make() {
    const rig = await LiveRig.open(await startSandbox({ port: 0, riders: 1, days: 0, limits: null }));
    for (let day = 0; day < RIDES; day++)
      await rig.ride({ minutes: 10, startedAt: new Date(Date.UTC(2026, 0, 1 + day, 10)).toISOString() });
    const query = { assignments: [{ deviceId: rig.device, range: EVER }], held: [] };
    const items: { id: string; atMs: number; locator: string }[] = [];
    for (let cursor: string | null = null, more = true; more;) {
      const range = { startMs: Date.UTC(2026, 0), endMs: Date.UTC(2026, 3) };
      const page = await rig.bound.list(
        rig.tokens.accessToken,
        { type: 'activity', by: 'happened', range, cursor, ...query },
        rig.io,
      );
      for (const { id, locator = '' } of page.refs) items.push({ id, atMs: startOf(locator), locator });
      cursor = page.cursor;
      more = cursor !== null;
    }
    if (items.length !== RIDES) throw new Error(`${items.length} sessions are listed of ${RIDES} rides`);
    const first = items[0];
    if (first === undefined) throw new Error('nothing is listed');
    return {
      config: rig.config,
      io: rig.io,
      tokens: rig.tokens,
      type: 'activity',
      items,
      query,
      absent: { ...ref, locator: first.locator.replace(rig.device, '99999') },
      retryAfterMs: 7000,
      async sabotage(name) {
        await rig.control.control('POST', '/faults', { name, ...(name === 'rate_limited' ? { retryAfterSeconds: 7 } : {}) });
      },
      async mend() {
        await rig.control.control('DELETE', '/faults');
      },
      dispose: () => rig.close(),
    };
  },
});

function startOf(locator: string): number {
  const { range } = JSON.parse(locator) as { range: { startMs: number } };
  return range.startMs;
}
