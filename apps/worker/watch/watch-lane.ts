/**
 * Listens to devices that somebody wears now, where the operator wants it: what they record is then looked for at once. Each device by one process; what
 * is more than `most` is found by polling alone.
 */
import type { Access, AccessSession } from '../../../activities/providers/access.js';
import type { ConnectionId, ManagerAccountId } from '../../../model/ids.js';
import { Problem } from '../../../model/problem.js';
import type { BoundProvider, BoundWatch } from '../../../providers/kit/bound.js';
import type { ProviderCalls } from '../../../providers/kit/calls.js';
import { type SocketOptions, providerSockets } from '../../../providers/kit/sockets.js';
import type { ProviderRegistry } from '../../../providers/registry.js';
import type { ProviderApps } from '../../../store/control/provider-apps.js';
import type { Database } from '../../../store/database.js';
import { findManagerAccount } from '../../../store/devices/manager-accounts.js';
import {
  type Watch,
  type WatchingManager,
  claimWatches,
  endWatches,
  keepWatches,
  lookAtWearers,
  watchingManagers,
} from '../../../store/devices/watches.js';
import { DeviceWatch } from './device-watch.js';
import { Looks } from './looks.js';

export interface WatchLaneOptions {
  readonly db: Database;
  readonly providers: ProviderRegistry;
  readonly apps: ProviderApps;
  readonly access: Access;
  readonly calls: ProviderCalls;
  readonly sockets: SocketOptions;
  /** Devices that this process listens to at the same time. */
  readonly most: number;
  readonly leaseMs: number;
  /** A look at this connection is due. */
  readonly onDue: (id: ConnectionId) => void;
  /** A device cannot be listened to. */
  readonly onTrouble: (problem: Problem, device: Watch) => void;
  readonly onError: (error: unknown) => void;
  /** For tests. */
  readonly quietMs?: number;
}

/** Lines that are opened in one round: a restart must not open all in one second. */
const AT_ONCE = 25;
const ROUNDS_IN_A_LEASE = 3;

/** A manager whose app asks for it. */
interface Listening {
  readonly manager: WatchingManager;
  readonly bound: BoundProvider;
  readonly watch: BoundWatch;
}
interface Active {
  readonly watch: Watch;
  readonly configRevision: number;
  readonly running: DeviceWatch;
}

export class WatchLane {
  private readonly active = new Map<string, Active>();
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> | null = null;
  private closed = false;
  private keptAtMs = performance.now();

  constructor(private readonly options: WatchLaneOptions) {}

  start(): void {
    const tick = (): void => {
      this.looking ??= this.round().finally(() => {
        this.looking = null;
      });
    };
    this.timer = setInterval(tick, this.options.leaseMs / ROUNDS_IN_A_LEASE);
    tick();
  }

  /** Devices that are listened to. */
  get size(): number {
    return this.active.size;
  }

  private async round(): Promise<void> {
    const { db, most, leaseMs, onError } = this.options;
    try {
      const listening = await this.listening();
      await this.keep(listening);
      const free = Math.min(AT_ONCE, most - this.active.size);
      if (this.closed || free <= 0 || listening.size === 0) return;
      for (const watch of await claimWatches(db, [...listening.keys()], free, leaseMs)) {
        const of = listening.get(watch.managerAccountId);
        if (of) this.active.set(watch.token, this.begin(watch, of));
      }
    } catch (error) {
      onError(error);
      // Somebody else may have them by now.
      if (performance.now() - this.keptAtMs > leaseMs) await this.end([...this.active.keys()]);
    }
  }

  private async listening(): Promise<Map<ManagerAccountId, Listening>> {
    const { db, apps, providers, onError } = this.options;
    const found = new Map<ManagerAccountId, Listening>();
    for (const manager of await watchingManagers(db)) {
      try {
        const app = await apps.byId(manager.providerAppId, manager.configRevision);
        const bound = providers.get(manager.provider).bind(app.config);
        const watch = bound.manager?.watch;
        if (watch) found.set(manager.id, { manager, bound, watch });
      } catch (error) {
        // One app that is set up wrongly stops no other.
        if (!(error instanceof Problem)) throw error;
        onError(error);
      }
    }
    return found;
  }

  /** What is still ours and wanted goes on; the rest ends. */
  private async keep(listening: ReadonlyMap<ManagerAccountId, Listening>): Promise<void> {
    const { db, leaseMs } = this.options;
    const wanted = [...this.active.values()]
      .filter(({ watch, configRevision }) => listening.get(watch.managerAccountId)?.manager.configRevision === configRevision)
      .map(({ watch }) => watch.token);
    const kept = wanted.length === 0 ? new Set<string>() : await keepWatches(db, wanted, leaseMs);
    this.keptAtMs = performance.now();
    const over = [...this.active.keys()].filter((token) => !kept.has(token));
    if (over.length === 0) return;
    await this.end(over);
    await endWatches(db, over);
  }

  private begin(watch: Watch, of: Listening): Active {
    const { quietMs, onTrouble, onError } = this.options;
    const looks = new Looks({
      look: (since) => this.look(watch, since),
      onError,
      settledMs: of.watch.settledMs,
      ...(quietMs === undefined ? {} : { quietMs }),
    });
    const running = new DeviceWatch({
      looks,
      follow: (onRecording, signal) => this.follow(watch, of, onRecording, signal),
      onTrouble: (problem) => {
        onTrouble(problem, watch);
      },
    });
    return { watch, configRevision: of.manager.configRevision, running };
  }

  private async look({ deviceId }: Watch, since: Date): Promise<number> {
    const looks = await lookAtWearers(this.options.db, deviceId, since);
    for (const { connectionId, isDue } of looks) if (isDue) this.options.onDue(connectionId);
    return Math.max(0, ...looks.map(({ waitMs }) => waitMs));
  }

  /** A refusal to listen is never counted against the account: the websocket says nothing of its right to read. */
  private async follow(watch: Watch, of: Listening, onRecording: () => void, signal: AbortSignal): Promise<void> {
    const { db, access, calls, sockets } = this.options;
    const { environmentId, providerAppId } = of.manager;
    const account = await findManagerAccount(db, environmentId, providerAppId);
    if (account?.state !== 'active' || account.refused > 0)
      throw new Problem('transient', 'the manager’s login does not work at the moment');
    const session: AccessSession = {
      owner: { environmentId, managerAccountId: account.id },
      provider: of.bound,
      io: calls.for({ providerAppId, connectionId: null, limits: of.bound.limits }, signal),
      held: { ...account, accessExpiresAtMs: account.accessExpiresAt.getTime() },
    };
    const token = await access.use(session, (valid) => Promise.resolve(valid));
    await of.watch.follow(token, watch.providerDeviceId, onRecording, providerSockets(sockets, signal));
  }

  private async end(tokens: readonly string[]): Promise<void> {
    const ending = tokens.flatMap((token) => this.active.get(token)?.running ?? []);
    for (const token of tokens) this.active.delete(token);
    await Promise.all(ending.map((running) => running.close()));
  }

  /** Another process may listen to them at once. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.timer) clearInterval(this.timer);
    await this.looking;
    const tokens = [...this.active.keys()];
    await this.end(tokens);
    if (tokens.length > 0) await endWatches(this.options.db, tokens).catch(this.options.onError);
  }
}
