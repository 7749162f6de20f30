import { Problem } from '../../model/problem.js';
import type { DestinationKind } from './kind.js';

/** The kinds of destinations that this build has. */
export class DestinationRegistry {
  readonly #kinds: ReadonlyMap<string, DestinationKind>;

  /** @throws TypeError for two kinds with one id. */
  constructor(kinds: readonly DestinationKind[]) {
    this.#kinds = new Map(kinds.map((kind) => [kind.id, kind]));
    if (this.#kinds.size !== kinds.length) throw new TypeError('two destination kinds share an id');
  }

  list(): DestinationKind[] {
    return [...this.#kinds.values()];
  }

  /** @throws Problem payload that names the kinds there are. */
  get(id: string): DestinationKind {
    const kind = this.#kinds.get(id);
    if (!kind)
      throw new Problem(
        'payload',
        `type: there is no kind of destination "${id.slice(0, 40)}"; there are ${[...this.#kinds.keys()].join(', ')}`,
        { code: 'KIND_UNKNOWN' },
      );
    return kind;
  }
}
