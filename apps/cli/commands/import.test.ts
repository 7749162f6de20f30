import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeFit } from '../../../formats/fit/encode-recording.js';
import { encodeGpx } from '../../../formats/gpx/encode.js';
import { longRide } from '../../../formats/recording/testing/long-ride.js';
import type { ConnectionId } from '../../../model/ids.js';
import { type TestApi, startTestApi } from '../../../test/support/api.js';
import { insidersConfig, seedConnection } from '../../api/admin/seed.fixture.js';
import { typed } from '../cli.fixture.js';

let api: TestApi;
let rider: ConnectionId;
let folder = '';
beforeAll(async () => {
  [api, folder] = await Promise.all([startTestApi(), mkdtemp(join(tmpdir(), 'freehub-cli-'))]);
  await api.listen();
  const { body } = await api.admin('POST', '/environments', { dev_id: 'club' });
  await api.admin('PUT', '/environments/club/providers/INSIDERS', { config: insidersConfig() });
  rider = await seedConnection(api.db, body['id'], { referenceId: 'rider-1' });
}, 120_000);
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

const freehub = (...line: readonly string[]) => typed(line);
const stored = async (): Promise<number> => {
  const { rows } = await api.db.query<{ count: string }>(`SELECT count(*) FROM record WHERE connection_id = $1`, [rider]);
  return Number(rows[0]?.count);
};
const DAY_MICROS = 86_400_000_000;
const ride = (day: number) => ({ ...longRide(120), startMicros: longRide(1).startMicros + day * DAY_MICROS });

describe('freehub import', () => {
  let rides = '';
  beforeAll(async () => {
    rides = join(folder, 'rides');
    await mkdir(join(rides, 'older'), { recursive: true });
    await writeFile(join(rides, 'a.fit'), encodeFit(ride(0)));
    await writeFile(join(rides, 'older', 'b.gpx.gz'), gzipSync(encodeGpx(ride(-7))));
    await writeFile(join(rides, 'notes.txt'), 'legs were heavy');
  });

  it('reads all files below a folder and sends none, when it is dry', async () => {
    const { code, out, err } = await freehub('import', 'rider-1', rides, '--dry-run');
    expect([code, err, out.split('\n').length]).toEqual([0, '', 3]);
    expect(out).toContain('2 of 2 files can be read.');
    expect(await stored()).toBe(0);
  });

  it('stores what is new, once', async () => {
    const first = await freehub('import', 'rider-1', rides);
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out).toMatch(/a\.fit -> file-[0-9a-f]{32} {2}2026-09-30T07:02:11 {2}120 samples {2}new/);
    expect(first.out).toContain('2 of 2 files imported.');
    const second = await freehub('import', rider, rides);
    expect([second.code, second.out.match(/there already/g)]).toEqual([0, ['there already', 'there already']]);
    expect(await stored()).toBe(2);
  });

  it('tells of a ride at the same time, and of what is odd', async () => {
    const path = join(folder, 'same.fit');
    const cut = encodeFit({ ...ride(0), type: 1 });
    await writeFile(path, cut.subarray(0, cut.length - 40));
    const { code, out } = await freehub('import', 'rider-1', path);
    expect(code).toBe(0);
    expect(out).toMatch(/FILE_TRUNCATED: /);
    expect(out).toMatch(/at the same time as file-[0-9a-f]{32}/);
  });

  it('imports the good files beside a bad one, and fails', async () => {
    const [bad, good] = [join(folder, 'bad.fit'), join(folder, 'good.fit')];
    await writeFile(bad, '<!doctype html><html>');
    await writeFile(good, encodeFit(ride(9)));
    const before = await stored();
    const { code, out, err } = await freehub('import', 'rider-1', bad, good);
    expect(code).toBe(1);
    expect(err).toMatch(/bad\.fit: .*HTML page.* \(FILE_UNKNOWN\)$/m);
    expect(err).toContain('1 of 2 files failed');
    expect(out).toMatch(/good\.fit -> .* new/);
    expect(await stored()).toBe(before + 1);
    const dry = await freehub('import', 'rider-1', bad, good, '--dry-run');
    expect([dry.code, dry.out]).toEqual([1, expect.stringContaining('1 of 2 files can be read.')]);
    const { out: json } = await freehub('import', 'rider-1', bad, good, '--json');
    expect(JSON.parse(json)).toMatchObject([
      { file: bad, ok: false, problem: { code: 'FILE_UNKNOWN', message: expect.stringContaining('HTML page') } },
      { file: good, ok: true, changed: 0, activities: [{ samples: 120 }] },
    ]);
  });

  it('stops where the next file would fail as well', async () => {
    expect((await freehub('import', 'nobody', rides)).err).toContain('nobody');
    expect((await freehub('import', 'rider-1', join(folder, 'missing.fit'))).err).toContain('missing.fit');
    await mkdir(join(folder, 'empty'));
    expect(await freehub('import', 'rider-1', join(folder, 'empty'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('no FIT'),
    });
  });
});
