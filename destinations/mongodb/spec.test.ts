import { describe, expect, test } from '@jest/globals';
import { MongoBulkWriteError, MongoServerError } from 'mongodb';
import { Problem } from '../../model/problem.js';
import { certificateAuthority } from '../../test/support/servers/certificates.js';
import { classifyMongo } from './classify.js';
import { mechanismOf, mongoSpec } from './spec.js';

const base = { scheme: 'mongodb', host: 'db.example.com', database: 'fitness' };
const { certificate: cert, key } = certificateAuthority().issue('freehub');
const faults = (change: object): string[] => {
  const result = mongoSpec.schema.safeParse({ ...base, ...change });
  return result.success ? [] : result.error.issues.map(({ path }) => path.join('.'));
};

describe('config', () => {
  test.each<[object, string[]]>([
    [{}, []],
    [{ host: 'a:27018, b, [::1]:27017' }, []],
    [{ host: 'db.example.com/?tlsCAFile=x' }, ['host']],
    [{ host: 'user:pass@db.example.com' }, ['host']],
    [{ host: 'a:99999' }, ['host']],
    [{ scheme: 'mongodb+srv' }, []],
    [{ scheme: 'mongodb+srv', host: 'a.example.com,b.example.com' }, ['host']],
    [{ scheme: 'mongodb+srv', host: 'a.example.com:27017' }, ['host']],
    [{ scheme: 'mongodb+srv', host: 'x.0.0.1' }, ['host']],
    [{ username: 'u' }, ['password']],
    [{ username: 'u', password: 'p' }, []],
    [{ auth_mechanism: 'none', username: 'u', password: 'p' }, ['password', 'username']],
    [{ auth_mechanism: 'X509' }, ['client_certificate']],
    [{ auth_mechanism: 'X509', client_certificate: cert, client_key: key }, []],
    [{ client_certificate: cert }, ['client_key']],
    [{ tls: false, ca: cert }, ['tls']],
    [{ database: 'a/b' }, ['database']],
  ])('%j', (change, expected) => {
    expect(faults(change)).toEqual(expected);
  });

  test('logs in by what is there', () => {
    expect([mechanismOf({}), mechanismOf({ username: 'u', password: 'p' })]).toEqual(['none', 'SCRAM-SHA-256']);
  });
});

describe('errors of the server', () => {
  test.each<[number, string]>([
    [18, 'auth'],
    [13, 'config'],
    [121, 'payload'],
    [10107, 'transient'],
    [16500, 'rate_limited'],
    [987654, 'transient'],
  ])('%d is %s, and its text is not repeated', (code, kind) => {
    const problem = classifyMongo(new MongoServerError({ message: 'secret text', code }));
    expect(problem).toMatchObject({ kind, code: String(code) });
    expect(problem?.message).not.toContain('secret');
  });

  test('a refusal of the guard is found within the driver’s errors', () => {
    const refusal = new Problem('config', 'no', { code: 'EGRESS_BLOCKED' });
    expect(classifyMongo(new Error('a', { cause: new Error('b', { cause: refusal }) }))).toBe(refusal);
  });

  test('what is not of MongoDB is left to others', () => {
    expect(classifyMongo(new TypeError('x'))).toBeUndefined();
    expect(MongoBulkWriteError.prototype).toBeInstanceOf(MongoServerError);
  });
});
