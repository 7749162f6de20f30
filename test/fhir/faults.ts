/** Faults to plant in the bundle of a good ride, and what the validator must say of each: a validator that says nothing proves nothing. */
type Json = Record<string, unknown>;

export interface Fault {
  readonly name: string;
  readonly plant: (bundle: string) => string;
  readonly expected: RegExp;
}

/** Replaces exactly what is there; a fault that changes nothing would be no test. */
const replace =
  (from: string | RegExp, to: string) =>
  (bundle: string): string => {
    const changed = bundle.replace(from, to);
    if (changed === bundle) throw new Error(`the bundle does not hold ${String(from)}`);
    return changed;
  };

const change =
  (path: RegExp, edit: (resource: Json) => void) =>
  (bundle: string): string => {
    const parsed = JSON.parse(bundle) as { entry: { fullUrl?: string; resource?: Json }[] };
    const entry = parsed.entry.find(({ fullUrl }) => path.test(fullUrl ?? ''));
    if (entry?.resource === undefined) throw new Error(`the bundle has no ${path.source}`);
    edit(entry.resource);
    return JSON.stringify(parsed);
  };

export const FAULTS: readonly Fault[] = [
  {
    name: 'no status',
    plant: change(/-group$/, (group) => delete group['status']),
    expected: /Observation.status: minimum required = 1/,
  },
  {
    name: 'a status that is none',
    plant: replace('"status":"final"', '"status":"done"'),
    expected: /'done'.*not found in the value set/,
  },
  { name: 'an unknown property', plant: replace('"hasMember"', '"hasMembers"'), expected: /Unrecognized property 'hasMembers'/ },
  {
    name: 'two values',
    plant: replace('"valueQuantity":', '"valueString":"x","valueQuantity":'),
    expected: /Unrecognized property 'value/,
  },
  { name: 'a unit that is no UCUM', plant: replace('"code":"kcal"', '"code":"kCalz"'), expected: /kCalz/ },
  { name: 'bpm for a heart rate', plant: replace('"code":"/min"', '"code":"bpm"'), expected: /bpm|\/min/ },
  {
    name: 'samples without a period',
    plant: replace('"period":1000,', ''),
    expected: /SampledData.period: minimum required = 1/,
  },
  { name: 'a number as text', plant: replace('"period":1000', '"period":"1000"'), expected: /number|decimal/i },
  {
    name: 'the series of heart rate under its own code',
    plant: change(/-series-1$/, (series) => (series['code'] = { coding: [{ system: 'http://loinc.org', code: '8867-4' }] })),
    expected: /vital|Heart rate|heartrate/i,
  },
  {
    name: 'mean heart rate that is no vital sign',
    plant: change(/-heart-rate-mean$/, (mean) => (mean['category'] = (mean['category'] as unknown[]).slice(0, 2))),
    expected: /VSCat/,
  },
  {
    name: 'mean heart rate without 8867-4',
    plant: replace(',{"system":"http://loinc.org","code":"8867-4"}', ''),
    expected: /8867-4/,
  },
  { name: 'an unknown code of LOINC', plant: replace('"55424-6"', '"41924-9"'), expected: /41924-9/ },
  {
    name: 'an unknown code of PGHD',
    plant: replace('"cyclingPower"', '"cyclingPedalingPower"'),
    expected: /cyclingPedalingPower/,
  },
  { name: 'an unknown category', plant: replace('"code":"vital-signs"', '"code":"vital"'), expected: /vital/ },
  {
    name: 'a reference to nothing',
    plant: change(/-duration$/, (duration) => (duration['device'] = { reference: 'Device/none' })),
    expected: /Unable to resolve resource with reference 'Device\/none'/,
  },
  { name: 'a time without offset', plant: replace(/("start":"[^"+Z]+)\+02:00"/, '$1"'), expected: /timezone/ },
  { name: 'a day that is none', plant: replace('"start":"2025-04-17', '"start":"2025-04-31'), expected: /date/i },
  {
    name: 'a period that ends before it starts',
    plant: replace('"start":"2025-04-17', '"start":"2026-04-17'),
    expected: /per-1/,
  },
  { name: 'an entry without request', plant: replace(/,"request":\{[^}]*\}/, ''), expected: /bdl-3/ },
  { name: 'a method that is none', plant: replace('"method":"PUT"', '"method":"UPSERT"'), expected: /UPSERT/ },
  {
    name: 'an id of other characters',
    plant: replace(/"id":"[^"]*-duration"/, '"id":"under_score"'),
    expected: /under_score|id value/i,
  },
  {
    name: 'an empty array',
    plant: replace(/"target":\[[^\]]*\]/, '"target":[]'),
    expected: /Array cannot be empty|minimum required/i,
  },
  { name: 'half a document', plant: (bundle) => bundle.slice(0, bundle.length / 2), expected: /./ },
];
