/** The one algorithm behind S3, GCS and Azure Blob: a newer revision replaces an older one, and no record ever overwrites another. */
import { Problem } from '../../../model/problem.js';
import type { DeliveryItem } from '../destination.js';
import { heldRevision } from './metadata.js';
import type { HeldObject, ObjectContent, ObjectStore } from './store.js';
import { Turns } from './turns.js';

/** `taken`: another record has the name. */
export type Placing = 'delivered' | 'duplicate' | 'stale' | 'taken';

/** Each lost race means that somebody else's write went through: with n writers of one record n rounds are enough. */
const MOST_ROUNDS = 40;

type Owner = Pick<DeliveryItem, 'key' | 'revision'>;

/** Where every write of a session waits until it is known whether the store keeps conditions. No object is named so. */
const PROOF = '';

export class GuardedWriter {
  readonly #store: ObjectStore;
  readonly #turns = new Turns();
  /** Whether a create on a name that is there is refused. Where it is not, a look comes before each write, which is no guard against other processes. */
  #creates: 'guarded' | 'unknown' | 'blind';
  /** False once the store has said that it knows no such condition. */
  #replacesByVersion = true;
  #removesByVersion = true;

  constructor(store: ObjectStore) {
    this.#store = store;
    this.#creates = store.keepsConditions ? 'guarded' : 'unknown';
  }

  /** Writes `content` under `name` unless the same or a newer revision is there. @throws the store's errors; Problem transient for endless races */
  async place(name: string, owner: Owner, content: ObjectContent, signal: AbortSignal): Promise<Placing> {
    const prove = (): Promise<Placing | null> =>
      this.#creates === 'unknown' ? this.#prove(name, owner, content, signal) : Promise.resolve(null);
    const proved = this.#creates === 'unknown' ? await this.#turns.run(PROOF, prove) : null;
    if (proved !== null) return proved;
    const place = (): Promise<Placing> => this.#place(name, owner, content, signal);
    return this.#creates === 'blind' ? this.#turns.run(name, place) : place();
  }

  /**
   * Writes by looking first, and what it has written once more: a store that ignores conditions without a word takes that, too.
   * @returns null when nothing was written and the usual way is to be gone
   */
  async #prove(name: string, owner: Owner, content: ObjectContent, signal: AbortSignal): Promise<Placing | null> {
    const held = await this.#store.head(name, signal);
    const settled = typeof held === 'string' ? 'write' : settle(heldRevision(held, owner), owner.revision);
    if (settled !== 'write') return settled;
    const first = await this.#store.create(name, content, signal);
    const answer = first === 'created' ? await this.#store.create(name, content, signal) : first;
    this.#creates = answer === 'exists' ? 'guarded' : 'blind';
    return first === 'created' ? 'delivered' : null;
  }

  async #place(name: string, owner: Owner, content: ObjectContent, signal: AbortSignal): Promise<Placing> {
    let mayBeFree = true;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      if (mayBeFree && (await this.#create(name, content, signal))) return 'delivered';
      const held = await this.#store.head(name, signal);
      // Who may only write cannot be guarded: the last one wins.
      const free = held === 'forbidden' || (held === 'absent' && this.#creates === 'blind');
      if (!free && held !== 'absent') {
        const settled = settle(heldRevision(held, owner), owner.revision);
        if (settled !== 'write') return settled;
      }
      if (free) {
        await this.#store.overwrite(name, content, signal);
        return 'delivered';
      }
      if (held !== 'absent' && (await this.#replace(name, content, held, signal))) return 'delivered';
      mayBeFree = held === 'absent';
    }
    throw contended();
  }

  /**
   * Removes the object of this record unless it is newer. Nothing there, or another record's: `absent`.
   * @param blind whether to remove also where the credentials may not look. Default true: a deleted record must go.
   */
  async remove(name: string, owner: Owner, signal: AbortSignal, { blind = true } = {}): Promise<'removed' | 'absent' | 'stale'> {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const held = await this.#store.head(name, signal);
      if (held === 'absent' || (held === 'forbidden' && !blind)) return 'absent';
      if (held !== 'forbidden') {
        const revision = heldRevision(held, owner);
        if (revision === null) return 'absent';
        if (revision > owner.revision) return 'stale';
      }
      const version = held === 'forbidden' || !this.#removesByVersion ? null : held.version;
      const answer = await this.#store.remove(name, version, signal);
      if (answer === 'removed') return 'removed';
      if (answer === 'forbidden') throw deleteForbidden();
      if (answer === 'unsupported') this.#removesByVersion = false;
    }
    throw contended();
  }

  async #create(name: string, content: ObjectContent, signal: AbortSignal): Promise<boolean> {
    if (this.#creates === 'blind') return false;
    const answer = await this.#store.create(name, content, signal);
    if (answer === 'unsupported') this.#creates = 'blind';
    return answer === 'created';
  }

  async #replace(name: string, content: ObjectContent, held: HeldObject, signal: AbortSignal): Promise<boolean> {
    const answer = this.#replacesByVersion ? await this.#store.replace(name, content, held.version, signal) : 'unsupported';
    if (answer !== 'unsupported') return answer === 'replaced';
    this.#replacesByVersion = false;
    await this.#store.overwrite(name, content, signal);
    return true;
  }
}

function settle(held: number | null, revision: number): 'write' | Exclude<Placing, 'delivered'> {
  if (held === null) return 'taken';
  if (held === revision) return 'duplicate';
  return held > revision ? 'stale' : 'write';
}

const contended = (): Problem =>
  new Problem('transient', 'too many writers change one object at the same time', { code: 'CONTENDED' });

/** About the item: everything else still arrives, so a key that may only write need not stop the destination. */
const deleteForbidden = (): Problem =>
  new Problem(
    'payload',
    'a record was deleted, but the credentials may not delete objects: grant that right, then send this event again',
    { code: 'DELETE_FORBIDDEN' },
  );
