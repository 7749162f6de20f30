/** The process that holds a run's shared servers. Prints its address; ends, and ends them, when its standard input ends. */
import { startHostServer } from './host-server.js';

const server = await startHostServer();
process.stdout.write(`${server.url}\n`);
process.stdin.resume().once('end', () => {
  void server.stop().then(() => process.exit(0));
});
// A Ctrl-C reaches the whole group; the run's process ends us in its own time.
process.on('SIGINT', () => undefined);
