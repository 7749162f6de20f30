/** Which kinds take activities in which format. */
import type { DestinationKind } from '../../../../destinations/kit/kind.js';
import { destinationRegistry } from '../../../../destinations/registry.js';
import type { DestinationFormat } from '../../../../model/activity-format.js';
import { Problem } from '../../../../model/problem.js';

/** @throws Problem payload that names the kinds which take it */
export function assertTakes(kind: DestinationKind, format: DestinationFormat): void {
  if (takes(kind, format)) return;
  const others = destinationRegistry.list().filter((one) => takes(one, format));
  throw new Problem(
    'payload',
    `format: a destination of kind ${kind.id} takes no ${format}; it takes ${['json', ...(kind.capabilities.formats ?? [])].join(', ')} (${format} is taken by ${others.map(({ id }) => id).join(', ')})`,
    { code: 'FORMAT_NOT_TAKEN' },
  );
}

const takes = ({ capabilities }: DestinationKind, format: DestinationFormat): boolean =>
  format === 'json' || (capabilities.formats ?? []).includes(format);

export function taken(kind: string, format: DestinationFormat): DestinationFormat {
  assertTakes(destinationRegistry.get(kind), format);
  return format;
}
