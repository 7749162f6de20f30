/** The providers that this build has. */
import { Problem } from '../model/problem.js';
import { insiders } from './insiders/index.js';
import { insidersLive } from './insiders/live/index.js';
import { type ProviderKind, defineProvider } from './kit/bound.js';

export class ProviderRegistry {
  private readonly kinds: ReadonlyMap<string, ProviderKind>;

  constructor(kinds: readonly ProviderKind[]) {
    this.kinds = new Map(kinds.map((kind) => [kind.id, kind]));
  }

  list(): readonly ProviderKind[] {
    return [...this.kinds.values()];
  }

  /** For people; one that this build does not know is called as it is stored. */
  titleOf(id: string): string {
    return this.kinds.get(id)?.title ?? id;
  }

  /** @throws Problem payload that names those there are. */
  get(id: string): ProviderKind {
    const kind = this.kinds.get(id);
    if (!kind)
      throw new Problem('payload', `there is no provider "${id.slice(0, 40)}"; there are ${[...this.kinds.keys()].join(', ')}`, {
        code: 'PROVIDER_UNKNOWN',
      });
    return kind;
  }
}

export const providers = new ProviderRegistry([defineProvider(insiders), defineProvider(insidersLive)]);
