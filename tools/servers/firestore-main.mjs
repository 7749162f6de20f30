/**
 * A STAND-IN for Firestore on 127.0.0.1 (the package's own `start` listens on every interface), with the rules of firestore-rules.mjs.
 *
 *   node firestore-main.mjs FOLDER PORT   FOLDER holds node_modules
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { addRules } from './firestore-rules.mjs';

const [folder = '', port] = process.argv.slice(2);
const load = createRequire(join(folder, 'package.json'));
const { FirestoreServer } = load('@firestore-emulator/server');
const { ServerCredentials } = load('@grpc/grpc-js');

const firestore = new FirestoreServer();
addRules(firestore);
firestore.server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
});
process.once('SIGTERM', () => {
  void firestore.stop();
  process.exit(0);
});
