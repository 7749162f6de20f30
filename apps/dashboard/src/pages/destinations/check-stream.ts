/** A check as it runs: server-sent events of a POST, which no EventSource can make. */
import type { Schemas } from '../../api/client.js';
import { answerOf, api } from '../../api/client.js';
import { type Frame, framesOf } from './frames.js';

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
  | { readonly is: 'end'; readonly ok: boolean };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];

function eventOf({ event, data }: Frame): CheckEvent | null {
  if (data === '') return null;
  const told: unknown = JSON.parse(data);
  switch (event) {
    case 'plan':
      return { is: 'plan', names: textsOf(isObject(told) ? told['names'] : []) };
    case 'test': {
      if (!isObject(told)) return null;
      const [message, action] = [textOf(told['message']), textOf(told['action'])];
      const name = textOf(told['name']) ?? 'a test';
      const words = { ...(message === undefined ? {} : { message }), ...(action === undefined ? {} : { action }) };
      return { is: 'test', test: { name, ok: told['ok'] === true, ...words } };
    }
    case 'end':
      return { is: 'end', ok: isObject(told) && told['ok'] === true };
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
