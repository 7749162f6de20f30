/** What must hold of every bundle and no validator sees. */
import type { FhirBundle, FhirCoding, FhirConcept, FhirQuantity } from '../resources.js';

/** Which units a code may come with: written down apart from the tables that the encoder uses. */
const UNITS: Readonly<Record<string, string>> = {
  '55411-3': 'min',
  '55425-3': '/min',
  '8867-4': '/min',
  '55426-1': '/min',
  'heart-rate-min': '/min',
  '55424-6': 'kcal',
  '41981-2': 'kcal',
  '93818-3': 'm',
  '93816-7': 'm',
  '103208-5': 'm',
  elevationGained: 'm',
  'elevation-lost': 'm',
  altitude: 'm',
  'distance-since-start': 'm',
  work: 'kJ',
  'power-mean': 'W',
  'power-max': 'W',
  'power-normalized': 'W',
  power: 'W',
  cyclingPower: 'W',
  runningPower: 'W',
  cadence: '/min',
  cyclingCadence: '/min',
  'cadence-mean': '/min',
  'cadence-max': '/min',
  'speed-mean': 'm/s',
  'speed-max': 'm/s',
  'ambient-temperature': 'Cel',
};
const unitOf = (code: string): string | undefined =>
  UNITS[code] ?? (/^distance/.test(code) ? 'm' : /speed$/i.test(code) ? 'm/s' : undefined);

/**
 * Mod 10 as LOINC's manual has it: from the right every other digit counts twice, as a digit of its own if need be. What the letters of an answer
 * count the manual does not say; 5, with an odd number of digits 8, holds for the answers in widest use (LA33-6, LA4489-6, LA15920-4, LA18976-3).
 */
export function hasLoincCheckDigit(code: string): boolean {
  const match = /^(LA)?(\d+)-(\d)$/.exec(code);
  if (match === null) return false;
  const digits = Array.from(match[2] ?? '', Number);
  const letters = match[1] === undefined ? 0 : digits.length % 2 === 0 ? 5 : 8;
  const sum = digits.reverse().reduce((total, digit, i) => {
    const weighted = digit * (i % 2 === 0 ? 2 : 1);
    return total + Math.floor(weighted / 10) + (weighted % 10);
  }, letters);
  return (10 - (sum % 10)) % 10 === Number(match[3]);
}

const WHOLE_NUMBERS = /^(?:E|-?\d+)(?: (?:E|-?\d+))*$/;

/** @returns what is broken, in words; empty when nothing is. */
export function brokenRules(bundle: FhirBundle): readonly string[] {
  const broken: string[] = [];
  const resources = bundle.entry.flatMap(({ resource }) => (resource === undefined ? [] : [resource]));
  const known = new Set(resources.map(({ resourceType, id }) => `${resourceType}/${id}`));
  if (known.size !== resources.length) broken.push('two resources share an id');

  const walk = (value: unknown, path: string): void => {
    if (value === null || value === undefined) broken.push(`${path} is empty`);
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value) && value.length === 0) broken.push(`${path} is an empty array`);
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'reference' && typeof inner === 'string' && !known.has(inner))
        broken.push(`${path} refers to ${inner}, which is not in the bundle`);
      walk(inner, `${path}.${key}`);
    }
  };
  walk(bundle, 'Bundle');

  const coded = (concept: FhirConcept): readonly FhirCoding[] => concept.coding ?? [];
  const checkPair = (id: string, concept: FhirConcept, quantity: FhirQuantity | undefined): void => {
    for (const { system, code } of coded(concept)) {
      if (system === 'http://loinc.org' && !hasLoincCheckDigit(code)) broken.push(`${id}: ${code} has a wrong check digit`);
      if (quantity !== undefined && unitOf(code) !== quantity.code) broken.push(`${id}: ${code} in ${quantity.code}`);
    }
  };
  for (const resource of resources) {
    const { id } = resource;
    if (!/^[A-Za-z0-9\-.]{1,64}$/.test(id)) broken.push(`${id} is no id`);
    if (resource.resourceType !== 'Observation') continue;
    const values = Object.keys(resource).filter((key) => key.startsWith('value'));
    const holds = resource.hasMember !== undefined || resource.component !== undefined || resource.status === 'entered-in-error';
    if (values.length > 1 || (values.length === 0 && !holds)) broken.push(`${id} has ${values.length} values`);
    const { start, end } = resource.effectivePeriod ?? {};
    if (start !== undefined && end !== undefined && Date.parse(start) > Date.parse(end))
      broken.push(`${id} ends before it starts`);
    checkPair(id, resource.code, resource.valueQuantity);
    if (resource.valueCodeableConcept) checkPair(id, resource.valueCodeableConcept, undefined);
    for (const { code, valueQuantity, valueSampledData } of resource.component ?? []) {
      if ((valueQuantity === undefined) === (valueSampledData === undefined))
        broken.push(`${id} has a component without one value`);
      checkPair(id, code, valueQuantity ?? valueSampledData?.origin);
      if (valueSampledData === undefined || start === undefined || end === undefined) continue;
      const { data, period } = valueSampledData;
      if (!WHOLE_NUMBERS.test(data)) broken.push(`${id}: the data are no whole numbers and E`);
      if ((data.split(' ').length - 1) * period !== Date.parse(end) - Date.parse(start))
        broken.push(`${id}: as many data as its period has seconds`);
    }
  }
  return broken;
}
