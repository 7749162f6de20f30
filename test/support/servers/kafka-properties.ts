/** The configuration of the test broker: listeners, logins, rights, and everything that expects three brokers told that there is one. */

export interface BrokerPorts {
  readonly plaintext: number;
  readonly controller: number;
  readonly sasl: number;
  readonly saslSsl: number;
  readonly mtls: number;
}

export interface BrokerSettings {
  readonly ports: BrokerPorts;
  readonly dataFolder: string;
  /** PEM: who may sign client certificates. */
  readonly caFile: string;
  /** PEM: the broker's key and certificate. */
  readonly certificateFile: string;
  readonly plainUser: { readonly username: string; readonly password: string };
  /** User names that no rule holds back. */
  readonly administrators: readonly string[];
}

const PLAIN = 'org.apache.kafka.common.security.plain.PlainLoginModule required';
const SCRAM = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';

export function brokerProperties(settings: BrokerSettings): string {
  const { ports, dataFolder, caFile, certificateFile, plainUser, administrators } = settings;
  const at = (listener: string, port: number): string => `${listener}://127.0.0.1:${port}`;
  const clients = [
    at('PLAINTEXT', ports.plaintext),
    at('SASL', ports.sasl),
    at('SASLTLS', ports.saslSsl),
    at('MTLS', ports.mtls),
  ].join(',');
  const logins = ['sasl', 'sasltls'].flatMap((listener) => [
    [`listener.name.${listener}.plain.sasl.jaas.config`, `${PLAIN} user_${plainUser.username}="${plainUser.password}";`],
    ...['scram-sha-256', 'scram-sha-512'].map((mechanism) => [`listener.name.${listener}.${mechanism}.sasl.jaas.config`, SCRAM]),
  ]);
  const properties = [
    ['process.roles', 'broker,controller'],
    ['node.id', '1'],
    ['controller.quorum.bootstrap.servers', `127.0.0.1:${ports.controller}`],
    ['controller.listener.names', 'CONTROLLER'],
    ['inter.broker.listener.name', 'PLAINTEXT'],
    ['listeners', `${clients},${at('CONTROLLER', ports.controller)}`],
    ['advertised.listeners', clients],
    ['listener.security.protocol.map', 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT,SASLTLS:SASL_SSL,MTLS:SSL'],
    ['sasl.enabled.mechanisms', 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512'],
    ...logins,
    ['ssl.keystore.type', 'PEM'],
    ['ssl.keystore.location', certificateFile],
    ['ssl.truststore.type', 'PEM'],
    ['ssl.truststore.location', caFile],
    ['listener.name.mtls.ssl.client.auth', 'required'],
    ['authorizer.class.name', 'org.apache.kafka.metadata.authorizer.StandardAuthorizer'],
    ['super.users', administrators.map((name) => `User:${name}`).join(';')],
    ['auto.create.topics.enable', 'false'],
    ['log.dirs', dataFolder],
    ['num.partitions', '3'],
    ['offsets.topic.num.partitions', '1'],
    ['offsets.topic.replication.factor', '1'],
    ['transaction.state.log.num.partitions', '1'],
    ['transaction.state.log.replication.factor', '1'],
    ['transaction.state.log.min.isr', '1'],
    ['share.coordinator.state.topic.replication.factor', '1'],
    ['share.coordinator.state.topic.min.isr', '1'],
    ['group.initial.rebalance.delay.ms', '0'],
  ];
  return properties.map((pair) => `${pair.join('=')}\n`).join('');
}
