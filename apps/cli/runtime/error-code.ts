/** The `code` of a system error (`ENOENT`). By shape, not by class: errors may come from another realm (worker, vm). */
export function errorCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
