/**
 * fauxqs on 127.0.0.1: its own command listens on every interface.
 *
 *   node fauxqs-main.mjs FOLDER PORT   FOLDER holds node_modules
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder = '', port] = process.argv.slice(2);
const { buildApp } = await import(pathToFileURL(join(folder, 'node_modules', 'fauxqs', 'dist', 'app.js')).href);
const app = buildApp({ logger: false });
await app.listen({ port: Number(port), host: '127.0.0.1' });
process.once('SIGTERM', () => {
  void app.close().then(() => process.exit(0));
});
