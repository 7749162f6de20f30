import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Problem } from '../../../model/problem.js';
import type { BoundWebhooks } from '../../../providers/kit/bound.js';
import { providers } from '../../../providers/registry.js';
import type { Settings } from '../../../settings/load.js';
import { type ProviderApp, ProviderApps } from '../../../store/control/provider-apps.js';
import { Intake, type IncomingNotice } from '../../../store/inbox/intake.js';
import { Listener, Waker } from '../../../store/wake.js';
import { SETTINGS, required } from '../../common/core.module.js';
import { Log } from '../../common/log.js';
import { Metrics } from '../../common/metrics.js';
import { SignalBudget } from '../../common/temporal/signal-budget.js';
import { WorkflowDriver } from '../../common/temporal/workflow-driver.js';

/** Takes notifications: verifies on the raw bytes, stores, answers, and only then tells anybody. */
@Injectable()
export class NoticeDesk implements OnApplicationBootstrap, OnModuleDestroy {
  /** Users signalled lately: their workflow will find this notice too. */
  private readonly signalled = new Map<string, number>();
  private readonly relieved: Listener;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly apps: ProviderApps,
    private readonly intake: Intake,
    private readonly budget: SignalBudget,
    private readonly driver: WorkflowDriver,
    private readonly waker: Waker,
    private readonly metrics: Metrics,
    log: Log,
  ) {
    this.relieved = new Listener(
      required(settings.databaseUrl, 'DATABASE_URL'),
      {
        relieved: () => {
          this.budget.relieved();
        },
      },
      (error) => {
        log.warn('listening broke off; it begins again', error);
      },
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.relieved.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.relieved.close();
  }

  /** @returns the number of notices that are stored now. */
  async receive(provider: string, path: string, headers: Readonly<Record<string, string>>, body: Buffer): Promise<number> {
    const { app, webhooks } = await this.verified(provider, path, { headers, body });
    const notices = webhooks.parse(body);
    const signal = this.shouldSignal(
      app,
      notices.map((notice) => notice.providerUserId),
    );
    const { connectionIds } = await this.intake.accept(
      notices.map((notice, index): IncomingNotice => ({
        environmentId: app.environmentId,
        providerAppId: app.id,
        eventId: notice.eventId,
        kind: notice.kind,
        providerUserId: notice.providerUserId,
        objectType: notice.ref?.type ?? null,
        objectId: notice.ref?.id ?? null,
        objectRevision: notice.ref?.revision ?? null,
        occurredAt: notice.occurredAt,
        headStartMs: signal ? this.settings.nudgeDelayMs : 0,
        body: index === 0 ? body : null,
        problem: notice.fault === null ? null : new Problem('payload', notice.fault).toJSON(),
      })),
    );
    this.metrics.notices.inc({ provider: app.provider }, notices.length);
    if (connectionIds.length > 0) {
      if (signal) for (const id of connectionIds) void this.driver.connection(id);
      else this.waker.wake('inbox');
    }
    return notices.length;
  }

  async challenge(
    provider: string,
    path: string,
    query: Readonly<Record<string, string>>,
  ): Promise<{ status: number; body: string }> {
    const { app, webhooks } = await this.find(provider, path);
    const answer = webhooks.challenge(query, app.hookVerifyToken);
    if (!answer) throw new Problem('payload', 'this is no challenge; notifications are sent by POST');
    return answer;
  }

  /** A secret may have been made or rotated a moment ago by another process: what the cached one refuses is tried once with a fresh one. */
  private async verified(
    provider: string,
    path: string,
    request: { headers: Readonly<Record<string, string>>; body: Buffer },
  ): Promise<{ app: ProviderApp; webhooks: BoundWebhooks }> {
    const found = await this.find(provider, path);
    try {
      found.webhooks.verify(request, found.app.webhookSecrets, Date.now());
      return found;
    } catch {
      const again = await this.find(provider, path, true);
      again.webhooks.verify(request, again.app.webhookSecrets, Date.now());
      return again;
    }
  }

  /** A signal is worth its cost when the budget allows it and none is on its way to one of these users. */
  private shouldSignal(app: ProviderApp, users: readonly string[]): boolean {
    const now = Date.now();
    const key = `${app.id} ${users[0] ?? ''}`;
    const last = this.signalled.get(key);
    // One is pending: this notice gets the same head start and no signal of its own would change anything; the lane takes it.
    if (last !== undefined && now - last < this.settings.nudgeDelayMs) return false;
    if (!this.budget.tryTake()) return false;
    if (this.signalled.size > 5_000) this.signalled.clear();
    this.signalled.set(key, now);
    return true;
  }

  private async find(provider: string, path: string, fresh = false): Promise<{ app: ProviderApp; webhooks: BoundWebhooks }> {
    const app = await this.apps.byHookPath(path, fresh);
    const { webhooks } = providers.get(app.provider).bind(app.config);
    // The same answer for a wrong name and a wrong path: nothing to learn by trying.
    if (app.provider.toLowerCase() !== provider.toLowerCase() || !webhooks)
      throw new Problem('missing', 'there is no such provider app');
    return { app, webhooks };
  }
}
