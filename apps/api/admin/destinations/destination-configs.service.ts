import { Injectable } from '@nestjs/common';
import type { DestinationKind } from '../../../../destinations/kit/kind.js';
import { moveWarnings } from '../../../../destinations/kit/moves.js';
import { destinationRegistry } from '../../../../destinations/registry.js';
import { Problem, type StoredProblem } from '../../../../model/problem.js';
import { destinationPlace } from '../../../../store/control/destinations.js';
import type { DestinationRow } from '../../../../store/control/entities/destination.js';
import type { Config } from '../../../../store/control/secret-config.js';
import { KeyRing } from '../../../../store/secrets/key-ring.js';
import { SavedConfig } from '../configs/saved-config.js';
import { PREVIOUS_SECRET } from './signing.js';

export interface ConfigLook {
  /** Without the secrets when they do not open. */
  readonly masked: Record<string, unknown>;
  /** Why it cannot be used. */
  readonly problem: StoredProblem | null;
  /** Since when two secrets sign; null = one does. */
  readonly rotatingSince: Date | null;
}

/** Configs of saved destinations: opened, shown, changed. */
@Injectable()
export class DestinationConfigs {
  constructor(private readonly keys: KeyRing) {}

  /** As people see it: as far as it can be read, and why no further. */
  look(row: DestinationRow): ConfigLook {
    const kind = destinationRegistry.list().find(({ id }) => id === row.kind);
    if (!kind) return { masked: { ...row.config }, problem: unknownKind(row).toJSON(), rotatingSince: null };
    const saved = this.saved(row, kind);
    return {
      masked: saved.masked(),
      problem: saved.problem?.toJSON() ?? null,
      // A rotation from before its time was kept began at the last change at the latest.
      rotatingSince: secretOf(saved, PREVIOUS_SECRET) === undefined ? null : (row.secretRotatedAt ?? row.updatedAt),
    };
  }

  /** Open and secret fields together. @throws Problem config when the secrets do not open, payload for an unknown kind */
  of(row: DestinationRow): Config {
    return this.saved(row).whole();
  }

  /** What a change would make of it: fields that are left out stay. @throws Problem payload that names each field at fault, config */
  changed(row: DestinationRow, given: Config): Config {
    return this.saved(row).changed(given);
  }

  /** What a change leaves behind, for the person who made it. @param name of the destination from then on */
  warnings(row: DestinationRow, name: string, after: Config): string[] {
    const kind = destinationRegistry.get(row.kind);
    const saved = this.saved(row, kind);
    return [...moveWarnings(kind, name, saved.open, after), ...saved.lost(after)];
  }

  /** By a form as well as by the command: since when a second secret signs. */
  rotatedAt(row: DestinationRow, after: Config): Date | null {
    const previous = after[PREVIOUS_SECRET];
    if (previous === undefined) return null;
    return previous === secretOf(this.saved(row), PREVIOUS_SECRET) ? row.secretRotatedAt : new Date();
  }

  private saved(row: DestinationRow, plugin: DestinationKind = destinationRegistry.get(row.kind)): SavedConfig {
    return SavedConfig.read(this.keys, row, {
      noun: 'destination',
      plugin,
      place: destinationPlace(row.environmentId, row.id),
    });
  }
}

const secretOf = ({ secret }: SavedConfig, field: string): unknown => (secret instanceof Problem ? undefined : secret[field]);

const unknownKind = ({ kind }: DestinationRow): Problem =>
  new Problem(
    'config',
    `this version of Freehub knows no kind of destination "${kind}": run the version that does, or delete the destination`,
    { code: 'KIND_UNKNOWN' },
  );
