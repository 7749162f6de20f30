/** A kind of destination as the platform sees it: the plug-in's config type is closed over. */
import { z } from 'zod';
import type { ZodType } from 'zod';
import { Problem } from '../../model/problem.js';
import { configFields, parseConfig } from './config.js';
import type { ConfigField } from './config.js';
import type {
  BatchRule,
  DeliveryItem,
  Destination,
  DestinationCapabilities,
  DestinationIo,
  DestinationSession,
  PluginSpec,
} from './destination.js';
import { Redactor, secretTexts } from './mask.js';
import { shownParts } from './preview.js';
import type { ShownPart } from './preview.js';

/** Facts that need no vendor SDK, and the way to the rest. */
export interface KindEntry<Config> {
  readonly spec: PluginSpec<Config>;
  readonly capabilities: DestinationCapabilities;
  /** Imports the plug-in with its SDK: called when the kind is first used. */
  load(): Promise<Destination<Config>>;
}

/** An open session with what the Deliverer needs beside it. */
export interface OpenKind {
  readonly session: DestinationSession;
  readonly redactor: Redactor;
  /** Any error as a Problem of the right kind; secrets not yet redacted. */
  classify(error: unknown): Problem;
}

export interface DestinationKind {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly capabilities: DestinationCapabilities;
  readonly fields: readonly ConfigField[];
  readonly secrets: readonly string[];
  readonly example: Readonly<Record<string, unknown>>;
  /** Fields of the example whose text says what belongs there. */
  readonly placeholders: readonly string[];
  /** Fields that decide where a record is written. */
  readonly places: readonly string[];
  /** For forms and for the API's own description. */
  readonly jsonSchema: Readonly<Record<string, unknown>>;
  /** The config with its defaults filled in. @throws Problem payload. */
  validate(config: unknown): Readonly<Record<string, unknown>>;
  /** How deliveries are put together before the first try; null = one by one. @throws Problem payload for a config that does not fit. */
  batches(config: unknown): BatchRule | null;
  /** What a write of an item would leave, without secrets and without I/O. @throws Problem payload for a config or an item that does not fit. */
  preview(config: unknown, item: DeliveryItem): Promise<readonly ShownPart[]>;
  /** @throws Problem payload for a config that does not fit. */
  open(config: unknown, io: DestinationIo): Promise<OpenKind>;
}

const ANY_OBJECT = z.record(z.string(), z.unknown());

/** Turns a typed plug-in into a kind. @throws TypeError when its facts contradict each other. */
export function defineKind<Config>(entry: KindEntry<Config>): DestinationKind {
  const { spec, capabilities } = entry;
  const fields = configFields(spec.schema, spec.secrets);
  const faults = contradictions(entry, fields);
  if (faults.length > 0) throw new TypeError(`destination kind "${spec.id}": ${faults.join('; ')}`);
  const validate = (config: unknown): Config => parseConfig(spec.schema, config);
  let loading: Promise<Destination<Config>> | undefined;
  const loaded = (): Promise<Destination<Config>> =>
    (loading ??= entry.load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
  const redactorOf = (valid: Config): Redactor => new Redactor(secretTexts(ANY_OBJECT.parse(valid), spec.secrets));
  return Object.freeze({
    id: spec.id,
    title: spec.title,
    summary: spec.summary,
    capabilities: Object.freeze({ ...capabilities }),
    fields,
    secrets: spec.secrets,
    example: ANY_OBJECT.parse(spec.example),
    placeholders: spec.placeholders ?? [],
    places: spec.places,
    jsonSchema: z.toJSONSchema(spec.schema, { io: 'input', unrepresentable: 'any' }),
    validate: (config: unknown) => ANY_OBJECT.parse(validate(config)),
    batches: (config: unknown) => withinCaps(spec.batches?.(validate(config)) ?? null, capabilities),
    async preview(config: unknown, item: DeliveryItem): Promise<readonly ShownPart[]> {
      const valid = validate(config);
      return shownParts(await (await loaded()).preview(valid, item), redactorOf(valid));
    },
    async open(config: unknown, io: DestinationIo): Promise<OpenKind> {
      const valid = validate(config);
      const plugin = await loaded();
      return {
        session: plugin.open(valid, io),
        redactor: redactorOf(valid),
        classify: (error) =>
          error instanceof Problem ? error : (plugin.classify(error) ?? Problem.from(error, `writing to ${spec.id}`)),
      };
    },
  });
}

/** A batch is one write whatever its size, so it must fit one. */
const withinCaps = (rule: BatchRule | null, { maxItems, maxBytes }: DestinationCapabilities): BatchRule | null =>
  rule && { ...rule, maxItems: Math.min(rule.maxItems, maxItems), maxBytes: Math.min(rule.maxBytes, maxBytes) };

/** Smallest `maxBytes` that makes sense: one large record. */
const LEAST_MAX_BYTES = 1 << 20;

function isValidExample<Config>({ schema, example, placeholders = [] }: PluginSpec<Config>): boolean {
  const excused: readonly PropertyKey[] = placeholders;
  const { issues } = schema.safeParse(example).error ?? { issues: [] };
  return issues.every(({ path: [field] }) => field !== undefined && excused.includes(field));
}

function contradictions<Config>({ spec, capabilities }: KindEntry<Config>, fields: readonly ConfigField[]): string[] {
  const names = fields.map(({ name }) => name);
  const schema: ZodType = spec.schema;
  const wrong = (is: boolean, text: string): string[] => (is ? [text] : []);
  const { maxItems, maxBytes, concurrency } = capabilities;
  return [
    ...wrong(!/^[a-z][a-z0-9_]*$/.test(spec.id), 'the id must be lower-case letters, digits and _'),
    ...wrong(
      ![maxItems, maxBytes, concurrency].every((count) => Number.isInteger(count) && count >= 1),
      'limits must be whole numbers from 1',
    ),
    ...wrong(maxBytes < LEAST_MAX_BYTES, `maxBytes must be at least ${LEAST_MAX_BYTES}`),
    ...wrong(capabilities.deletes && capabilities.write === 'append', 'only an upsert target can delete'),
    ...wrong(names.length === 0, 'the schema must be an object with fields'),
    ...fields.filter(({ description }) => description === '').map(({ name }) => `field ${name} has no description`),
    ...spec.secrets.filter((secret) => !names.includes(secret)).map((secret) => `secret ${secret} is no field`),
    ...spec.places.filter((place) => !names.includes(place)).map((place) => `place ${place} is no field`),
    ...spec.places.filter((place) => spec.secrets.includes(place)).map((place) => `place ${place} is a secret`),
    ...wrong(!isValidExample(spec), 'the example is not valid'),
    ...wrong(schema.safeParse({ ...spec.example, no_such_field: 1 }).success, 'the schema must be strict'),
  ];
}
