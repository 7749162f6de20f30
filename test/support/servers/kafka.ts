/** Apache Kafka in KRaft mode: one broker that is its own controller. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { certificateAuthority } from './certificates.js';
import { installed } from './installed.js';
import { LIGHT_JAVA } from './java.js';
import { brokerProperties, type BrokerPorts } from './kafka-properties.js';
import { runProgram, scratchFolder, startProgram } from './program.js';
import type { SharedServer } from './shared-server.js';
import { stablePort } from './stable-port.js';

const user = z.strictObject({ username: z.string(), password: z.string() });
const address = z.strictObject({
  /** host:port of each listener. On this one everybody may do everything, also make topics and rights. */
  plaintext: z.string(),
  sasl: z.string(),
  saslSsl: z.string(),
  /** Asks for a client certificate. */
  mtls: z.string(),
  /** PEM: the authority that has signed the broker's certificate. */
  ca: z.string(),
  /** PEM: signed by that authority; may do everything. */
  client: z.strictObject({ certificate: z.string(), key: z.string() }),
  users: z.strictObject({
    /** SASL PLAIN; may do everything. */
    plain: user,
    /** SCRAM-SHA-256 and -512; may do everything. */
    scram: user,
    /** SCRAM-SHA-256 and -512, without any right: give it some by rules (ACL) for `User:<username>`. */
    restricted: user,
  }),
});
export type KafkaAddress = Readonly<z.output<typeof address>>;

const USERS = {
  plain: { username: 'plain-writer', password: 'plain-secret' },
  scram: { username: 'scram-writer', password: 'scram-secret' },
  restricted: { username: 'restricted', password: 'restricted-secret' },
};
const CLIENT_NAME = 'certified-writer';
const CLUSTER_ID = 'AAAAAAAAAAAAAAAAAAAAAQ';

export const kafka: SharedServer<KafkaAddress> = {
  name: 'kafka',
  address,
  start: async () => {
    const jars = await installed('kafka');
    const folder = await scratchFolder('kafka');
    const authority = certificateAuthority();
    const broker = authority.issue('localhost');
    const files = {
      ca: join(folder, 'ca.pem'),
      broker: join(folder, 'broker.pem'),
      properties: join(folder, 'broker.properties'),
    };
    const ports = await fivePorts();
    await Promise.all([
      writeFile(files.ca, authority.certificate),
      writeFile(files.broker, `${broker.key}${broker.certificate}`),
      writeFile(
        files.properties,
        brokerProperties({
          ports,
          dataFolder: join(folder, 'data'),
          caFile: files.ca,
          certificateFile: files.broker,
          plainUser: USERS.plain,
          administrators: ['ANONYMOUS', USERS.plain.username, USERS.scram.username, `CN=${CLIENT_NAME}`],
        }),
      ),
    ]);
    const java = ['-Xms64m', '-Xmx256m', ...LIGHT_JAVA, '-cp', `${jars}/*`];
    const scram = [USERS.scram, USERS.restricted].flatMap(({ username, password }) =>
      ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
        '--add-scram',
        `${mechanism}=[name=${username},password=${password}]`,
      ]),
    );
    const format = ['kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', files.properties, '--standalone', ...scram];
    await runProgram('java', [...java, ...format], folder);
    const { stop } = await startProgram({
      name: 'Kafka',
      command: ['java', ...java, 'kafka.Kafka', files.properties],
      folder,
      ready: ports.plaintext,
    });
    const at = (port: number): string => `127.0.0.1:${port}`;
    return {
      address: {
        plaintext: at(ports.plaintext),
        sasl: at(ports.sasl),
        saslSsl: at(ports.saslSsl),
        mtls: at(ports.mtls),
        ca: authority.certificate,
        client: authority.issue(CLIENT_NAME),
        users: USERS,
      },
      stop,
    };
  },
};

/** They are claimed only when the broker starts: two looks may find the same one. */
async function fivePorts(): Promise<BrokerPorts> {
  for (;;) {
    const [plaintext = 0, controller = 0, sasl = 0, saslSsl = 0, mtls = 0] = await Promise.all(
      Array.from({ length: 5 }, () => stablePort()),
    );
    if (new Set([plaintext, controller, sasl, saslSsl, mtls]).size === 5) return { plaintext, controller, sasl, saslSsl, mtls };
  }
}
