import { Inject, Injectable } from '@nestjs/common';
import { Access, type AccessSession } from '../../../../activities/providers/access.js';
import { awaitsLogin, managerRefused } from '../../../../activities/providers/manager-login.js';
import type { ConnectionId, EnvironmentId } from '../../../../model/ids.js';
import { Problem } from '../../../../model/problem.js';
import type { BoundManager, BoundProvider } from '../../../../providers/kit/bound.js';
import { ProviderCalls } from '../../../../providers/kit/calls.js';
import type { ProviderDevice } from '../../../../providers/kit/items.js';
import type { ProviderIo } from '../../../../providers/kit/provider-io.js';
import { providers } from '../../../../providers/registry.js';
import { ControlStore } from '../../../../store/control/control-store.js';
import type { ProviderAppRow } from '../../../../store/control/entities/provider-app.js';
import { type ProviderApp, ProviderApps } from '../../../../store/control/provider-apps.js';
import { findProviderApp } from '../../../../store/control/provider-set-up.js';
import { type Database, transaction } from '../../../../store/database.js';
import { storeDevices } from '../../../../store/devices/devices.js';
import { type ManagerAccount, findManagerAccount, logInManager } from '../../../../store/devices/manager-accounts.js';
import { KeyRing } from '../../../../store/secrets/key-ring.js';
import { DATABASE } from '../../../common/core.module.js';
import { actor } from '../http/actor.js';
import { Nudger } from '../nudger.service.js';

/** How long the provider may take. */
const LOGIN_MS = 20_000;
const DEVICES_MS = 60_000;
/** More pages than any account has. */
const MOST_PAGES = 200;
/** Others whose poll is due are found by the reconciler. */
const NUDGED = 200;

/** An environment's app at a provider that a manager's account reads. */
interface ManagedApp {
  readonly app: ProviderApp;
  readonly bound: BoundProvider;
  readonly manager: BoundManager;
}
export interface LoggedIn extends ManagedApp {
  readonly account: ManagerAccount;
}

/** The manager's login and the devices that it sees. */
@Injectable()
export class Managers {
  constructor(
    private readonly store: ControlStore,
    private readonly keys: KeyRing,
    private readonly apps: ProviderApps,
    private readonly calls: ProviderCalls,
    private readonly access: Access,
    private readonly nudger: Nudger,
    @Inject(DATABASE) private readonly db: Database,
  ) {}

  /** For what asks the provider. @throws Problem as `account`, config when the app cannot be used as it is set up */
  async loggedIn(environmentId: EnvironmentId, provider: string): Promise<LoggedIn> {
    return { ...(await this.app(environmentId, provider)), account: await this.account(environmentId, provider) };
  }

  /** For what only looks. @throws Problem missing (not set up, nobody logged in), payload (no such provider), conflict (it has no manager) */
  async account(environmentId: EnvironmentId, provider: string): Promise<ManagerAccount> {
    const { id } = await this.row(environmentId, provider);
    const account = await findManagerAccount(this.db, environmentId, id);
    if (!account)
      throw new Problem(
        'missing',
        `no manager is logged in to ${providers.titleOf(provider)}: run \`freehub devices login ${provider}\``,
      );
    return account;
  }

  /** @throws Problem config (the provider does not take them), and as logInManager */
  async logIn(
    environmentId: EnvironmentId,
    provider: string,
    given: { readonly username: string; readonly password: string; readonly replace: boolean },
  ): Promise<LoggedIn & { readonly devices: number }> {
    const managed = await this.app(environmentId, provider);
    const { app, manager } = managed;
    const { username, password, replace } = given;
    const { tokens, identity } = await manager.login({ username, password }, this.io(managed, LOGIN_MS)).catch(foreign);
    const due = await transaction(this.db, (tx) =>
      logInManager(tx, this.keys, {
        environmentId,
        providerAppId: app.id,
        provider,
        accountId: identity.providerUserId,
        tokens,
        replace,
        actor: actor(),
      }),
    );
    this.nudge(due);
    const { devices } = await this.refresh(environmentId, provider);
    return { ...(await this.loggedIn(environmentId, provider)), devices };
  }

  /** @throws Problem config when the login is refused, and what the provider answers */
  async refresh(environmentId: EnvironmentId, provider: string): Promise<{ readonly devices: number; readonly fresh: number }> {
    const logged = await this.loggedIn(environmentId, provider);
    const seen = await this.devicesAt(environmentId, logged);
    const owner = { environmentId, managerAccountId: logged.account.id };
    return { devices: seen.length, fresh: await transaction(this.db, (tx) => storeDevices(tx, owner, seen)) };
  }

  private async devicesAt(environmentId: EnvironmentId, logged: LoggedIn): Promise<readonly ProviderDevice[]> {
    const { account, bound } = logged;
    const waiting = awaitsLogin(bound, account);
    if (waiting) foreign(waiting);
    const session: AccessSession = {
      owner: { environmentId, managerAccountId: account.id },
      provider: bound,
      io: this.io(logged, DEVICES_MS),
      held: { ...account, accessExpiresAtMs: account.accessExpiresAt.getTime() },
    };
    try {
      const devices: ProviderDevice[] = [];
      for (let page = 0, cursor: string | null = null; page < MOST_PAGES; page++) {
        const found = await this.page(logged, session, cursor);
        devices.push(...found.devices);
        if (found.cursor === null) return devices;
        cursor = found.cursor;
      }
      throw new Problem('payload', `the provider’s list of devices did not end after ${MOST_PAGES} pages`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return foreign((await managerRefused(this.db, session, error))?.problem ?? error);
    }
  }

  private page({ manager }: LoggedIn, session: AccessSession, cursor: string | null): ReturnType<BoundManager['devices']> {
    return this.access.use(session, (token) => manager.devices(token, cursor, session.io));
  }

  private async row(environmentId: EnvironmentId, provider: string): Promise<ProviderAppRow> {
    const { id, capabilities } = providers.get(provider);
    if (capabilities.access !== 'manager')
      throw new Problem('conflict', `each athlete connects to ${id} himself: it has no manager and no devices to assign`);
    const row = await findProviderApp(this.store, environmentId, provider);
    if (!row) throw new Problem('missing', `${providers.titleOf(provider)} is not set up in this environment`);
    return row;
  }

  private async app(environmentId: EnvironmentId, provider: string): Promise<ManagedApp> {
    const row = await this.row(environmentId, provider);
    const app = await this.apps.byId(row.id, row.configRevision);
    const bound = providers.get(provider).bind(app.config);
    if (!bound.manager) throw new Problem('bug', `${providers.titleOf(provider)} names a manager and has none`);
    return { app, bound, manager: bound.manager };
  }

  private io({ app, bound }: ManagedApp, forMs: number): ProviderIo {
    return this.calls.for({ providerAppId: app.id, connectionId: null, limits: bound.limits }, AbortSignal.timeout(forMs));
  }

  private nudge(due: readonly ConnectionId[]): void {
    for (const id of due.slice(0, NUDGED)) this.nudger.connection(id);
  }
}

/** The provider's credentials are at fault, and not those of who called us. */
function foreign(error: unknown): never {
  if (error instanceof Problem && error.kind === 'auth')
    throw new Problem('config', error.userMessage, { code: error.code, cause: error });
  throw error;
}
