import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { destinationRegistry } from '../../../../destinations/registry.js';
import type { DestinationFormat } from '../../../../model/activity-format.js';
import { type DeliveryId, type DestinationId, type EnvironmentId, type Reference, asId, newId } from '../../../../model/ids.js';
import { Problem } from '../../../../model/problem.js';
import { type Dialect, formatTimestamp, healthcheckEvent } from '../../../../model/terra/index.js';
import { writeAudit } from '../../../../store/control/audit.js';
import { ControlStore } from '../../../../store/control/control-store.js';
import {
  type DestinationFacts,
  createDestination,
  getDestination,
  updateDestination,
} from '../../../../store/control/destination-changes.js';
import type { DestinationRow } from '../../../../store/control/entities/destination.js';
import { type Config, splitSecrets } from '../../../../store/control/secret-config.js';
import type { Database } from '../../../../store/database.js';
import { emitEvent } from '../../../../store/outbox/emit.js';
import { sentLastHour } from '../../../../store/control/backlog.js';
import { KeyRing } from '../../../../store/secrets/key-ring.js';
import { DATABASE } from '../../../common/core.module.js';
import { assertTakes, taken } from './formats.js';
import { actor } from '../http/actor.js';
import { DestinationConfigs } from './destination-configs.service.js';
import { CURRENT_SECRET, PREVIOUS_SECRET, assertSigns } from './signing.js';

@Injectable()
export class DestinationAdmin {
  constructor(
    private readonly store: ControlStore,
    private readonly keys: KeyRing,
    private readonly configs: DestinationConfigs,
    @Inject(DATABASE) private readonly db: Database,
  ) {}

  /** @throws Problem payload that names each field at fault, conflict */
  create(
    environmentId: EnvironmentId,
    made: Omit<DestinationFacts, 'config'> & { kind: string; config: Config },
  ): Promise<DestinationRow> {
    const kind = destinationRegistry.get(made.kind);
    assertTakes(kind, made.format);
    const config = splitSecrets(kind.validate(made.config), kind.secrets);
    return createDestination(this.store, this.keys, environmentId, { ...made, config }, actor());
  }

  /** Fields that are left out are kept, secrets among them; `warnings` tell what a move leaves behind. @throws Problem missing, payload, conflict */
  async update(
    environmentId: EnvironmentId,
    id: DestinationId,
    change: {
      name?: string | undefined;
      config?: Config | undefined;
      eventTypes?: string[] | null | undefined;
      dialect?: Dialect | undefined;
      format?: DestinationFormat | undefined;
      maxPerSecond?: number | null | undefined;
      maxConcurrency?: number | null | undefined;
    },
  ): Promise<{ row: DestinationRow; warnings: string[] }> {
    let warnings: string[] = [];
    const { name, eventTypes, dialect, format, maxPerSecond, maxConcurrency } = change;
    const row = await updateDestination(
      this.store,
      this.keys,
      environmentId,
      id,
      (current) => {
        const config = change.config === undefined ? undefined : this.merged(current, change.config);
        warnings = config ? this.configs.warnings(current, name ?? current.name, { ...config.open, ...config.secret }) : [];
        return {
          ...(name === undefined ? {} : { name }),
          ...(format === undefined ? {} : { format: taken(current.kind, format) }),
          ...(eventTypes === undefined ? {} : { eventTypes }),
          ...(dialect === undefined ? {} : { dialect }),
          ...(maxPerSecond === undefined ? {} : { maxPerSecond }),
          ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
          ...(config === undefined ? {} : { config, secretRotatedAt: this.configs.rotatedAt(current, config.secret) }),
        };
      },
      { actor: actor(), action: 'destination.changed' },
    );
    return { row, warnings };
  }

  /** @throws Problem missing, config (a kind that signs nothing) */
  async rotateSecret(
    environmentId: EnvironmentId,
    id: DestinationId,
    secret = randomBytes(32).toString('base64url'),
  ): Promise<{ row: DestinationRow; secret: string }> {
    const row = await updateDestination(
      this.store,
      this.keys,
      environmentId,
      id,
      (current) => {
        assertSigns(current);
        const config = this.merged(current, {
          [CURRENT_SECRET]: secret,
          [PREVIOUS_SECRET]: this.configs.of(current)[CURRENT_SECRET],
        });
        return { config, secretRotatedAt: new Date() };
      },
      { actor: actor(), action: 'destination.secret_rotated' },
    );
    return { row, secret };
  }

  /** @throws Problem missing, config */
  async endRotation(environmentId: EnvironmentId, id: DestinationId): Promise<void> {
    await updateDestination(
      this.store,
      this.keys,
      environmentId,
      id,
      (current) => {
        assertSigns(current);
        return PREVIOUS_SECRET in this.configs.of(current)
          ? { config: this.merged(current, { [PREVIOUS_SECRET]: null }), secretRotatedAt: null }
          : {};
      },
      { actor: actor(), action: 'destination.rotation_ended' },
    );
  }

  /** A `healthcheck` event for this destination only. @throws Problem missing, conflict (it is paused) */
  async test(environmentId: EnvironmentId, id: DestinationId): Promise<DeliveryId> {
    const row = await getDestination(this.store, environmentId, id);
    if (row.state !== 'enabled') throw new Problem('conflict', `the destination is ${row.state}: resume it first`);
    const body = healthcheckEvent({
      createdAt: formatTimestamp(Date.now()),
      trendPercentage: 0,
      sentLastHour: await sentLastHour(this.db, environmentId, id),
    });
    const reference = newId<Reference>();
    return this.store.transaction(async ({ tx }) => {
      await emitEvent(tx, { environmentId, connectionId: null, reference, body, onlyTo: id });
      await writeAudit(tx, { environmentId, actor: actor(), action: 'destination.tested', subject: id });
      const { rows } = await tx.query<{ id: DeliveryId }>(
        `SELECT d.id FROM delivery d JOIN event e ON e.id = d.event_id WHERE d.destination_id = $1 AND e.reference = $2 AND d.state = 'pending'`,
        [id, reference],
      );
      const made = rows[0];
      if (!made) throw new Problem('missing', 'the destination was deleted meanwhile');
      return made.id;
    });
  }

  /** A config to try: as it is given, or as a change of a saved destination's. @throws Problem missing, payload */
  async given(
    environmentId: EnvironmentId,
    body: { readonly kind: string; readonly config: Config; readonly destination?: string | undefined },
  ): Promise<{ kind: string; config: Config }> {
    const { kind, config } = body;
    if (body.destination === undefined) return { kind, config };
    const row = await getDestination(this.store, environmentId, asId(body.destination));
    if (row.kind !== kind) throw new Problem('payload', `kind: the destination is of kind ${row.kind}`);
    return { kind, config: this.configs.changed(row, config) };
  }

  private merged(row: DestinationRow, given: Config): { open: Config; secret: Config } {
    return splitSecrets(this.configs.changed(row, given), destinationRegistry.get(row.kind).secrets);
  }
}
