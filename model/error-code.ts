/** The `code` of an error of Node (`Z_BUF_ERROR`), by shape: it may come from another realm. Empty for any other. */
export const errorCode = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
