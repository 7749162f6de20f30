/** A run over all inputs: some at once in threads, told and written in their order. */
import { resolve } from 'node:path';
import { Problem } from '../../../../model/problem.js';
import type { Cli } from '../../cli.js';
import { type Input, STANDARD_STREAM, inputsOf } from '../../files/inputs.js';
import { toStandardOutput } from '../../files/standard-output.js';
import { bytesOf } from '../../files/read-input.js';
import { printable } from '../../output/printable.js';
import { Converter } from './converter.js';
import type { Converted, Outcome } from './job.js';
import { OutputNames, destinationOf, isThere, madeBefore, writeWhole } from './outputs.js';
import { type FileReport, type Written, failed, tellPeople, toldAsJson } from './report.js';
import type { Target } from './target-names.js';
import { EXTENSIONS } from './targets.js';

export interface ConvertOptions {
  readonly to: Target;
  readonly out: string;
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly timeoutSeconds: number;
}

/**
 * @returns how many files failed; each has been told, and all the others were done
 * @throws Problem for what concerns the whole run; canceled
 */
export async function convertAll(cli: Cli, given: readonly string[], options: ConvertOptions): Promise<number> {
  const { inputs: found, folders, skipped } = await inputsOf(given, options.out);
  if (found.length === 0)
    throw new Problem('missing', `there is no FIT, GPX, TCX or JSON file in ${printable(given.join(', '))}`);
  const toStream = options.out === STANDARD_STREAM;
  if (toStream && found.length > 1) throw new Problem('payload', '-o -: only one file can go to standard output');
  const destination = toStream ? { file: STANDARD_STREAM } : await destinationOf(options.out, folders || found.length > 1);
  const names = new OutputNames(destination, EXTENSIONS[options.to]);
  const made = 'folder' in destination ? madeBefore(found, destination.folder, EXTENSIONS[options.to]) : new Set<Input>();
  const inputs = found.filter((input) => !made.has(input));
  const say = toStream ? cli.err.bind(cli) : cli.out.bind(cli);
  const draw = toStream || options.json || inputs.length === 1 ? null : cli.draw;
  const writer = new Writer(names, options, pathsOf(inputs), pathsOf(made));
  const converter = new Converter(options.timeoutSeconds * 1000, cli.signal);
  let done = 0;
  let bad = 0;
  try {
    for await (const [input, outcome] of inOrder(inputs, converter.threads, (one) => outcomeOf(one, converter, options.to))) {
      const report = await writer.write(input, outcome);
      done++;
      if (failed(report)) bad++;
      draw?.('');
      if (options.json) say(toldAsJson(report));
      else tellPeople(report, say, cli.err.bind(cli));
      draw?.(`${done} of ${inputs.length} files`);
    }
  } finally {
    draw?.('');
    await converter.close();
  }
  const left = skipped > 0 ? `; ${skipped} of other kinds left alone` : '';
  const again = made.size > 0 ? `; ${made.size} that this run would write left alone` : '';
  if (inputs.length > 1 && !options.json)
    say(`${done - bad} of ${inputs.length} files ${options.dryRun ? 'can be ' : ''}converted${left}${again}`);
  return bad;
}

/** As many at once as `width`; the next begins when the oldest is taken, so results never pile up. */
async function* inOrder<In, Out>(
  items: readonly In[],
  width: number,
  work: (item: In) => Promise<Out>,
): AsyncGenerator<[In, Out]> {
  const running: [In, Promise<Out>][] = [];
  for (const item of items) {
    const one = work(item);
    // Awaited further down; until then a failure must not count as unhandled.
    one.catch(() => undefined);
    running.push([item, one]);
    if (running.length < width) continue;
    const [oldest] = running.splice(0, 1);
    if (oldest) yield [oldest[0], await oldest[1]];
  }
  for (const [item, one] of running) yield [item, await one];
}

const nothing = (problem: Problem): Outcome => ({ format: null, recordings: [], problem: problem.toJSON() });

async function outcomeOf(input: Input, converter: Converter, target: Target): Promise<Outcome> {
  try {
    return await converter.run({ bytes: await bytesOf(input), target });
  } catch (error) {
    if (error instanceof Problem && error.kind !== 'canceled') return nothing(error);
    throw error;
  }
}

const pathsOf = (inputs: Iterable<Input>): ReadonlySet<string> =>
  new Set(Array.from(inputs, ({ path }) => (path === null ? '' : resolve(path))));

class Writer {
  constructor(
    private readonly names: OutputNames,
    private readonly options: ConvertOptions,
    private readonly inputPaths: ReadonlySet<string>,
    /** Not read, for they look as if an earlier run made them; nothing else says that they are no originals. */
    private readonly madePaths: ReadonlySet<string>,
  ) {}

  async write({ name, place }: Input, { format, recordings, problem }: Outcome): Promise<FileReport> {
    const written: Written[] = [];
    for (const [index, recording] of recordings.entries())
      written.push(await this.one(place, index, recording, recordings.length));
    return { file: name, format, recordings: written, problem };
  }

  private async one(place: string, index: number, { summary, bytes, problem }: Converted, count: number): Promise<Written> {
    if (bytes === null) return { summary, output: null, problem };
    try {
      return { summary, output: await this.put(place, index, bytes, count), problem: null };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return { summary, output: null, problem: error.toJSON() };
    }
  }

  private async put(place: string, index: number, bytes: Uint8Array, count: number): Promise<string> {
    const { out, force, dryRun } = this.options;
    if (out === STANDARD_STREAM) {
      if (count > 1)
        throw new Problem('payload', `it holds ${count} recordings, and only one can go to standard output: name a folder`);
      if (!dryRun) await toStandardOutput(bytes);
      return STANDARD_STREAM;
    }
    const path = this.names.pathOf(place, index);
    if (this.inputPaths.has(resolve(path)))
      throw new Problem('conflict', `${path} is an input of this very run: name another -o`);
    if (force && this.madePaths.has(resolve(path)))
      throw new Problem(
        'conflict',
        `${path} lies among the files that are read, and may be one of them: name another -o, or delete it`,
      );
    if (!dryRun) await writeWhole(path, bytes, force);
    else if (!force && (await isThere(path))) throw new Problem('conflict', `${path} is there already: --force overwrites it`);
    return path;
  }
}
