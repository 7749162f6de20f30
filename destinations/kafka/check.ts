import { Problem } from '../../model/problem.js';
import { withDeadline } from '../kit/deadline.js';
import { CheckList } from '../kit/check/check-list.js';
import type { CheckWatch } from '../kit/check/check-list.js';
import type { CheckResult } from '../kit/destination.js';
import { classifyKafka } from './classify.js';
import type { GuardedProducer } from './producer.js';
import type { KafkaConfig } from './spec.js';
import { describeTopic, topicLimit } from './topic.js';

const REACH = 'reach a broker';
const LOG_IN = 'log in';
const TOPIC = 'find the topic';
const LEADERS = 'reach the brokers that hold the topic';
const WRITE = 'be allowed to write';
const SIZE = 'take messages of max_message_bytes';

const ACTIONS: Readonly<Record<string, string>> = {
  [REACH]: 'Check host and port (or brokers), tls and ca, and that the firewall of the cluster lets Freehub in.',
  [LOG_IN]: 'Check username, password, sasl and tls, and that the user is known to this listener of the broker.',
  [TOPIC]: 'Make the topic, or correct its name; the user needs DESCRIBE on it, which WRITE brings.',
  [LEADERS]:
    'The cluster tells its clients these addresses (advertised.listeners): make sure that Freehub reaches them; those of your own network must be in FREEHUB_EGRESS_ALLOW.',
  [WRITE]: 'Give the user WRITE on the topic (kafka-acls --add --allow-principal User:… --operation Write --topic …).',
  [SIZE]: 'Lower max_message_bytes to what the topic takes, or raise max.message.bytes of the topic.',
};

const NO_LOGIN =
  'Set sasl (with username and password) and tls as this listener of the broker has them: it breaks off when it is asked without, as with sasl none.';
const BROKEN_OFF = /^(PLT_KFK_|E[A-Z]+$|ILLEGAL_SASL_STATE|SASL_|NETWORK_EXCEPTION)/;

const MOST_MS = 30_000;

/** The named tests in order; the first that fails ends the list. Nothing is written. @throws Problem canceled. */
export async function checkKafka(
  producer: GuardedProducer,
  config: KafkaConfig,
  signal: AbortSignal,
  watch?: CheckWatch,
): Promise<readonly CheckResult[]> {
  const hasLogin = config.sasl !== 'none';
  const list = new CheckList([REACH, ...(hasLogin ? [LOG_IN] : []), TOPIC, LEADERS, WRITE, SIZE], watch);
  const pass = (name: string, message?: string): void => {
    list.note(name, message);
  };
  let running = REACH;
  const run = async (): Promise<readonly CheckResult[]> => {
    await producer.bootstrap();
    pass(REACH);
    if (hasLogin) pass(LOG_IN);
    running = TOPIC;
    const { leaders, mayWrite } = await describeTopic(producer, config.topic);
    pass(TOPIC);
    running = LEADERS;
    for (const leader of leaders) await producer.broker(leader);
    pass(LEADERS);
    running = WRITE;
    if (mayWrite === false)
      throw new Problem('config', 'the user may not write to the topic', { code: 'TOPIC_AUTHORIZATION_FAILED' });
    pass(WRITE, mayWrite === undefined ? 'this broker does not tell rights: the first event will show' : undefined);
    running = SIZE;
    const limit = await topicLimit(producer, config.topic).catch(() => undefined);
    if (limit !== undefined && limit < config.max_message_bytes)
      throw new Problem('config', `the topic takes messages of at most ${limit} bytes`, { code: 'MESSAGE_TOO_LARGE' });
    pass(
      SIZE,
      limit === undefined ? 'the user may not ask for it (DESCRIBE_CONFIGS): what is refused is sent as a link' : undefined,
    );
    return list.results;
  };
  try {
    return await withDeadline(signal, MOST_MS, 'checking Kafka', run, 0);
  } catch (error) {
    const problem = classifyKafka(error) ?? Problem.from(error, 'checking Kafka');
    if (problem.kind === 'canceled') throw problem;
    if (running === REACH && hasLogin && saidByBroker(problem)) {
      pass(REACH);
      running = LOG_IN;
    }
    // The first question after the greeting was not answered: it was asked in the wrong way, or too early.
    if (running === TOPIC && !hasLogin && BROKEN_OFF.test(problem.code ?? '')) return list.fail(LOG_IN, problem, NO_LOGIN);
    // A refusal of ours says itself what to do, but not where an advertised address comes from.
    const isTold = problem.code?.startsWith('EGRESS_') === true && running !== LEADERS;
    return list.fail(running, problem, isTold ? undefined : (ACTIONS[running] ?? ''));
  }
}

const saidByBroker = ({ code }: Problem): boolean => /SASL|AUTHENTICATION/.test(code ?? '');
