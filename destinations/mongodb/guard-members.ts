import type { MongoClient } from 'mongodb';
import type { EgressGuard } from '../kit/egress/egress.js';
import { parseHost } from './hosts.js';

const LISTS = ['hosts', 'passives', 'arbiters'] as const;

/**
 * Takes members of a replica set that are literal addresses and may not be connected to out of the server's `hello` before the driver reads it.
 * The driver dials such members without asking its `lookup` (lib/cmap/connect.js), and offers no hook before a socket; but it gives `hello` to
 * listeners of `serverHeartbeatSucceeded` before it makes servers of it (lib/sdam/server.js). A test holds it to that.
 */
export function guardMembers(client: MongoClient, egress: EgressGuard): void {
  client.on('serverHeartbeatSucceeded', ({ reply }) => {
    for (const name of LISTS) {
      const members: unknown = reply[name];
      if (Array.isArray(members)) reply[name] = members.filter((member) => mayConnect(member, egress));
    }
  });
}

function mayConnect(member: unknown, egress: EgressGuard): boolean {
  const host = typeof member === 'string' ? parseHost(member) : null;
  if (!host) return false;
  return !host.isAddress || egress.allowsAddress(host.name);
}
