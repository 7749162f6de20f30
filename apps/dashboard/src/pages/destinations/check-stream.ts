/** A check as it runs: server-sent events of a POST, which no EventSource can make. */
import type { Schemas } from '../../api/client.js';
import { answerOf, api } from '../../api/client.js';

export interface CheckTest {
  readonly name: string;
  readonly ok: boolean;
  readonly message?: string;
  readonly action?: string;
}
export interface CheckTarget {
  readonly kind: Schemas['DestinationKind']['kind'];
  readonly config: Readonly<Record<string, unknown>>;
  /** A saved one, whose secrets fill in what `config` leaves out. */
  readonly destination?: string;
}
export type CheckEvent =
  | { readonly is: 'plan'; readonly names: readonly string[] }
  | { readonly is: 'test'; readonly test: CheckTest }
  | { readonly is: 'end'; readonly ok: boolean }
  | { readonly is: 'refused'; readonly message: string };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];

interface Frame {
  readonly event: string;
  readonly data: string;
}

/** The frames of a stream, each when it is whole. */
async function* framesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Frame> {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + value).replaceAll('\r\n', '\n').split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const lines = block.split('\n');
        const of = (name: string): string[] =>
          lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).replace(/^ /, ''));
        yield { event: of('event')[0] ?? 'message', data: of('data').join('\n') };
      }
    }
  } finally {
    // Whoever stops listening stops the check.
    await reader.cancel().catch(() => undefined);
  }
}

function eventOf({ event, data }: Frame): CheckEvent | null {
  if (data === '') return null;
  const told: unknown = JSON.parse(data);
  switch (event) {
    case 'plan':
      return { is: 'plan', names: textsOf(isObject(told) && 'tests' in told ? told['tests'] : told) };
    case 'test': {
      if (!isObject(told)) return null;
      const [message, action] = [textOf(told['message']), textOf(told['action'])];
      const name = textOf(told['name']) ?? 'a test';
      const words = { ...(message === undefined ? {} : { message }), ...(action === undefined ? {} : { action }) };
      return { is: 'test', test: { name, ok: told['ok'] === true, ...words } };
    }
    case 'end':
      return { is: 'end', ok: isObject(told) && told['ok'] === true };
    case 'problem':
    case 'error':
      return {
        is: 'refused',
        message: (isObject(told) ? textOf(told['detail'] ?? told['message']) : undefined) ?? 'It did not end.',
      };
    default:
      return null;
  }
}

/** @throws ApiProblem with faults when the config is refused before anything is tried */
export async function* watchCheck(environment: string, target: CheckTarget, signal: AbortSignal): AsyncGenerator<CheckEvent> {
  const stream = await answerOf(
    api.POST('/admin/environments/{environment}/destinations/check/stream', {
      params: { path: { environment } },
      body: { ...target, config: { ...target.config } },
      headers: { accept: 'text/event-stream' },
      parseAs: 'stream',
      signal,
    }),
  );
  if (stream === null) return;
  for await (const frame of framesOf(stream)) {
    const event = eventOf(frame);
    if (event !== null) yield event;
  }
}
