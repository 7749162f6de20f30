/** A provider as cheap as one can be: the same prepared answers for every ride. What it costs is part of platform and floor alike. */
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { standardRide } from '../../providers/insiders/normalize/standard-ride.fixture.js';

export interface BenchProvider {
  readonly url: string;
  /** Bytes of one ride: detail and streams. */
  readonly bytesPerRide: number;
  /** Rides that a listing names, over all pages. */
  listed: number;
  close(): Promise<void>;
}

const PAGE = 200;

/** @param seconds samples per ride (1 Hz). */
export async function startBenchProvider(seconds: number): Promise<BenchProvider> {
  const ride = standardRide(seconds);
  const id = 'act_standard';
  // Fixed lengths: an id of 12 characters takes the place of the template's.
  const detail = ride.detail.toString();
  const streams = ride.streams.toString();
  const [streamsHead, streamsTail] = split(streams, id);
  const state = { listed: 0 };
  const server: Server = createServer((request, response) => {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const [, , resource, ride, part] = path.split('/');
    response.setHeader('content-type', 'application/json');
    if (resource === 'activities' && part === 'streams') {
      response.write(streamsHead + (ride ?? ''));
      response.end(streamsTail);
    } else if (resource === 'activities' && ride) response.end(detail.replaceAll(id, ride));
    else if (resource === 'activities') {
      const from = Number(new URLSearchParams(query).get('cursor') ?? 0);
      const ids = Array.from({ length: Math.max(0, Math.min(PAGE, state.listed - from)) }, (_, n) => from + n);
      const next = from + PAGE < state.listed ? String(from + PAGE) : null;
      response.end(
        `{"data":[${ids.map((n) => detail.replaceAll(id, rideId(n))).join(',')}],"next_cursor":${next === null ? 'null' : `"${next}"`}}`,
      );
    } else response.writeHead(404).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    bytesPerRide: ride.detail.length + ride.streams.length,
    get listed() {
      return state.listed;
    },
    set listed(count) {
      state.listed = count;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** As long as the template's, so that prepared answers keep their length. */
export const rideId = (n: number): string => `act_${String(n).padStart(8, '0')}`;

function split(text: string, at: string): [string, string] {
  const position = text.indexOf(at);
  return position < 0 ? [text, ''] : [text.slice(0, position), text.slice(position + at.length)];
}
