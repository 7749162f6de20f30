/** A JSON Schema as a flat list of what may stand where, so that two schemas written in different ways can be compared. */
import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;
export type Definitions = Readonly<Record<string, JsonSchema>>;

/** What may stand at one path. */
export interface Place {
  readonly types: readonly string[];
  readonly required: boolean;
  readonly nullable: boolean;
  /** All that is allowed, where that is a list. */
  readonly values: readonly unknown[] | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
}

const schemaOf = z.looseObject({});
const listOf = z.array(schemaOf);
const propertiesOf = z.record(z.string(), schemaOf);
const isSafeLimit = (limit: number): boolean => Math.abs(limit) === Number.MAX_SAFE_INTEGER;

/** Follows `$ref` and takes `allOf` in; what the schema says itself goes before what it takes in. */
function resolved(schema: JsonSchema, definitions: Definitions): JsonSchema {
  const { $ref, allOf, ...own } = schema;
  if (typeof $ref === 'string') {
    const target = definitions[$ref.replace('#/$defs/', '')];
    if (target === undefined) throw new Error(`no definition ${$ref}`);
    return resolved(target, definitions);
  }
  if (allOf === undefined) return schema;
  const parts = [...listOf.parse(allOf).map((part) => resolved(part, definitions)), own];
  const members = parts.flatMap((part) => Object.entries(propertiesOf.catch({}).parse(part['properties'])));
  return { ...own, properties: Object.fromEntries(members) };
}

/** The ways in which a value may be made, each without further choices. */
export function branchesOf(schema: JsonSchema, definitions: Definitions): readonly JsonSchema[] {
  const { anyOf, oneOf, ...limits } = resolved(schema, definitions);
  const choice = anyOf ?? oneOf;
  if (choice === undefined)
    return Array.isArray(limits['type']) ? limits['type'].map((type) => ({ ...limits, type: String(type) })) : [limits];
  return listOf.parse(choice).flatMap((one) => branchesOf({ ...limits, ...resolved(one, definitions) }, definitions));
}

const numberOf = (branches: readonly JsonSchema[], key: string): number | null => {
  const limits = branches.map((branch) => branch[key]).filter((limit) => typeof limit === 'number' && !isSafeLimit(limit));
  return typeof limits[0] === 'number' ? limits[0] : null;
};

function valuesOf(branches: readonly JsonSchema[]): readonly unknown[] | null {
  const values = branches.flatMap(({ const: one, enum: many }) =>
    one === undefined ? z.array(z.unknown()).catch([]).parse(many) : [one],
  );
  return values.length === 0 ? null : values;
}

/** What lies within a value: `.key` of an object, `[]` of a list, `{}` for any key of a map. */
function within(schema: JsonSchema): (readonly [step: string, schema: JsonSchema, required: boolean])[] {
  const required = new Set(z.array(z.string()).catch([]).parse(schema['required']));
  const members = Object.entries(propertiesOf.catch({}).parse(schema['properties']));
  const items = schema['prefixItems'] === undefined ? [schema['items']] : [listOf.parse(schema['prefixItems'])[0]];
  const any = [schema['additionalProperties'], schema['unevaluatedProperties']];
  const rest = (step: string, inner: readonly unknown[]) =>
    inner.filter((one) => typeof one === 'object').map((one) => [step, schemaOf.parse(one), true] as const);
  return [
    ...members.map(([key, inner]) => [`.${key}`, inner, required.has(key)] as const),
    ...rest('[]', items),
    ...rest('{}', any),
  ];
}

/** Every place in `schema` by its path, such as `.metadata.start_time` or `.meals[].quantity.unit`. */
export function outlineOf(schema: JsonSchema, definitions: Definitions = {}): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const walk = (path: string, inner: JsonSchema, required: boolean): void => {
    const all = branchesOf(inner, definitions);
    const branches = all.filter((branch) => branch['type'] !== 'null');
    places.set(path, {
      types: [...new Set(branches.map((branch) => String(branch['type'])))].sort(),
      required,
      nullable: branches.length < all.length,
      values: valuesOf(branches),
      minimum: numberOf(branches, 'minimum'),
      maximum: numberOf(branches, 'maximum'),
    });
    for (const branch of branches) for (const [step, next, needed] of within(branch)) walk(path + step, next, needed);
  };
  walk('', schema, true);
  return places;
}
