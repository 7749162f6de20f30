/** The events as an AsyncAPI 3.0 document, made from the schemas that they are built by. */
import { z } from 'zod';
import { EVENTS, type EventDoc } from '../../../../model/terra/events/catalog.js';
import { HEADERS } from './headers.js';

/** AsyncAPI's own schema language is that of draft 7. */
const payloadOf = ({ schema }: EventDoc): object => {
  const payload = z.toJSONSchema(schema, { target: 'draft-7', reused: 'inline' });
  delete payload.$schema;
  return payload;
};

const message = (event: EventDoc): object => ({
  name: event.name,
  title: event.title,
  summary: event.when,
  contentType: 'application/json',
  tags: event.dialects.map((name) => ({ name, description: 'Dialect of the destinations that hear it.' })),
  headers: { $ref: '#/components/schemas/headers' },
  payload: payloadOf(event),
  examples: [{ name: event.name, payload: event.example }],
});

const named = <Value>(value: (event: EventDoc) => Value): Record<string, Value> =>
  Object.fromEntries(EVENTS.map((event) => [event.name, value(event)]));

export const asyncApiDocument = (): object => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Freehub, events',
    version: '1',
    description:
      'What a webhook destination receives: one signed POST for each event. A 2xx answer accepts it; anything else has it sent again: ten times, after 30 seconds and then twice as long each time, at most 8 hours. A redirect opens the circuit of the destination, 410 disables it: everything is kept until an operator has mended it. Answer 2xx to types that you do not know.',
    license: { name: 'Apache-2.0' },
  },
  defaultContentType: 'application/json',
  channels: {
    webhook: {
      title: 'Webhook',
      description:
        'An address of yours: `url` of a destination of kind `webhook`. Other kinds of destination get the same bodies.',
      address: null,
      messages: named(({ name }) => ({ $ref: `#/components/messages/${name}` })),
    },
  },
  operations: {
    deliver: {
      action: 'send',
      title: 'Deliver an event',
      channel: { $ref: '#/channels/webhook' },
      bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
      messages: EVENTS.map(({ name }) => ({ $ref: `#/channels/webhook/messages/${name}` })),
    },
  },
  components: {
    messages: named(message),
    schemas: {
      headers: {
        type: 'object',
        required: HEADERS.map(({ name }) => name),
        properties: Object.fromEntries(
          HEADERS.map(({ name, says, example, pattern }) => [
            name,
            { type: 'string', description: says, pattern, examples: [example] },
          ]),
        ),
      },
    },
  },
});
