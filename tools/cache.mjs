/** Where tools and servers are kept between runs, shared by all checkouts; the program itself keeps Temporal there too (apps/cli/runtime/temporal.ts). */
import { homedir } from 'node:os';
import { join } from 'node:path';

const caches = process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
export const cacheFolder = join(process.env['XDG_CACHE_HOME'] ?? caches, 'freehub');
