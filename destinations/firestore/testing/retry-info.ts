/** `google.rpc.Status` with a `RetryInfo`, as Google sends it along with RESOURCE_EXHAUSTED. Written out: two messages of two fields each. */
const field = (number: number, bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([(number << 3) | 2, bytes.byteLength]), bytes]);

/** @param seconds below 128 @returns base64, for the trailer `grpc-status-details-bin` */
export function retryAfter(seconds: number): string {
  const duration = Buffer.from([1 << 3, seconds]);
  const any = Buffer.concat([field(1, Buffer.from('type.googleapis.com/google.rpc.RetryInfo')), field(2, field(1, duration))]);
  return Buffer.concat([Buffer.from([1 << 3, 8]), field(3, any)]).toString('base64');
}
