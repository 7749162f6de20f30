/** The sandbox's live API as tests use it: a manager who is logged in, and control over what the recorders wrote. */
import { z } from 'zod';
import type { BoundManager, BoundProvider } from '../../kit/bound.js';
import { defineProvider } from '../../kit/bound.js';
import type { Assignment } from '../../kit/items.js';
import type { Tokens } from '../../kit/provider.js';
import { plainIo, type PlainIo } from '../../kit/testing/plain-io.js';
import { SandboxClient } from '../sandbox.fixture.js';
import { insidersLive } from './index.js';

export const kind = defineProvider(insidersLive);
export const EVER: Assignment['range'] = { startMs: Date.UTC(2020, 0), endMs: Number.MAX_SAFE_INTEGER };
export const MANAGER = { username: 'manager', password: 'sandbox-password' };

/** Of `startSandbox`, which only tests may import. */
interface Running {
  readonly url: string;
  close(): Promise<void>;
}

const rideSchema = z.object({ id: z.string(), startedAt: z.string(), endsAt: z.string() });

export function managerOf(bound: BoundProvider): BoundManager {
  if (bound.manager === null) throw new Error('no manager facet');
  return bound.manager;
}

export class LiveRig {
  readonly io: PlainIo = plainIo();

  private constructor(
    readonly sandbox: Running,
    readonly control: SandboxClient,
    readonly config: Readonly<Record<string, unknown>>,
    readonly bound: BoundProvider,
    readonly tokens: Tokens,
    readonly devices: readonly string[],
  ) {}

  static async open(sandbox: Running, more: Readonly<Record<string, unknown>> = {}): Promise<LiveRig> {
    const config = {
      api_url: sandbox.url,
      account_url: sandbox.url,
      client_id: 'sandbox-client',
      client_secret: 'sandbox-secret',
      ...more,
    };
    const bound = kind.bind(config);
    const io = plainIo();
    const { tokens } = await managerOf(bound).login(MANAGER, io);
    const { devices } = await managerOf(bound).devices(tokens.accessToken, null, io);
    return new LiveRig(
      sandbox,
      new SandboxClient(sandbox.url),
      config,
      bound,
      tokens,
      devices.map(({ id }) => id),
    );
  }

  get device(): string {
    return this.devices[0] ?? '';
  }

  /** A ride of this many minutes; without `startedAt` it ended just now. */
  async ride(body: { minutes: number; startedAt?: string; hold?: unknown[]; shape?: string }, device = this.device) {
    const { id, startedAt, endsAt } = rideSchema.parse(await this.control.control('POST', `/devices/${device}/rides`, body));
    return { id, startMs: Date.parse(startedAt), endMs: Date.parse(endsAt) };
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }
}
