const MULTIPLIER = 0x5bd1e995;
const SEED = 0x9747b28c;

/**
 * MurmurHash2 of 32 bits as Kafka's Java client has it, its sign bit cut off: what picks a partition. The client library's own one computes with
 * integers that grow with the key: a key of 1 MB holds the process up for minutes.
 */
export function murmur2(bytes: Buffer): number {
  const rest = bytes.length & 3;
  const end = bytes.length - rest;
  let hash = SEED ^ bytes.length;
  for (let at = 0; at < end; at += 4) {
    let word = Math.imul(bytes.readInt32LE(at), MULTIPLIER);
    word = Math.imul(word ^ (word >>> 24), MULTIPLIER);
    hash = Math.imul(hash, MULTIPLIER) ^ word;
  }
  if (rest > 0) hash = Math.imul(hash ^ bytes.readUIntLE(end, rest), MULTIPLIER);
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER);
  return (hash ^ (hash >>> 15)) & 0x7fffffff;
}
