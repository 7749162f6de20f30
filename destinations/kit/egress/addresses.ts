/** Which IP addresses count as the public Internet, and the operator's list of exceptions. */
import ipaddr from 'ipaddr.js';
import type { IPv4, IPv6 } from 'ipaddr.js';

type Address = IPv4 | IPv6;

/** Public by number, yet answered by the cloud's own host: Azure's platform endpoint. */
const HOST_ENDPOINTS = new Set(['168.63.129.16']);
const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** Never meant by a host name on the allow-list; only a range or an address written out opens these. */
const NEVER_BY_NAME = new Set(['linkLocal', 'unspecified', 'multicast', 'broadcast', 'reserved']);

/** An address with IPv4 in IPv6 clothes (`::ffff:a.b.c.d`, `::a.b.c.d`) undressed; null when it is no address. */
export function parseAddress(text: string): Address | null {
  const bare = text.replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return null;
  const address = ipaddr.parse(bare);
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/** True for global unicast only: no private, loopback, link-local (metadata), CGNAT, NAT64, 6to4, documentation or multicast address. */
export function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv6 ? address.match(GLOBAL_UNICAST_V6) : !HOST_ENDPOINTS.has(address.toString());
}

/** The parsed allow-list: addresses, CIDR ranges, host names, `*.suffix` names. */
export class AllowList {
  readonly #ranges: [Address, number][] = [];
  readonly #names = new Set<string>();
  readonly #suffixes: string[] = [];

  /** @throws TypeError naming the entry that cannot be read. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) this.#add(entry.trim().toLowerCase());
  }

  #add(entry: string): void {
    const single = parseAddress(entry.replace(/^\[|\]$/g, ''));
    if (single) this.#ranges.push([single, single.kind() === 'ipv4' ? 32 : 128]);
    else if (ipaddr.isValidCIDR(entry)) this.#ranges.push(ipaddr.parseCIDR(entry));
    else if (/^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/.test(entry)) {
      if (entry.startsWith('*.')) this.#suffixes.push(entry.slice(1));
      else this.#names.add(entry);
    } else throw new TypeError(`FREEHUB_EGRESS_ALLOW: "${entry}" is no address, CIDR range or host name`);
  }

  /** True when the operator opened `address`, by number or through the name it was reached by. */
  allows(address: Address, name: string): boolean {
    if (this.#ranges.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits))) return true;
    if (NEVER_BY_NAME.has(address.range())) return false;
    const host = name.toLowerCase().replace(/\.$/, '');
    return this.#names.has(host) || this.#suffixes.some((suffix) => host.endsWith(suffix));
  }
}
