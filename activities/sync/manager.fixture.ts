/** A fake provider whose devices a manager's account reads, two athletes of it, and what tests ask about them. */
import { randomBytes } from 'node:crypto';
import { Agent } from 'undici';
import { z } from 'zod';
import {
  type AssignmentId,
  type BackfillId,
  type ConnectionId,
  type DeviceId,
  type ManagerAccountId,
  asId,
  newId,
} from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import { formatTimestamp } from '../../model/terra/index.js';
import type { TimeRange } from '../../model/time-range.js';
import { defineProvider } from '../../providers/kit/bound.js';
import { ProviderCalls } from '../../providers/kit/calls.js';
import type { ItemRef } from '../../providers/kit/items.js';
import type { ListPage, ListQuery, ManagerProvider } from '../../providers/kit/provider.js';
import { ProviderRegistry } from '../../providers/registry.js';
import { ProviderApps, providerAppPlace } from '../../store/control/provider-apps.js';
import { type Database, type Queryable, transaction } from '../../store/database.js';
import {
  type AssignmentScope,
  changeAssignment,
  getAssignment,
  lockAssignments,
  makeAssignment,
  removeAssignment,
} from '../../store/devices/assignments.js';
import { athleteNamed } from '../../store/devices/athletes.js';
import { deviceNamed, storeDevices } from '../../store/devices/devices.js';
import { Affected, lookAgain } from '../../store/devices/look-again.js';
import { logInManager } from '../../store/devices/manager-accounts.js';
import { KeyRing } from '../../store/secrets/key-ring.js';
import { makeDestination, makeTenant, type Tenant } from '../../store/store.fixture.js';
import { RateBudget } from '../../store/sync/budget.js';
import { BACKFILL_POLICY, Backfill } from '../backfill/backfill.js';
import { Packer } from '../normalize/packer.js';
import { Access } from '../providers/access.js';
import { ConnectionChanges } from './connection-changes.js';
import { Puller } from './pull.js';
import { Sync } from './sync.js';

const HOUR_MS = 3_600_000;
export const LOOK_BACK_MS = 24 * HOUR_MS;
const NAME = 'FAKE_DEVICES';

/** What a device recorded without a gap. */
interface Block extends TimeRange {
  readonly deviceId: string;
}

const overlap = (a: TimeRange, b: TimeRange): boolean => a.startMs < b.endMs && a.endMs > b.startMs;
const locator = z.object({ startMs: z.number(), endMs: z.number() });

/** Each block within an assignment is an item, blocks that touch are one. Its revision is how long it is. */
export class FakeDevices {
  blocks: Block[] = [];
  /** Access tokens that it takes, and refresh tokens. */
  tokens = new Set(['access-1']);
  refreshes = new Map<string, string>();
  listings = 0;
  /** Runs in the middle of a fetch. */
  meanwhile: (() => Promise<void>) | null = null;

  record(deviceId: string, startMs: number, endMs: number): void {
    this.blocks.push({ deviceId, startMs, endMs });
  }

  readonly provider: ManagerProvider<Record<string, never>> = {
    spec: { id: NAME, title: 'Fake devices', summary: 'a fake for tests', schema: z.strictObject({}), secrets: [], example: {} },
    capabilities: { types: ['activity'], webhook: 'none', maxHistoryDays: null, windowDays: 30, access: 'manager' },
    limits: () => [],
    oauth: {
      refresh: (_config, tokens) => {
        const next = this.refreshes.get(tokens.refreshToken ?? '');
        if (next === undefined) return Promise.reject(new Problem('auth', 'refused by the fake', { code: 'invalid_grant' }));
        return Promise.resolve({ ...tokens, accessToken: next, accessExpiresAtMs: Date.now() + HOUR_MS });
      },
    },
    manager: {
      login: () => Promise.reject(new Error('not used')),
      devices: () => Promise.resolve({ devices: [], cursor: null }),
      lookBackMs: () => LOOK_BACK_MS,
      marginMs: 12 * HOUR_MS,
    },
    identify: (_config, token) => Promise.resolve(this.checked(token)),
    list: (_config, token, query) => {
      this.checked(token);
      this.listings++;
      return Promise.resolve(this.listed(query));
    },
    fetch: async (_config, token, ref) => {
      this.checked(token);
      await this.meanwhile?.();
      return { ref, parts: [{ part: 'session', bytes: Buffer.from(ref.locator ?? '') }] };
    },
    normalize: (ref, parts) => {
      const { startMs, endMs } = locator.parse(JSON.parse(Buffer.from(parts[0]?.bytes ?? []).toString()));
      const [startTime, endTime] = [formatTimestamp(startMs), formatTimestamp(endMs)];
      const metadata = { summary_id: ref.id, start_time: startTime, end_time: endTime, type: 4, upload_type: 1 };
      const body = Buffer.from(JSON.stringify({ metadata }));
      return { type: 'activity', key: ref.id, providerRevision: ref.revision, startTime, endTime, body, summary: body };
    },
  };

