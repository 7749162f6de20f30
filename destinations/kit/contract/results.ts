import type { ProblemKind } from '../../../model/problem.js';
import type { ItemResult } from '../destination.js';

export const outcomes = (results: readonly ItemResult[]): string[] =>
  results.map((result) => (result.ok ? result.outcome : `${result.problem.kind} ${result.problem.code ?? ''}`));
export const kinds = (results: readonly ItemResult[]): (ProblemKind | 'ok')[] =>
  results.map((result) => (result.ok ? 'ok' : result.problem.kind));
