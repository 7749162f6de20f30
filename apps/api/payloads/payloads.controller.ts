import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type EnvironmentId, asId } from '../../../model/ids.js';
import { Problem } from '../../../model/problem.js';
import type { Database } from '../../../store/database.js';
import type { PayloadBucket } from '../../../store/payload-bucket.js';
import { readPayload } from '../../../store/payloads.js';
import { KeyRing } from '../../../store/secrets/key-ring.js';
import { isSignedLink } from '../../../store/secrets/link-signer.js';
import { DATABASE, PAYLOAD_BUCKET } from '../../common/core.module.js';
import { mediaTypeOf } from './media-type.js';

const address = z.object({
  environment: z.uuid(),
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
});
const proof = z.looseObject({
  // Each in the one form that we write: what is cached or logged by its address is so once.
  expires: z
    .string()
    .regex(/^[1-9]\d{9,10}$/, 'must be Unix seconds')
    .transform(Number),
  key: z.string().max(255),
  signature: z.string().regex(/^[\w-]{42}[AEIMQUYcgkosw048]$/, 'must be 43 characters of base64url'),
});

/** Event bodies that were sent as a link (`s3_payload`): as they were sent, for whoever holds the link, until it expires. */
@Controller('payloads')
export class PayloadsController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly keys: KeyRing,
    @Inject(PAYLOAD_BUCKET) private readonly bucket: PayloadBucket | null,
  ) {}

  @Get(':environment/:hash')
  async fetch(@Param() params: unknown, @Query() query: unknown, @Res() reply: FastifyReply): Promise<void> {
    const { environment, hash } = address.parse(params);
    const { expires, key, signature } = proof.parse(query);
    if (!isSignedLink(this.keys, `/payloads/${environment}/${hash}`, { expires, keyId: key, signature }))
      throw new Problem('auth', 'the signature of this link is wrong');
    const expired = new Problem('missing', 'this link has expired; the event is delivered again on request (replay)');
    if (expires * 1000 < Date.now()) throw expired;
    const body = await readPayload(this.db, this.bucket, asId<EnvironmentId>(environment), hash);
    if (!body) throw expired;
    await reply.header('content-type', mediaTypeOf(body)).header('cache-control', 'private, no-store').send(body);
  }
}
