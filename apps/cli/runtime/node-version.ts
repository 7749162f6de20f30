/** Which Node the built program runs on. npm may run on an older one (package.json): its scripts take the Node that it has installed. */

/** undici and the Kafka client name these; zlib has zstd since 22.15. */
const OLDEST: Readonly<Record<number, number>> = { 22: 22, 24: 6 };
const OLDEST_TEXT = 'Node 22.22, 24.6 or newer';

/** @returns what is wrong with it and what to do; null = it will do */
export function nodeTrouble(version: string): string | null {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major > 24 || minor >= (OLDEST[major] ?? Infinity)) return null;
  return `freehub needs ${OLDEST_TEXT}, and this is Node ${version.replace(/^v/, '')}: run it by npm, which has installed the right one (\`npm start\`, \`npm run freehub -- …\`)`;
}

/** Before anything is imported that an old Node cannot even load: it would tell of a missing export. */
export function assertNode(version: string = process.version): void {
  const trouble = nodeTrouble(version);
  if (trouble === null) return;
  process.stderr.write(`freehub: ${trouble}\n`);
  process.exit(1);
}
