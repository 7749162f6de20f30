/** /sandbox/devices/…: rides on a recorder, uploads that come late, recorders that change hands. Documented in the README. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiError, read } from '../http/errors.js';
import type { Sandbox } from '../sandbox.js';
import type { Device, Hold } from './devices.js';

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const second = z.number().int().min(0).max(172_800);
const holdSchema = z
  .strictObject({ fromSecond: second, toSecond: second, seconds: z.number().positive().optional() })
  .refine(({ fromSecond, toSecond }) => fromSecond < toSecond, 'toSecond must be more than fromSecond');
const rideSchema = z.strictObject({
  minutes: z.number().min(1).max(2_880).optional(),
  startedAt: instant.optional(),
  shape: z.enum(['mixed', 'standard']).default('mixed'),
  hold: z.array(holdSchema).max(100).default([]),
});
const lossSchema = z.strictObject({ seconds: z.number().int().min(1).max(86_400).default(20) });
const wearerSchema = z.strictObject({ rider: z.string(), from: instant.optional() });
const idSchema = z.object({ id: z.string() });

export function installLiveControl(app: FastifyInstance, { devices, riders, world, now }: Sandbox): void {
  const deviceAt = (params: unknown): Device => {
    const { id } = idSchema.parse(params);
    const device = devices.find(id);
    if (!device) throw new ApiError(404, 'not_found', `there is no device ${id}`);
    return device;
  };
  const riderAt = (id: string) => {
    const rider = riders.find(id);
    if (!rider) throw new ApiError(404, 'not_found', `there is no rider ${id}`);
    return rider;
  };
  const shown = (device: Device) => ({
    ...device,
    wearers: devices
      .wearers(device.id)
      .map(({ riderId, wornFrom }) => ({ rider: riderId, from: Number.isFinite(wornFrom) ? iso(wornFrom) : null })),
  });

  app.get('/sandbox/devices', () => ({ devices: devices.all().map(shown) }));

  app.post('/sandbox/devices/:id/rides', (request, reply) => {
    const device = deviceAt(request.params);
    const { hold, ...wish } = read(rideSchema, request.body ?? {}, 'body');
    const startedAt = wish.startedAt ?? now() - (wish.minutes ?? 60) * 60_000;
    const wearer = devices.wearers(device.id).findLast(({ wornFrom }) => wornFrom <= startedAt)?.riderId ?? '';
    const ride = world.ride(riderAt(wearer), { ...wish, startedAt });
    const parts = hold.map(({ seconds, ...part }) => ({ ...part, until: seconds === undefined ? null : now() + seconds * 1000 }));
    const held = devices.hold(device.id, ride.id, parts);
    return reply.code(201).send({
      id: ride.id,
      device: device.id,
      rider: wearer,
      startedAt: iso(ride.startedAt),
      endsAt: iso(ride.startedAt + ride.facts.totals.elapsed_seconds * 1000),
      held: held.map(shownHold),
    });
  });

  app.post('/sandbox/devices/:id/release', (request) => ({ released: devices.release(deviceAt(request.params).id) }));

  app.post('/sandbox/devices/:id/network-loss', (request, reply) => {
    const device = deviceAt(request.params);
    const { seconds } = read(lossSchema, request.body ?? {}, 'body');
    const ride = devices.ongoing(device.id);
    if (!ride) throw new ApiError(409, 'not_recording', `device ${device.id} records no ride now`);
    // From the second that is being recorded to the one in which the network is there again, when all of it is uploaded at once.
    const fromSecond = Math.floor((now() - ride.startedAt) / 1000);
    const [held] = devices.hold(device.id, ride.id, [
      { fromSecond, toSecond: fromSecond + seconds, until: now() + seconds * 1000 },
    ]);
    return reply.code(201).send(held && shownHold(held));
  });

  app.post('/sandbox/devices/:id/wearer', (request) => {
    const device = deviceAt(request.params);
    const { rider, from } = read(wearerSchema, request.body, 'body');
    devices.handOver(device.id, riderAt(rider).id, from ?? now());
    return shown(device);
  });
}

const iso = (at: number): string => new Date(at).toISOString();
const shownHold = ({ id, fromSecond, toSecond, until }: Hold) => ({
  id,
  fromSecond,
  toSecond,
  until: until === null ? null : iso(until),
});
