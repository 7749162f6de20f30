import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Problem } from '../../model/problem.js';
import { KeyRing, type SecretPlace } from './key-ring.js';

const place: SecretPlace = { environmentId: 'e1', entity: 'destination:d1', field: 'secrets', version: 1 };
const key = (id: string) => ({ id, key: randomBytes(32) });
const [first, second] = [key('k1'), key('k2')];
const ring = KeyRing.of([first]);

/** What opening says. */
function refusal(open: () => unknown): string {
  try {
    open();
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    if (error instanceof Problem && error.kind === 'config') return error.userMessage;
    throw error;
  }
  throw new Error('it opened');
}

describe('a key ring', () => {
  it('opens what it sealed, whatever it was, and never seals twice alike', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (plain) => {
        const sealed = ring.seal(plain, place);
        expect(ring.open(sealed, place).equals(plain)).toBe(true);
        expect(ring.seal(plain, place).equals(sealed)).toBe(false);
      }),
    );
    expect(ring.openJson(ring.sealJson({ a: ['é'] }, place), place)).toEqual({ a: ['é'] });
  });

  it('does not open a secret that was moved', () => {
    const sealed = ring.seal(Buffer.from('s3cret'), place);
    for (const other of [{ environmentId: 'e2' }, { entity: 'destination:d2' }, { field: 'config' }, { version: 2 }])
      expect(refusal(() => ring.open(sealed, { ...place, ...other }))).toMatch(/does not open/);
  });

  it('does not open what was changed or cut off anywhere, and says nothing of it', () => {
    const sealed = ring.seal(Buffer.from('s3cret'), place);
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      for (const bad of [changed, sealed.subarray(0, at)]) expect(refusal(() => ring.open(bad, place))).not.toContain('s3cret');
    }
  });

  it('names the key that it lacks', () => {
    const sealed = KeyRing.of([second]).seal(Buffer.from('x'), place);
    expect(refusal(() => ring.open(sealed, place))).toMatch(/needs the key "k2", which FREEHUB_SECRET_KEYS does not hold/);
    const sameName = KeyRing.of([{ id: 'k2', key: randomBytes(32) }]);
    expect(refusal(() => sameName.open(sealed, place))).toMatch(/another key under the id "k2"/);
  });

  it('is rotated: the new key seals, the old one still opens and is told apart', () => {
    const rotated = KeyRing.of([second, first]);
    const old = ring.seal(Buffer.from('x'), place);
    expect(rotated.open(old, place).toString()).toBe('x');
    const fresh = rotated.rewrap(old, place);
    const isCurrent = (sealed: Buffer): boolean => sealed.subarray(0, rotated.currentHead.length).equals(rotated.currentHead);
    expect([isCurrent(old), isCurrent(fresh)]).toEqual([false, true]);
    expect(KeyRing.of([second]).open(fresh, place).toString()).toBe('x');
    expect(refusal(() => ring.open(fresh, place))).toMatch(/k2/);
  });

  it('needs keys of 32 bytes with names of their own', () => {
    expect(refusal(() => KeyRing.of([]))).toMatch(/empty/);
    expect(refusal(() => KeyRing.of([{ id: 'short', key: randomBytes(16) }]))).toMatch(/"short".*32 bytes/);
    expect(refusal(() => KeyRing.of([first, { ...second, id: 'k1' }]))).toMatch(/"k1".*twice/);
  });
});
