import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { DestinationKind } from '../../../../destinations/kit/kind.js';
import { MASK, maskConfig, maskValue, secretTexts } from '../../../../destinations/kit/mask.js';
import { moveWarnings } from '../../../../destinations/kit/moves.js';
import { destinationRegistry } from '../../../../destinations/registry.js';
import { Problem, type StoredProblem } from '../../../../model/problem.js';
import { destinationPlace } from '../../../../store/control/destinations.js';
import type { DestinationRow } from '../../../../store/control/entities/destination.js';
import { type Config, mergeConfig } from '../../../../store/control/secret-config.js';
import { KeyRing } from '../../../../store/secrets/key-ring.js';
import { PREVIOUS_SECRET } from './signing.js';

const OBJECT = z.record(z.string(), z.unknown());

export interface ConfigLook {
  /** Without the secrets when they do not open. */
  readonly masked: Record<string, unknown>;
  /** Why it cannot be used. */
  readonly problem: StoredProblem | null;
  /** Since when two secrets sign; null = one does. */
  readonly rotatingSince: Date | null;
}

/** Configs of saved destinations: opened, shown, changed. Secrets that do not open keep nobody from looking at the rest, or from giving new ones. */
@Injectable()
export class DestinationConfigs {
  constructor(private readonly keys: KeyRing) {}

  /** As people see it: as far as it can be read, and why no further. */
  look(row: DestinationRow): ConfigLook {
    const kind = destinationRegistry.list().find(({ id }) => id === row.kind);
    const open = OBJECT.parse(row.config);
    const secret = kind ? this.secretsOf(row, kind) : unknownKind(row);
    if (!kind || secret instanceof Problem) return { masked: open, problem: Problem.from(secret).toJSON(), rotatingSince: null };
    return {
      masked: maskConfig({ ...open, ...secret }, kind.secrets),
      problem: null,
      // A rotation from before its time was kept began at the last change at the latest.
      rotatingSince: PREVIOUS_SECRET in secret ? (row.secretRotatedAt ?? row.updatedAt) : null,
    };
  }

  /** Open and secret fields together. @throws Problem config when the secrets do not open, payload for an unknown kind */
  of(row: DestinationRow): Config {
    const secret = this.secretsOf(row, destinationRegistry.get(row.kind));
    if (secret instanceof Problem) throw secret;
    return { ...OBJECT.parse(row.config), ...secret };
  }

  /**
   * What a change would make of it. Where the secrets do not open, those that are given take the place of all: so one must be, or they would be lost unseen.
   * @throws Problem payload that names each field at fault, config
   */
  changed(row: DestinationRow, given: Config): Config {
    const kind = destinationRegistry.get(row.kind);
    const secret = this.secretsOf(row, kind);
    if (!(secret instanceof Problem))
      return kind.validate(mergeConfig({ ...OBJECT.parse(row.config), ...secret }, given, kind.secrets, maskValue));
    if (!kind.secrets.some((field) => field in given)) throw secret;
    if (secretTexts(given, kind.secrets).some((text) => text.endsWith(MASK)))
      throw new Problem('payload', `config: ${MASK} stands for a secret that cannot be opened any more: give the whole secret`);
    return kind.validate(mergeConfig(OBJECT.parse(row.config), given, kind.secrets, maskValue));
  }

  /** What a change leaves behind, for the person who made it. @param name of the destination from then on */
  warnings(row: DestinationRow, name: string, after: Config): string[] {
    const kind = destinationRegistry.get(row.kind);
    const lost = kind.secrets.filter((field) => after[field] === undefined);
    return [
      ...moveWarnings(kind, name, OBJECT.parse(row.config), after),
      ...(this.secretsOf(row, kind) instanceof Problem && lost.length > 0
        ? [`The secrets before could not be opened and are gone. If it had ${lost.join(' or ')}, give that anew too.`]
        : []),
    ];
  }

  /** By a form as well as by the command: since when a second secret signs. */
  rotatedAt(row: DestinationRow, after: Config): Date | null {
    if (after[PREVIOUS_SECRET] === undefined) return null;
    const before = this.secretsOf(row, destinationRegistry.get(row.kind));
    return !(before instanceof Problem) && after[PREVIOUS_SECRET] === before[PREVIOUS_SECRET] ? row.secretRotatedAt : new Date();
  }

  /** The Problem when they do not open. */
  private secretsOf(row: DestinationRow, kind: DestinationKind): Config | Problem {
    try {
      return OBJECT.parse(this.keys.openJson(row.secrets, destinationPlace(row.environmentId, row.id)));
    } catch (error) {
      if (error instanceof Problem && error.kind === 'config') return locked(kind, error);
      throw error;
    }
  }
}

/** What is wrong, and both ways out. */
const locked = ({ secrets }: DestinationKind, cause: Problem): Problem =>
  new Problem(
    'config',
    `the secrets of this destination cannot be opened: ${cause.message}. Either put that key back there behind the first one and start again, or change the config and give its secrets anew (${secrets.join(', ')})`,
    { code: 'SECRETS_LOCKED', cause },
  );

const unknownKind = ({ kind }: DestinationRow): Problem =>
  new Problem(
    'config',
    `this version of Freehub knows no kind of destination "${kind}": run the version that does, or delete the destination`,
    { code: 'KIND_UNKNOWN' },
  );
