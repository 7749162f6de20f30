/** What every conformance suite stands on: a whole platform, an environment of it, webhooks that keep all bytes, and a tap on the api's wire. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as destinations from '../../../apps/api/admin/contract/destinations.js';
import { type Connected, Platform, type PlatformOptions, type Tenant } from '../../support/platform/index.js';
import { EventTap } from './event-tap.js';
import { WireTap } from './wire-tap.js';

export interface HookOptions {
  readonly dialect?: 'v2022' | 'v2026';
  readonly delivery?: 'push' | 'ping';
  /** Where it posts to; default: a tap of its own. */
  readonly url?: string;
  /** Default: a random one. */
  readonly secret?: string;
}

export interface Hook {
  readonly id: string;
  readonly secret: string;
  readonly tap: EventTap;
}

export class Bed {
  readonly #hooks: Hook[] = [];

  private constructor(
    readonly platform: Platform,
    readonly tenant: Tenant,
    readonly wire: WireTap,
  ) {}

  static async start(options: PlatformOptions = {}): Promise<Bed> {
    const platform = await Platform.start(options);
    try {
      const tenant = await platform.provision({ hooks: [], sql: false });
      return new Bed(platform, tenant, await WireTap.start(platform.api.url));
    } catch (error) {
      await platform.close();
      throw error;
    }
  }

  /** What a client is given. */
  get credentials(): { devId: string; apiKey: string } {
    return { devId: this.tenant.devId, apiKey: this.tenant.apiKey };
  }

  get hooks(): readonly Hook[] {
    return this.#hooks;
  }

  /** A webhook destination. */
  async hook({
    dialect = 'v2026',
    delivery = 'push',
    url,
    secret = randomBytes(24).toString('hex'),
  }: HookOptions = {}): Promise<Hook> {
    const tap = await EventTap.start();
    const { id } = await this.platform.admin.call(destinations.createDestination, {
      params: { environment: this.tenant.devId },
      body: {
        kind: 'webhook',
        name: `hook ${this.#hooks.length + 1}`,
        config: { url: url ?? tap.url, signing_secret: secret, delivery },
        dialect,
      },
    });
    const hook = { id, secret, tap };
    this.#hooks.push(hook);
    return hook;
  }

  /** Deletes a destination. */
  async unhook(destination: string): Promise<void> {
    await this.platform.admin.call(destinations.deleteDestination, { params: { environment: this.tenant.devId, destination } });
  }

  /** What failed waits half a minute: not here. At least `afterMs` from now, so that the next try is signed at another second. */
  async hurry(afterMs = 1_100): Promise<void> {
    await sleep(afterMs);
    await this.platform.db.query(`UPDATE delivery SET due_at = now() WHERE state = 'pending' AND attempts > 0`);
  }

  connect(riderNumber: number): Promise<Connected> {
    return this.tenant.connect(riderNumber);
  }

  async close(): Promise<void> {
    await this.wire.close();
    await this.platform.close();
    await Promise.all(this.#hooks.map(({ tap }) => tap.close()));
  }
}
