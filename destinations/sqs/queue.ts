/** The three ways to name a queue. */

export interface QueueName {
  readonly account: string;
  readonly name: string;
  readonly region: string | undefined;
  /** Scheme, host and port of a queue given by URL. */
  readonly origin: string | undefined;
}

const NAME = '[A-Za-z0-9_-]{1,80}(?:\\.fifo)?';
const PAIR = new RegExp(`^(\\d{12})/(${NAME})$`);
const ARN = new RegExp(`^arn:aws[a-z-]*:sqs:([a-z0-9-]{1,40}):(\\d{12}):(${NAME})$`);
const HOST_REGION = /^(?:sqs\.([a-z0-9-]+)|([a-z0-9-]+)\.queue)\.amazonaws\.com(?:\.cn)?$/;

function fromUrl(text: string): QueueName | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, username, password, search, hash, origin, hostname, pathname } = new URL(text);
  const [, account, name] = PAIR.exec(pathname.slice(1)) ?? [];
  if (!/^https?:$/.test(protocol) || username + password + search + hash !== '') return undefined;
  if (account === undefined || name === undefined) return undefined;
  const [, region, older] = HOST_REGION.exec(hostname) ?? [];
  return { account, name, region: region ?? older, origin };
}

/** Undefined for a text that is none of them. */
export function readQueue(text: string): QueueName | undefined {
  const [, account, name] = PAIR.exec(text) ?? [];
  if (account !== undefined && name !== undefined) return { account, name, region: undefined, origin: undefined };
  const [, region, owner, called] = ARN.exec(text) ?? [];
  if (owner !== undefined && called !== undefined) return { account: owner, name: called, region, origin: undefined };
  return fromUrl(text);
}

/** Where requests for a queue go, and how they name it. */
export interface QueueTarget {
  readonly account: string;
  readonly name: string;
  readonly region: string;
  readonly endpoint: string;
  readonly url: string;
  readonly isFifo: boolean;
}

export function targetOf(config: {
  readonly queue: string;
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
}): QueueTarget {
  const queue = readQueue(config.queue);
  const region = config.region ?? queue?.region;
  if (!queue || region === undefined) throw new TypeError('the config of a queue was not checked');
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const endpoint = (config.endpoint ?? queue.origin ?? `https://sqs.${region}.${suffix}`).replace(/\/$/, '');
  const { account, name } = queue;
  return { account, name, region, endpoint, url: `${endpoint}/${account}/${name}`, isFifo: name.endsWith('.fifo') };
}
