import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { readConfig } from './config.js';

const schema = z.strictObject({
  host: z
    .string()
    .min(1)
    .regex(/^[a-z.]+$/, 'must be a host name'),
  note: z.string().min(3).optional(),
});

it('a required text that was left empty is missing; one that is not is told what it must look like', () => {
  const missing = [{ field: 'host', message: 'is missing: it must be a text' }];
  expect(readConfig(schema, {})).toEqual({ ok: false, faults: missing });
  expect(readConfig(schema, { host: '' })).toEqual({ ok: false, faults: missing });
  expect(readConfig(schema, { host: '?' })).toEqual({ ok: false, faults: [{ field: 'host', message: 'must be a host name' }] });
  expect(readConfig(schema, { host: 'a', note: '' })).toEqual({
    ok: false,
    faults: [{ field: 'note', message: 'needs at least 3 characters' }],
  });
});
