/** Damage to bytes, as disks and downloads do it, and worse. */
import fc from 'fast-check';

interface Mutation {
  readonly at: number;
  readonly kind: 'flip' | 'cut' | 'drop' | 'repeat' | 'insert';
  readonly size: number;
  readonly text: string;
}

const PIECES = [
  '<',
  '>',
  '&',
  '&amp',
  '&#x110000;',
  '&#0;',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?xml?>',
  '</',
  '"',
  '\0',
  '\uFEFF',
  '<!DOCTYPE a [',
  '<a:b:c>',
  '<trkpt>',
  '<Lap>',
  'NaN',
  '1e400',
  '-',
  '9999-99-99T99:99:99Z',
];

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }).map((part) => part),
  kind: fc.constantFrom('flip', 'cut', 'drop', 'repeat', 'insert'),
  size: fc.integer({ min: 1, max: 300 }),
  text: fc.constantFrom(...PIECES),
});

function mutated(bytes: Uint8Array, { at, kind, size, text }: Mutation): Uint8Array {
  const place = Math.floor(at * bytes.length);
  const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
  switch (kind) {
    case 'flip': {
      // A Buffer's slice would be the same memory.
      const copy = new Uint8Array(bytes);
      if (place < copy.length) copy[place] = (copy[place] ?? 0) ^ (1 << (size % 8));
      return copy;
    }
    case 'cut':
      return before;
    case 'drop':
      return Buffer.concat([before, after.subarray(size)]);
    case 'repeat':
      return Buffer.concat([before, after.subarray(0, size), after]);
    case 'insert':
      return Buffer.concat([before, Buffer.from(text), after]);
  }
}

export const damaged = (bytes: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc.array(mutation, { minLength: 1, maxLength: 4 }).map((steps) => steps.reduce(mutated, bytes));
