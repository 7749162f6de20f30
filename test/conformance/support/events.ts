/** Judges deliveries: headers, Terra's published schemas, our own catalog. */
import { EVENT_SCHEMAS } from '../../../model/terra/contract/event-schemas.js';
import { EVENTS } from '../../../model/terra/events/catalog.js';
import type { Delivered } from './event-tap.js';
import type { Published } from './published.js';

const nameOf = ({ type, json }: Delivered): string => (type === 'auth' && json['status'] === 'error' ? 'auth_error' : type);

/** A destination's test is a healthcheck without the fields of the periodic one: what Terra's dashboard sends. */
const isTest = ({ type, json }: Delivered): boolean => type === 'healthcheck' && Object.keys(json).length === 2;

/** @returns one line for each fault. */
export function faultsOfEvents(published: Published, deliveries: readonly Delivered[]): string[] {
  return deliveries.flatMap((delivery) => {
    const name = nameOf(delivery);
    const faults = headerFaults(delivery);
    const schema = EVENT_SCHEMAS[name];
    const doc = EVENTS.find((event) => event.name === name);
    if (schema === undefined || !doc) faults.push('is not in the catalog');
    if (schema) {
      const errors = published.errors(schema, delivery.json);
      if (errors !== '') faults.push(`published: ${errors}`);
    }
    const own = isTest(delivery) ? undefined : doc?.schema.safeParse(delivery.json).error;
    if (own) faults.push(`our catalog: ${own.message.slice(0, 400)}`);
    return faults.map((fault) => `${name} (${delivery.traceId}): ${fault}`);
  });
}

function headerFaults({ headers, signature }: Delivered): string[] {
  const expected: readonly (readonly [string, RegExp])[] = [
    ['content-type', /^application\/json/],
    ['terra-signature', /^t=\d{10}(,v1=[0-9a-f]{64}){1,2}$/],
    ['terra-reference', /^[0-9a-f-]{36}$/],
    ['x-terra-trace-id', /^[0-9a-f-]{36}(:chunk:[1-9]\d*)?$/],
    ['x-terra-ordering-timestamp', /^\d{13}$/],
  ];
  const faults = expected
    .filter(([name, form]) => !form.test(headers[name] ?? ''))
    .map(([name]) => `header ${name}: ${headers[name] ?? 'missing'}`);
  return headers['x-terra-signature'] === signature ? faults : [...faults, 'x-terra-signature differs from terra-signature'];
}
