import { Problem } from '../../model/problem.js';
import type { CheckResult, DeliveryItem, DestinationIo, DestinationSession, ItemResult } from '../kit/destination.js';
import { InFlight } from '../kit/in-flight.js';
import { loserOutcome, rankByKey } from '../kit/rank.js';
import type { Row } from '../kit/rank.js';
import { checkSupabase } from './check.js';
import { asProblem } from './classify.js';
import type { Layout, Results } from './layout.js';
import { Project } from './project.js';
import { rowsLayout } from './rows-layout.js';
import type { SupabaseConfig } from './spec.js';
import { terraLayout } from './terra-layout.js';

/** Sockets are the egress guard's, so it holds nothing open. */
export class SupabaseSession implements DestinationSession {
  readonly #inFlight = new InFlight();
  readonly #project: Project;
  readonly #layout: Layout;

  constructor(
    private readonly config: SupabaseConfig,
    io: DestinationIo,
  ) {
    this.#project = new Project(config, io);
    this.#layout = (config.layout === 'rows' ? rowsLayout : terraLayout)(this.#project);
  }

  check(signal: AbortSignal): Promise<readonly CheckResult[]> {
    return this.#inFlight.run(() => checkSupabase(this.#project, this.config, signal));
  }

  write(items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> {
    return this.#inFlight.run(async () => {
      const results: Results = new Map();
      await this.#rank(
        items.map((item, index) => ({ index, item })),
        results,
        signal,
      );
      return items.map(
        (_item, index) =>
          results.get(index) ?? { ok: false, problem: new Problem('bug', 'an event was left out of every write') },
      );
    });
  }

  close(): Promise<void> {
    return this.#inFlight.close(() => Promise.resolve());
  }

  async #rank(rows: readonly Row[], results: Results, signal: AbortSignal): Promise<void> {
    if (rows.length === 0) return;
    const { winners, losers } = rankByKey(rows);
    try {
      await this.#layout(winners, results, signal);
    } catch (error) {
      const problem = asProblem(error);
      for (const { index } of rows) if (!results.has(index)) results.set(index, { ok: false, problem });
      return;
    }
    const left: Row[] = [];
    for (const { row, winner } of losers) {
      if (results.get(winner.index)?.ok === true) results.set(row.index, { ok: true, outcome: loserOutcome(row, winner) });
      else left.push(row); // What should have replaced it could not be stored, so it has its turn.
    }
    await this.#rank(left, results, signal);
  }
}