  private checked(token: string): string {
    if (!this.tokens.has(token)) throw new Problem('auth', 'refused by the fake', { code: '401' });
    return token;
  }

  private listed({ assignments = [], held = [], range }: ListQuery): ListPage {
    const refs: ItemRef[] = [];
    const gone = new Set<string>();
    for (const worn of assignments) {
      const sessions: TimeRange[] = [];
      for (const block of this.blocks.filter((one) => one.deviceId === worn.deviceId).sort((a, b) => a.startMs - b.startMs)) {
        const cut = { startMs: Math.max(block.startMs, worn.range.startMs), endMs: Math.min(block.endMs, worn.range.endMs) };
        const last = sessions.at(-1);
        if (cut.endMs <= cut.startMs) continue;
        if (last && cut.startMs <= last.endMs)
          sessions[sessions.length - 1] = { ...last, endMs: Math.max(last.endMs, cut.endMs) };
        else sessions.push(cut);
      }
      for (const session of sessions.filter((one) => overlap(one, range))) {
        const [first, ...rest] = held.filter((one) => one.id.startsWith(worn.deviceId) && overlap(one.range, session));
        for (const { id } of rest) gone.add(id);
        const id = first?.id ?? `${worn.deviceId}@${session.startMs}`;
        refs.push({ type: 'activity', id, revision: session.endMs - session.startMs, locator: JSON.stringify(session) });
      }
    }
    const covered = (one: TimeRange): boolean =>
      assignments.some(({ range: worn }) => worn.startMs <= one.startMs && worn.endMs >= one.endMs);
    for (const { id, range: was } of held) if (overlap(was, range) && !covered(was)) gone.add(id);
    return { refs, cursor: null, obsolete: [...gone].filter((id) => !refs.some((ref) => ref.id === id)) };
  }
}

export interface Spell {
  readonly device?: string;
  readonly athlete?: string;
  readonly from?: number;
  readonly to?: number | null;
}

/** A manager logged in, who sees the devices `d1` and `d2`. */
export class ManagerWorld {
  readonly fake = new FakeDevices();
  readonly troubles: string[] = [];
  readonly sync: Sync;
  private readonly calls: ProviderCalls;
  private readonly apps: ProviderApps;
  private readonly puller: Puller;
  private readonly registry: ProviderRegistry;
  private readonly dispatcher = new Agent();
  private readonly packer: Packer;
  private readonly hooks = {
    destinations: () => undefined,
    trouble: ({ userMessage }: Problem) => void this.troubles.push(userMessage),
  };

  private constructor(
    readonly db: Database,
    private readonly keys: KeyRing,
    readonly tenant: Tenant,
  ) {
    this.registry = new ProviderRegistry([defineProvider(this.fake.provider)]);
    const budget = new RateBudget(db);
    this.calls = new ProviderCalls({ budget, dispatcher: this.dispatcher, timeoutMs: 5_000, maxBodyBytes: 1 << 20 });
    this.apps = new ProviderApps(db, keys);
    this.packer = new Packer(this.registry, 0);
    this.puller = new Puller(db, new Access(db, keys), this.packer);
    const policy = { leaseMs: 30_000, nextPollMs: () => 300_000 };
    const changes = new ConnectionChanges(db, this.hooks);
    this.sync = new Sync(db, this.registry, this.apps, this.calls, this.puller, changes, policy, this.hooks);
  }

  static async over(db: Database): Promise<ManagerWorld> {
    const keys = KeyRing.of([{ id: 'k', key: randomBytes(32) }]);
    const tenant = await makeTenant(db);
    const secrets = keys.sealJson({}, providerAppPlace(tenant.environmentId, tenant.providerAppId, 'secrets'));
    await db.query(`UPDATE provider_app SET provider = $2, secrets = $3 WHERE id = $1`, [tenant.providerAppId, NAME, secrets]);
    await makeDestination(db, tenant, { eventTypes: ['activity'] });
    const world = new ManagerWorld(db, keys, tenant);
    await world.logIn('access-1');
    const owner = { environmentId: tenant.environmentId, managerAccountId: await world.account() };
    await storeDevices(
      db,
      owner,
      ['d1', 'd2'].map((id) => ({ id, name: null, serialNumber: `SN-${id}` })),
    );
    return world;
  }

  async close(): Promise<void> {
    await this.packer.close();
    await this.dispatcher.close();
  }

  async logIn(accessToken: string): Promise<void> {
    this.fake.tokens.add(accessToken);
    const { environmentId, providerAppId } = this.tenant;
    const tokens = {
      accessToken,
      refreshToken: `refresh of ${accessToken}`,
      accessExpiresAtMs: Date.now() + HOUR_MS,
      scopes: [],
    };
    const login = { environmentId, providerAppId, provider: NAME, accountId: 'manager-1', tokens, replace: false, actor: 'test' };
    await transaction(this.db, (tx) => logInManager(tx, this.keys, login));
  }

