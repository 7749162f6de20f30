/** The fields of a config by its JSON Schema, as zod makes it of a plug-in's spec, and what people type into them. */

export type Config = Readonly<Record<string, unknown>>;

/** text: one line. long: PEM, a key file. list: texts. record: names with texts. json: whatever has no input of its own. */
export type FieldShape = 'text' | 'long' | 'number' | 'switch' | 'choice' | 'list' | 'record' | 'json';

export interface SchemaField {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly shape: FieldShape;
  readonly isRequired: boolean;
  readonly isSecret: boolean;
  /** Shown at once; the others are under "More settings". */
  readonly isMain: boolean;
  readonly preset: unknown;
  readonly choices: readonly string[];
  readonly least: number | undefined;
  readonly most: number | undefined;
  readonly isWhole: boolean;
  /** A secret that we can make ourselves: any text of this length will do. */
  readonly canBeMade: boolean;
}

export interface SchemaFacts {
  readonly schema: Config;
  readonly secrets: readonly string[];
  /** What it gives is shown at once, unless it has a default. */
  readonly example?: Config;
}

/** From here on a text is a document, not a line. */
const LONG_TEXT = 20_000;
const LEAST_MADE = 16;
const isObject = (value: unknown): value is Config => typeof value === 'object' && value !== null && !Array.isArray(value);
const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

function shapeOf(property: Config): FieldShape {
  if (textsOf(property['enum']).length > 0) return 'choice';
  switch (property['type']) {
    case 'string':
      return (numberOf(property['maxLength']) ?? 0) >= LONG_TEXT ? 'long' : 'text';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'switch';
    case 'array':
      return isObject(property['items']) && property['items']['type'] === 'string' ? 'list' : 'json';
    case 'object':
      return isObject(property['additionalProperties']) && property['additionalProperties']['type'] === 'string'
        ? 'record'
        : 'json';
    default: {
      // A key file: its text, or the same as an object.
      const ways = Array.isArray(property['anyOf']) ? property['anyOf'].filter(isObject) : [];
      return ways.some(({ type }) => type === 'string') ? 'long' : 'json';
    }
  }
}

const INITIALS = new Set(['url', 'id', 'tls', 'kms', 'sas', 'arn', 'sasl', 'api', 'sql', 'ca', 'json', 'uri']);
const UNITS: Readonly<Record<string, string>> = { ms: 'milliseconds', s: 'seconds', seconds: 'seconds', bytes: 'bytes' };

/** `timeout_ms` → "Timeout (milliseconds)". */
export function labelOf(name: string): string {
  const words = name.split('_');
  const unit = words.length > 1 ? UNITS[words.at(-1) ?? ''] : undefined;
  const named = (unit === undefined ? words : words.slice(0, -1)).map((word) => (INITIALS.has(word) ? word.toUpperCase() : word));
  const text = named.join(' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${unit === undefined ? '' : ` (${unit})`}`;
}

/** In the order of the spec. */
export function schemaFields({ schema, secrets, example = {} }: SchemaFacts): readonly SchemaField[] {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required = textsOf(schema['required']);
  return Object.entries(properties).flatMap(([name, property]) => {
    if (!isObject(property)) return [];
    const shape = shapeOf(property);
    const isRequired = required.includes(name);
    const isSecret = secrets.includes(name);
    const isGiven = name in example;
    return [
      {
        name,
        label: labelOf(name),
        help: typeof property['description'] === 'string' ? property['description'] : '',
        shape,
        isRequired,
        isSecret,
        isMain: isRequired || (isGiven && (property['default'] === undefined || shape === 'choice')),
        preset: property['default'],
        choices: textsOf(property['enum']),
        least: numberOf(property['minimum']),
        most: numberOf(property['maximum']),
        isWhole: property['type'] === 'integer',
        canBeMade: isSecret && isRequired && property['pattern'] === undefined && numberOf(property['minLength']) === LEAST_MADE,
      },
    ];
  });
}
