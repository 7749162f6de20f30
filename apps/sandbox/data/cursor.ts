/** Opaque, signed places in a listing. A cursor carries its filters, so that pages of one listing cannot be mixed up. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { ApiError } from '../http/errors.js';

const cursorSchema = z.object({
  rider: z.string(),
  startAfter: z.number().optional(),
  startBefore: z.number().optional(),
  updatedAfter: z.number().optional(),
  order: z.enum(['start_asc', 'start_desc']),
  /** The last ride of the page before. */
  from: z.object({ startedAt: z.number(), id: z.string() }),
  expiresAt: z.number(),
});
export type Cursor = z.infer<typeof cursorSchema>;

const mark = (payload: string, secret: string): Buffer => createHmac('sha256', secret).update(payload).digest().subarray(0, 12);

export function writeCursor(cursor: Cursor, secret: string): string {
  const payload = Buffer.from(JSON.stringify(cursor)).toString('base64url');
  return `${payload}.${mark(payload, secret).toString('base64url')}`;
}

/** @throws ApiError 400 when it is not one of ours, another rider's, or too old. */
export function readCursor(text: string, secret: string, rider: string, now: number): Cursor {
  const [payload = '', signature = ''] = text.split('.');
  const given = Buffer.from(signature, 'base64url');
  const wanted = mark(payload, secret);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    throw new ApiError(400, 'invalid_cursor', 'cursor: not one that this API gave out');
  const cursor = cursorSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  if (cursor.rider !== rider) throw new ApiError(400, 'invalid_cursor', 'cursor: belongs to another user');
  if (cursor.expiresAt <= now) throw new ApiError(400, 'invalid_cursor', 'cursor: has expired, start the listing again');
  return cursor;
}
