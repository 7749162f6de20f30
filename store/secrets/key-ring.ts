/**
 * Secrets at rest: AES-256-GCM envelopes. Each secret has a data key of its own, wrapped by a key of the ring; both layers are bound to where the
 * secret belongs (environment, entity, field, version), so a row copied elsewhere does not open.
 *
 * Layout: version(1) · key id length(1) · key id · wrap iv(12) · wrap tag(16) · wrapped data key(32) · iv(12) · tag(16) · ciphertext.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Problem } from '../../model/problem.js';

const VERSION = 1;
const ALGORITHM = 'aes-256-gcm';

/** Code of the Problem that a secret does not open: its key is not in the ring, or is another one. */
export const SECRET_LOCKED = 'SECRET_LOCKED';

/** Where a secret belongs. */
export interface SecretPlace {
  readonly environmentId: string;
  /** `provider_app:{id}`, `destination:{id}`, `credential:{connection id}`, … */
  readonly entity: string;
  readonly field: string;
  readonly version: number;
}

export interface RingKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

const aad = (place: SecretPlace): Buffer => Buffer.from(`${place.environmentId}|${place.entity}|${place.field}|${place.version}`);

function seal(key: Buffer, plain: Uint8Array, bound: Buffer): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(bound);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

function unseal(key: Buffer, sealed: Buffer, bound: Buffer): Buffer {
  // A shorter tag would be easier to forge: without this Node takes one from what was cut off.
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, 12), { authTagLength: 16 })
    .setAAD(bound)
    .setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
}

export class KeyRing {
  private constructor(
    private readonly keys: ReadonlyMap<string, Buffer>,
    private readonly currentId: string,
  ) {}

  /**
   * @param keys the first one encrypts, all decrypt (rotation: put the new key in front, keep the old).
   * @throws Problem config
   */
  static of(keys: readonly RingKey[]): KeyRing {
    const [first] = keys;
    if (!first) throw new Problem('config', 'FREEHUB_SECRET_KEYS is empty');
    const wrong = keys.find(({ id, key }) => key.byteLength !== 32 || Buffer.byteLength(id) > 255);
    if (wrong) throw new Problem('config', `the key "${wrong.id}" in FREEHUB_SECRET_KEYS is not 32 bytes`);
    const twice = keys.find(({ id }, index) => keys.findIndex((key) => key.id === id) !== index);
    if (twice) throw new Problem('config', `FREEHUB_SECRET_KEYS names the key "${twice.id}" twice`);
    return new KeyRing(new Map(keys.map(({ id, key }) => [id, Buffer.from(key)])), first.id);
  }

  seal(plain: Uint8Array, place: SecretPlace): Buffer {
    const bound = aad(place);
    const dataKey = randomBytes(32);
    const wrapping = this.keys.get(this.currentId);
    if (!wrapping) throw new Problem('bug', 'the key ring lost its current key');
    const id = Buffer.from(this.currentId);
    return Buffer.concat([Buffer.from([VERSION, id.length]), id, seal(wrapping, dataKey, bound), seal(dataKey, plain, bound)]);
  }

  /** @throws Problem config when the key is not in the ring, or when the secret was tampered with or moved. */
  open(sealed: Uint8Array, place: SecretPlace): Buffer {
    const buffer = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    const idEnd = 2 + (buffer[1] ?? 0);
    const id = buffer.subarray(2, idEnd).toString();
    const wrapping = this.keys.get(id);
    if (buffer[0] !== VERSION || !wrapping) {
      throw new Problem(
        'config',
        `a stored secret of ${place.entity} needs the key "${id}", which FREEHUB_SECRET_KEYS does not hold`,
        { code: SECRET_LOCKED },
      );
    }
    try {
      const bound = aad(place);
      const dataKey = unseal(wrapping, buffer.subarray(idEnd, idEnd + 60), bound);
      return unseal(dataKey, buffer.subarray(idEnd + 60), bound);
    } catch (cause) {
      throw new Problem(
        'config',
        `a stored secret of ${place.entity} does not open: FREEHUB_SECRET_KEYS holds another key under the id "${id}", or the row was changed`,
        { code: SECRET_LOCKED, cause },
      );
    }
  }

  sealJson(value: unknown, place: SecretPlace): Buffer {
    return this.seal(Buffer.from(JSON.stringify(value)), place);
  }

  /** The value as JSON.parse gives it: check it with a schema. */
  openJson(sealed: Uint8Array, place: SecretPlace): unknown {
    return JSON.parse(this.open(sealed, place).toString());
  }

  /** A key for one purpose, of the ring's first key or of a named one; undefined when the ring does not hold that. */
  derive(purpose: string): { readonly id: string; readonly key: Buffer };
  derive(purpose: string, id: string): { readonly id: string; readonly key: Buffer } | undefined;
  derive(purpose: string, id = this.currentId): { readonly id: string; readonly key: Buffer } | undefined {
    const root = this.keys.get(id);
    return root && { id, key: Buffer.from(hkdfSync('sha256', root, '', `freehub ${purpose}`, 32)) };
  }

  /** How everything begins that is sealed with the first key of the ring. */
  get currentHead(): Buffer {
    const id = Buffer.from(this.currentId);
    return Buffer.concat([Buffer.from([VERSION, id.length]), id]);
  }

  /** The same secret under the first key of the ring. @throws Problem config as `open` does. */
  rewrap(sealed: Uint8Array, place: SecretPlace): Buffer {
    return this.seal(this.open(sealed, place), place);
  }
}
