/** Checks of JSON that no document's client reads: each proves by looking that a value has the type that it names. */

export type Shape<Told> = (value: unknown) => value is Told;

export const text: Shape<string> = (value) => typeof value === 'string';
export const figure: Shape<number> = (value) => typeof value === 'number';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

export const orNull =
  <Told>(shape: Shape<Told>): Shape<Told | null> =>
  (value): value is Told | null =>
    value === null || shape(value);

export const oneOf =
  <Word extends string>(...words: readonly Word[]): Shape<Word> =>
  (value): value is Word =>
    words.some((word) => word === value);

export const listOf =
  <Told>(shape: Shape<Told>): Shape<Told[]> =>
  (value): value is Told[] =>
    Array.isArray(value) && value.every(shape);

/** Fields that are not named may be there too: a newer server tells more. */
export const object =
  <Told>(fields: { readonly [Name in keyof Told]-?: Shape<Told[Name]> }): Shape<Told> =>
  (value): value is Told => {
    if (!isObject(value)) return false;
    for (const name in fields) if (!fields[name](value[name])) return false;
    return true;
  };