  async account(): Promise<ManagerAccountId> {
    const { rows } = await this.db.query<{ id: string }>(`SELECT id FROM manager_account WHERE environment_id = $1`, [
      this.tenant.environmentId,
    ]);
    return asId(rows[0]?.id ?? '');
  }

  /** As the API does it. */
  private async changing<Result>(
    work: (tx: Queryable, scope: AssignmentScope, affected: Affected) => Promise<Result>,
  ): Promise<{ result: Result; backfillId: BackfillId | null }> {
    const scope: AssignmentScope = {
      ...this.tenant,
      managerAccountId: await this.account(),
      provider: NAME,
      types: ['activity'],
      lookBackMs: LOOK_BACK_MS,
      maxHistoryDays: null,
      actor: 'test',
    };
    return transaction(this.db, async (tx) => {
      await lockAssignments(tx, scope);
      const affected = new Affected();
      const result = await work(tx, scope, affected);
      return { result, backfillId: await lookAgain(tx, scope, affected) };
    });
  }

  assign(spell: Required<Spell>): Promise<{ result: AssignmentId; backfillId: BackfillId | null }> {
    return this.changing(async (tx, scope, affected) => {
      const { id: deviceId } = await deviceNamed(tx, scope.managerAccountId, spell.device);
      const { connection } = await athleteNamed(tx, scope, { referenceId: spell.athlete });
      const times = { from: new Date(spell.from), to: spell.to === null ? null : new Date(spell.to) };
      return (await makeAssignment(tx, scope, { deviceId, connectionId: connection.id, ...times }, affected)).id;
    });
  }

  change(id: AssignmentId, spell: Spell): Promise<{ backfillId: BackfillId | null }> {
    return this.changing(async (tx, scope, affected) => {
      const before = await getAssignment(tx, scope, id);
      const deviceId: DeviceId =
        spell.device === undefined ? before.deviceId : (await deviceNamed(tx, scope.managerAccountId, spell.device)).id;
      const from = spell.from === undefined ? before.from : new Date(spell.from);
      const to = spell.to === undefined ? before.to : spell.to === null ? null : new Date(spell.to);
      const connectionId =
        spell.athlete === undefined
          ? before.connectionId
          : (await athleteNamed(tx, scope, { referenceId: spell.athlete })).connection.id;
      await changeAssignment(tx, scope, before, { deviceId, connectionId, from, to }, affected);
    });
  }

  undo(id: AssignmentId): Promise<{ backfillId: BackfillId | null }> {
    return this.changing(async (tx, scope, affected) => {
      await removeAssignment(tx, scope, await getAssignment(tx, scope, id), affected);
    });
  }

  async idOf(athlete: string): Promise<ConnectionId> {
    const { rows } = await this.db.query<{ id: string }>(
      `SELECT id FROM connection WHERE environment_id = $1 AND reference_id = $2`,
      [this.tenant.environmentId, athlete],
    );
    return asId(rows[0]?.id ?? newId());
  }

  /** A poll that is due. */
  async poll(athlete: string): ReturnType<Sync['run']> {
    const id = await this.idOf(athlete);
    await this.db.query(`UPDATE connection SET next_poll_at = now() WHERE id = $1`, [id]);
    return this.sync.run(id, AbortSignal.timeout(20_000));
  }

  async backfill(id: BackfillId | null): Promise<void> {
    if (id === null) throw new Error('there is no backfill');
    const backfill = new Backfill(this.db, this.registry, this.apps, this.calls, this.puller, this.hooks, BACKFILL_POLICY);
    await backfill.plan(id);
    const { over } = await backfill.slice(id, AbortSignal.timeout(20_000), () => undefined);
    if (over) await backfill.finish(id);
  }

  /** `key start–end`, hours of the test's day; what is deleted is left out. */
  async records(athlete: string, zeroMs: number): Promise<string[]> {
    const { rows } = await this.db.query<{ key: string; from: Date; to: string }>(
      `SELECT record_key AS key, started_at AS "from", end_time AS "to" FROM record WHERE connection_id = $1 AND deleted_at IS NULL ORDER BY started_at`,
      [await this.idOf(athlete)],
    );
    const hour = (ms: number): number => (ms - zeroMs) / HOUR_MS;
    return rows.map(({ key, from, to }) => `${key.split('@')[0]} ${hour(from.getTime())}–${hour(Date.parse(to))}`);
  }

  /** What destinations are told of the athlete's records, oldest first. */
  async told(athlete: string): Promise<string[]> {
    const { rows } = await this.db.query<{ op: string }>(
      `SELECT op FROM event WHERE connection_id = $1 AND record_key IS NOT NULL ORDER BY id`,
      [await this.idOf(athlete)],
    );
    return rows.map(({ op }) => op);
  }

  async audit(action: string): Promise<Record<string, unknown>[]> {
    const { rows } = await this.db.query<{ detail: Record<string, unknown> }>(
      `SELECT detail FROM audit WHERE environment_id = $1 AND action = $2 ORDER BY id`,
      [this.tenant.environmentId, action],
    );
    return rows.map(({ detail }) => detail);
  }
}
