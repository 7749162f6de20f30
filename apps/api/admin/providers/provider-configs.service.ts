import { Injectable } from '@nestjs/common';
import { Problem } from '../../../../model/problem.js';
import type { BoundProvider, ProviderKind } from '../../../../providers/kit/bound.js';
import { providers } from '../../../../providers/registry.js';
import type { ProviderAppRow } from '../../../../store/control/entities/provider-app.js';
import { providerAppPlace } from '../../../../store/control/provider-apps.js';
import type { Config } from '../../../../store/control/secret-config.js';
import { KeyRing } from '../../../../store/secrets/key-ring.js';
import { SavedConfig, isLocked, locked } from '../configs/saved-config.js';

export interface ProviderLook {
  /** Without the secrets when they do not open. */
  readonly masked: Record<string, unknown>;
  /** Or why it cannot be used. */
  readonly bound: BoundProvider | Problem;
}

/** Configs of provider apps: opened, shown, changed. */
@Injectable()
export class ProviderConfigs {
  constructor(private readonly keys: KeyRing) {}

  /** As people see it: as far as it can be read, and why no further. */
  look(app: ProviderAppRow): ProviderLook {
    const kind = providers.list().find(({ id }) => id === app.provider);
    if (!kind) return { masked: { ...app.config }, bound: unknownProvider(app) };
    const saved = this.saved(app, kind);
    const problem = saved.problem ?? this.hookProblem(app);
    return { masked: saved.masked(), bound: problem ?? boundTo(kind, saved.whole()) };
  }

  /** @throws Problem config when its secrets do not open */
  assertOpens(app: ProviderAppRow): void {
    const problem = this.saved(app).problem ?? this.hookProblem(app);
    if (problem) throw problem;
  }

  /** What takes the place of the whole config: only secrets that are left out stay. @throws Problem payload that names each field at fault, config */
  changed(app: ProviderAppRow, given: Config): Config {
    return this.saved(app).changed(given, {});
  }

  /** What a change leaves behind, for the person who made it. */
  warnings(app: ProviderAppRow, after: Config): string[] {
    return [
      ...this.saved(app).lost(after),
      ...(app.subscriptionId !== null && this.hookProblem(app)
        ? ['The secret of its notifications could not be opened and is gone: it is polled. Turn them on again.']
        : []),
    ];
  }

  /** Why notifications cannot be verified: their secrets are sealed apart from the others. */
  hookProblem(app: ProviderAppRow): Problem | null {
    if (app.webhookSecrets === null) return null;
    try {
      this.keys.open(app.webhookSecrets, providerAppPlace(app.environmentId, app.id, 'webhook_secrets'));
      return null;
    } catch (error) {
      if (!isLocked(error)) throw error;
      const anew = 'save its config again, which drops them, and turn notifications on again';
      return locked('the secrets that the notifications of this provider are signed with', anew, error);
    }
  }

  private saved(app: ProviderAppRow, plugin: ProviderKind = providers.get(app.provider)): SavedConfig {
    const place = providerAppPlace(app.environmentId, app.id, 'secrets');
    return SavedConfig.read(this.keys, app, { noun: 'provider', plugin, place });
  }
}

/** A config of before need not fit what the provider asks for now. */
function boundTo(kind: ProviderKind, config: Config): BoundProvider | Problem {
  try {
    return kind.bind(config);
  } catch (error) {
    if (!(error instanceof Problem) || error.kind !== 'payload') throw error;
    const words = `its config does not fit this version of Freehub: ${error.message}. Change the config`;
    return new Problem('config', words, { code: error.code, cause: error });
  }
}

const unknownProvider = ({ provider }: ProviderAppRow): Problem =>
  new Problem('config', `this version of Freehub knows no provider "${provider}": run the version that does`, {
    code: 'PROVIDER_UNKNOWN',
  });
