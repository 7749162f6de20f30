/** `freehub convert` as a person runs it: compiled, in a process of its own, without settings. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { readActivityFile } from '../../../formats/file.js';
import { encodeGpx } from '../../../formats/gpx/encode.js';
import { activitySchema } from '../../../model/terra/activity/activity.js';
import { packageRoot } from '../runtime/package-root.js';
import { TARGET_NAMES } from './convert/target-names.js';

jest.setTimeout(120_000);

const RIDES = join(packageRoot(), 'test', 'fixtures', 'rides');
const OUTDOOR = 'edge1000-short-laps.fit';
const INDOOR = 'edge530-indoor-hrv-laps.fit';

let folder: string;
const path = (...names: readonly string[]): string => join(folder, ...names);
const below = async (name: string): Promise<string[]> =>
  (await readdir(path(name), { recursive: true })).filter((one) => /\.\w+$/.test(one)).sort();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehub-convert-'));
  await mkdir(path('in', 'deep'), { recursive: true });
  await copyFile(join(RIDES, OUTDOOR), path('in', OUTDOOR));
  await copyFile(join(RIDES, INDOOR), path('in', 'deep', INDOOR));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly bytes: Buffer;
}

async function convert(args: readonly string[], input?: Uint8Array): Promise<Ran> {
  const child = spawn(process.execPath, [join(packageRoot(), 'dist', 'apps', 'cli', 'main.js'), 'convert', ...args], {
    cwd: folder,
    // Neither a database nor a data folder: it must not ask for any.
    env: { PATH: process.env['PATH'] },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.end(input);
  await once(child, 'close');
  const bytes = Buffer.concat(out);
  return { code: child.exitCode, out: bytes.toString(), err: Buffer.concat(err).toString(), bytes };
}

const lineSchema = z.strictObject({
  file: z.string(),
  ok: z.boolean(),
  format: z.string().nullable(),
  problem: z.object({ code: z.string().optional(), message: z.string() }).nullable(),
  recordings: z.array(
    z.strictObject({
      output: z.string().nullable(),
      problem: z.object({ code: z.string().optional() }).nullable(),
      sport: z.string(),
      start_time: z.string(),
      utc_offset_seconds: z.number().nullable(),
      elapsed_seconds: z.number().nullable(),
      distance_meters: z.number().nullable(),
      samples: z.int(),
      findings: z.array(z.object({ code: z.string(), message: z.string() })),
    }),
  ),
});
const linesOf = (text: string): z.output<typeof lineSchema>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)));

describe('freehub convert', () => {
  it("makes Terra's JSON of a file, and tells what it was", async () => {
    const ran = await convert([`in/${OUTDOOR}`, '-o', 'ride.json']);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toBe(`in/${OUTDOOR} -> ride.json  Biking  2020-06-01 16:52:40 +02:00  1 min 53 s  668 m  96 samples\n`);
    // With our own block besides, the only thing that Terra's model has not.
    const written = z.looseObject({ freehub: z.unknown() }).parse(JSON.parse(await readFile(path('ride.json'), 'utf8')));
    const model = Object.fromEntries(Object.entries(written).filter(([key]) => key !== 'freehub'));
    expect(activitySchema.parse(model).distance_data?.summary.distance_meters).toBe(668.19);
  });

  it('converts a folder to every format, and what is read back is the same ride', async () => {
    for (const to of TARGET_NAMES) {
      const { code, out, err } = await convert(['in', '--to', to, '-o', to]);
      if (to === 'gpx') {
        expect([code, err]).toEqual([1, expect.stringContaining('GPX_NO_POSITION')]);
        expect(out).toContain('1 of 2 files converted');
        expect(await below(to)).toEqual(['edge1000-short-laps.gpx']);
      } else {
        expect([code, err]).toEqual([0, '']);
        expect(await below(to)).toHaveLength(2);
      }
      if (to === 'fhir') continue;
      const [{ recordings: [recording] } = { recordings: [] }] = linesOf(
        (await convert([to, '--dry-run', '--json', '-o', 'x'])).out,
      ).slice(-1);
      expect(recording).toMatchObject({ samples: 96, problem: null });
    }
    const bundle = JSON.parse(await readFile(path('fhir', 'edge1000-short-laps.fhir.json'), 'utf8')) as { type: string };
    expect(bundle.type).toBe('collection');
  });

  it('gives the same bytes every time', async () => {
    for (const to of TARGET_NAMES) {
      const [one, two] = [
        await convert(['-', '--to', to, '-o', '-'], await readFile(path('in', OUTDOOR))),
        await convert([`in/${OUTDOOR}`, '--to', to, '-o', '-']),
      ];
      expect(one.bytes.length).toBeGreaterThan(1000);
      expect(one.bytes.equals(two.bytes)).toBe(true);
    }
  });

  it('reads standard input and packed files, and tells beside standard output', async () => {
    const ran = await convert(['-', '--to', 'gpx', '-o', '-'], gzipSync(await readFile(path('in', OUTDOOR))));
    expect(ran.code).toBe(0);
    expect(ran.err).toContain('standard input -> -  Biking');
    expect(readActivityFile(ran.bytes)).toMatchObject({ format: 'gpx' });
  });

  it('goes on after bad files, with the reason for each and exit code 1', async () => {
    await writeFile(path('in', 'a.gpx'), '<gpx><trk></gpx>');
    await writeFile(path('in', 'b.fit'), '<!doctype html><html>');
    await writeFile(path('in', 'c.tcx.gz'), new Uint8Array());
    await writeFile(path('in', 'notes.txt'), 'left alone');
    await writeFile(path('in', '.hidden.fit'), 'left alone');
    await symlink('..', path('in', 'deep', 'circle'));
    const { code, out, err } = await convert(['in', '-o', 'out/']);
    expect(code).toBe(1);
    expect(err.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^freehub: in\/a\.gpx: .*line 1, column 16.*\(XML_BROKEN\)$/),
      expect.stringMatching(/^freehub: in\/b\.fit: .*HTML page.*\(FILE_UNKNOWN\)$/),
      expect.stringMatching(/^freehub: in\/c\.tcx\.gz: .*empty.*\(FILE_EMPTY\)$/),
    ]);
    expect(out).toContain('2 of 5 files converted; 1 of other kinds left alone');
    expect(await below('out')).toEqual(['deep/edge530-indoor-hrv-laps.json', 'edge1000-short-laps.json']);
  });

  it('overwrites only when it may, and never what it reads', async () => {
    await writeFile(path('ride.json'), 'mine');
    const refused = await convert([`in/${OUTDOOR}`, '-o', 'ride.json']);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('ride.json is there already: --force')]);
    expect(await readFile(path('ride.json'), 'utf8')).toBe('mine');
    expect((await convert([`in/${OUTDOOR}`, '-o', 'ride.json', '--dry-run', '--force'])).code).toBe(0);
    expect(await readFile(path('ride.json'), 'utf8')).toBe('mine');
    expect((await convert([`in/${OUTDOOR}`, '-o', 'ride.json', '--force'])).code).toBe(0);
    expect(await readFile(path('ride.json'), 'utf8')).toContain('"metadata"');
    const itself = await convert(['in', '-o', 'in', '--to', 'fit', '--force']);
    expect([itself.code, itself.err]).toEqual([1, expect.stringContaining('is an input of this very run')]);
    expect(await readFile(path('in', OUTDOOR))).toEqual(await readFile(join(RIDES, OUTDOOR)));
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('names several recordings of one file, and files of one stem, apart', async () => {
    const [recording] = readActivityFile(await readFile(path('in', OUTDOOR))).recordings;
    if (!recording) throw new Error('nothing');
    const gpx = Buffer.from(encodeGpx(recording)).toString();
    const track = /<trk>[\s\S]*<\/trk>/.exec(gpx)?.[0] ?? '';
    await writeFile(path('in', 'edge1000-short-laps.gpx'), gpx.replace(track, track + track));
    expect((await convert(['in', '-o', 'out'])).code).toBe(0);
    expect(await below('out')).toEqual([
      'deep/edge530-indoor-hrv-laps.json',
      'edge1000-short-laps-2.json',
      'edge1000-short-laps.gpx.json',
      'edge1000-short-laps.json',
    ]);
    expect((await convert(['in/edge1000-short-laps.gpx', '-o', 'two.json'])).code).toBe(0);
    expect((await readdir(folder)).filter((name) => name.startsWith('two'))).toEqual(['two-2.json', 'two.json']);
    expect((await convert(['in/edge1000-short-laps.gpx', '-o', '-'])).err).toContain('holds 2 recordings');
  });

  it('says the same of a folder that is converted into itself again, and reads nothing that it wrote', async () => {
    const first = await convert(['in', '-o', 'in']);
    expect([first.code, first.out]).toEqual([0, expect.stringContaining('2 of 2 files converted\n')]);
    const written = await below('in');
    for (const flags of [[], ['--dry-run']]) {
      const again = await convert(['in', '-o', 'in', ...flags]);
      expect([again.code, again.out]).toEqual([
        1,
        expect.stringMatching(/^0 of 2 files .*; 2 that this run would write left alone$/m),
      ]);
      expect(again.err.trimEnd().split('\n')).toEqual([
        expect.stringContaining('edge530-indoor-hrv-laps.json is there already: --force'),
        expect.stringContaining('edge1000-short-laps.json is there already: --force'),
      ]);
    }
    expect(await below('in')).toEqual(written);
    const forced = await convert(['in', '-o', 'in', '--force']);
    expect([forced.code, forced.err]).toEqual([1, expect.stringContaining('lies among the files that are read')]);
  });

  it('shows names of files as they are written, whatever is in them', async () => {
    await mkdir(path('odd'));
    await writeFile(path('odd', 'a\n\u001b[31mb.gpx'), 'x');
    await copyFile(join(RIDES, OUTDOOR), path('odd', 'c\u001b]0;d.fit'));
    const { out, err } = await convert(['odd', '-o', 'out']);
    expect(err).toContain(String.raw`freehub: odd/a\n\x1b[31mb.gpx: `);
    expect(out).toContain(String.raw`odd/c\x1b]0;d.fit -> out/c\x1b]0;d.json`);
    expect((out + err).includes('\u001b')).toBe(false);
    expect((await convert(['no\u001b', '-o', 'x'])).err).toContain(String.raw`no\x1b: cannot be opened`);
  });

  it('says of a name that is not UTF-8 what to do', async () => {
    await copyFile(path('in', OUTDOOR), Buffer.concat([Buffer.from(path('in', 'Z')), Buffer.of(0xfc), Buffer.from('rich.fit')]));
    const { code, err, out } = await convert(['in', '-o', 'out']);
    expect([code, err]).toEqual([1, 'freehub: in/Z\uFFFDrich.fit: cannot be read: its name is not UTF-8. Rename it\n']);
    expect(out).toContain('2 of 3 files converted');
  });

  it('goes on after a folder that cannot be looked into, and after one that cannot be written to', async () => {
    await mkdir(Buffer.concat([Buffer.from(path('in', 'Z')), Buffer.of(0xfc), Buffer.from('rich')]));
    const { code, err, out } = await convert(['in', '-o', 'out']);
    expect([code, err]).toEqual([1, 'freehub: in/Z\uFFFDrich: cannot be read: its name is not UTF-8. Rename it\n']);
    expect(out).toContain('2 of 3 files converted');
    const under = await convert([join('in', OUTDOOR), '-o', join('in', OUTDOOR, 'x.json')]);
    expect([under.code, under.err]).toEqual([
      1,
      `freehub: in/${OUTDOOR}: in/${OUTDOOR}/x.json cannot be written: in/${OUTDOOR} is a file\n`,
    ]);
  });

  it.each([[], ['--force']])('writes into a pipe, which stays one (%j)', async (...options) => {
    await promisify(execFile)('mkfifo', [path('pipe')]);
    const reader = readFile(path('pipe'));
    const { code } = await convert([join('in', OUTDOOR), '-o', 'pipe', ...options]);
    expect(code).toBe(0);
    expect(readActivityFile(await reader).format).toBe('terra');
    expect((await stat(path('pipe'))).isFIFO()).toBe(true);
  });

  it('counts links that lead nowhere, pipes and devices among what it left alone', async () => {
    await symlink('nowhere.fit', path('in', 'link.fit'));
    await symlink('/dev/null', path('in', 'null.fit'));
    await promisify(execFile)('mkfifo', [path('in', 'pipe.fit')]);
    await symlink('deep', path('in', 'circle.fit'));
    const { code, out } = await convert(['in', '-o', 'out']);
    expect([code, out]).toEqual([0, expect.stringContaining('2 of 2 files converted; 3 of other kinds left alone')]);
  });

  it('gives up a file that takes too long', async () => {
    const { code, err } = await convert([`in/${OUTDOOR}`, '-o', 'ride.json', '--timeout', '0.001']);
    expect([code, err]).toEqual([1, expect.stringContaining('FILE_TOO_SLOW')]);
  });

  it('tells wrong use in one sentence', async () => {
    expect(await convert(['nothing.fit', '-o', 'x'])).toMatchObject({ code: 1, err: 'freehub: nothing.fit: cannot be opened\n' });
    expect((await convert(['in', '-o', '-'])).err).toContain('only one file');
    expect((await convert(['in', '-o', `in/${OUTDOOR}`])).err).toContain('need a folder');
    expect((await convert([`in/${OUTDOOR}`])).err).toContain('--output');
    expect((await convert(['in', '-o', 'x', '--to', 'kml'])).err).toContain('terra, fit, fhir, gpx, tcx');
    expect((await convert(['in', '-o', 'x', '--timeout', 'soon'])).err).toContain('--timeout');
    await mkdir(path('none'));
    expect((await convert(['none', '-o', 'x'])).err).toContain('there is no FIT, GPX, TCX or JSON file in none');
    const help = await convert(['--help']);
    expect([help.code, help.out]).toEqual([0, expect.stringContaining('freehub convert rides/ --to fhir')]);
  });
});
