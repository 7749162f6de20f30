/** Terra's clients know two bases, of the same API (terra.md §1.1). */
export const MOUNTS = ['v2', 'api/v2'];
