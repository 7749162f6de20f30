/** 64-bit integers in a commit, written as texts: the stand-in's protobuf library refuses those beyond ±2^53. */
import { protos } from '@google-cloud/firestore-api';
import { z } from 'zod';

const MARK = 'int64:';
const codec = protos.google.firestore.v1.CommitRequest;

const wide = z.object({ integerValue: z.string() });

function replaced(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(replaced);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const { data } = wide.safeParse(value);
  if (data && !Number.isSafeInteger(Number(data.integerValue))) return { stringValue: MARK + data.integerValue };
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, replaced(member)]));
}

/** @param frame of gRPC: 5 bytes before the message */
export function wideAsText(frame: Buffer): Buffer {
  const request = codec.toObject(codec.decode(frame.subarray(5)), { longs: String, enums: String });
  const text = JSON.stringify(request, (_name, value: unknown) => (value instanceof Uint8Array ? '' : value));
  if (!/"integerValue":"-?\d{16}/.test(text)) return frame;
  const message = codec.encode(codec.fromObject(replaced(request) as object)).finish();
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.byteLength, 1);
  return Buffer.concat([head, message]);
}

/** The integer that such a text stands for. */
export const wideOf = (text: string): bigint | undefined =>
  text.startsWith(MARK) && /^-?\d+$/.test(text.slice(MARK.length)) ? BigInt(text.slice(MARK.length)) : undefined;
