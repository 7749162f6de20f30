/** What every delivery carries beside its body; the only place where it is written down for readers. */
export interface HeaderDoc {
  readonly name: string;
  readonly says: string;
  readonly example: string;
  /** JSON Schema of its text. */
  readonly pattern: string;
}

const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const SIGNATURE = '^t=[0-9]{10},v1=[0-9a-f]{64}(,v1=[0-9a-f]{64})?$';
const signed = `t=1790000000,v1=${'5f3a9c0d'.repeat(8)}`;

export const HEADERS: readonly HeaderDoc[] = [
  {
    name: 'terra-signature',
    says: 'When it was signed (Unix seconds), and the signature of the body: two of them while the signing secret is replaced, the current one first.',
    example: signed,
    pattern: SIGNATURE,
  },
  { name: 'x-terra-signature', says: 'The same.', example: signed, pattern: SIGNATURE },
  {
    name: 'x-terra-trace-id',
    says: 'Names this delivery. It stays the same when the delivery is tried again: drop what you have already. Chunks of a large request end in `:chunk:` and their number.',
    example: '01a20765-de07-7ddc-a7c2-a751a991e187',
    pattern: `^${UUID}(:chunk:[1-9][0-9]*)?$`,
  },
  {
    name: 'terra-reference',
    says: 'What caused it: the `terra-reference` of the answer to the request, where there was one. All events of a large request share it; it is nothing to drop repeats by.',
    example: '01a20765-dc9b-7b63-8f0a-6f1d2c1e7c1f',
    pattern: `^${UUID}$`,
  },
  {
    name: 'x-terra-ordering-timestamp',
    says: 'Unix milliseconds. Events may overtake each other: of two about the same record the larger is the newer. A chunk of a large request has at most that of its oldest record, so that it takes the place of nothing newer; see Large requests.',
    example: '1790000000123',
    pattern: '^[0-9]{13}$',
  },
];
