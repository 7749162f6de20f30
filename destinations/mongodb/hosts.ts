import { isIP } from 'node:net';

export interface MongoHost {
  /** Name or address, without brackets. */
  readonly name: string;
  readonly port: number | null;
  readonly isAddress: boolean;
}

const HOST = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?))(?::(\d{1,5}))?$/;

/** `host`, `host:port`, `[v6]:port`, comma separated; null when it is something else. */
export function parseHosts(text: string): readonly MongoHost[] | null {
  const hosts = text.split(',').map((part) => parseHost(part.trim()));
  const good = hosts.filter((host) => host !== null);
  return good.length === hosts.length ? good : null;
}

export function parseHost(text: string): MongoHost | null {
  const match = HOST.exec(text);
  if (!match) return null;
  const [, v6, plain, digits] = match;
  const name = v6 ?? plain ?? '';
  const port = digits === undefined ? null : Number(digits);
  if ((v6 !== undefined && isIP(v6) !== 6) || (port !== null && (port < 1 || port > 65_535))) return null;
  return { name, port, isAddress: isIP(name) !== 0 };
}

/** As it stands in an address: IPv6 in brackets. */
export const hostText = ({ name, port }: MongoHost): string =>
  `${isIP(name) === 6 ? `[${name}]` : name}${port === null ? '' : `:${port}`}`;
