import { expect, test } from '@jest/globals';
import { certificateAuthority } from '../../../test/support/servers/certificates.js';
import { certificateTest } from './certificate-test.js';
import { certificatesIn } from '../pem.js';

const DAY_MS = 86_400_000;
const { certificate } = certificateAuthority().issue('freehub');
const endMs = certificatesIn(certificate)?.[0]?.validToDate.getTime() ?? NaN;
const told = (nowMs: number, config: object = { client_certificate: certificate }) => certificateTest({ ...config }, nowMs);

test('says when the certificate ends, warns in time, and never fails a connection that works', () => {
  const date = new Date(endMs).toISOString().slice(0, 10);
  expect(told(endMs - 200.5 * DAY_MS)).toEqual({
    name: 'certificates last',
    ok: true,
    message: `client_certificate ends on ${date}, in 200 days`,
  });
  expect(told(endMs - 1.5 * DAY_MS)).toMatchObject({
    ok: true,
    message: `client_certificate ends on ${date}, in 1 day`,
    action: expect.stringContaining('client_certificate'),
  });
  expect(told(endMs + DAY_MS)).toMatchObject({ ok: true, message: `client_certificate ended on ${date}` });
});

test('says nothing where there is none, and tells of the soonest', () => {
  expect(told(endMs, { ca: undefined, host: 'x' })).toBeNull();
  expect(told(endMs - 100 * DAY_MS, { ca: certificate })?.message).toMatch(/^ca ends on/);
});
