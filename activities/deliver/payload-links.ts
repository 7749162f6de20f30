/** Links under which the body of an event can be fetched. */
import type { PayloadLink } from '../../destinations/kit/destination.js';
import type { ConnectionId, EnvironmentId } from '../../model/ids.js';
import type { Queryable } from '../../store/database.js';
import type { PayloadBucket } from '../../store/payload-bucket.js';
import { keepPayload } from '../../store/payloads.js';
import type { KeyRing } from '../../store/secrets/key-ring.js';
import { signLink } from '../../store/secrets/link-signer.js';

/**
 * Links end at whole steps from their delivery's own time, so that repeated tries write the same link and a message that holds it is equal byte for byte:
 * for a link of days longer than all ten tries of Terra's schedule take (4.3 h). A short link is short for a reason: it lives at most twice as long.
 */
export const LINK_STEP_SECONDS = 6 * 3_600;

export interface LinkOwner {
  readonly environmentId: EnvironmentId;
  readonly connectionId: ConnectionId | null;
  /** When its delivery was made. */
  readonly sinceMs: number;
}

export class PayloadLinks {
  constructor(
    private readonly db: Queryable,
    private readonly keys: KeyRing,
    /** Where receivers reach the api. */
    private readonly publicUrl: string,
    private readonly bucket: PayloadBucket | null = null,
  ) {}

  /** @param expiresInSeconds it opens at least so long from now on, and at most a step longer. @throws Problem transient */
  async to(owner: LinkOwner, body: Uint8Array, expiresInSeconds: number): Promise<PayloadLink> {
    const nowSeconds = Math.floor(Date.now() / 1000);
    const step = Math.min(LINK_STEP_SECONDS, expiresInSeconds);
    const end = linkEnd(Math.floor(owner.sinceMs / 1000), nowSeconds + expiresInSeconds, step);
    const digest = await keepPayload(this.db, this.bucket, { ...owner, body, seconds: end - nowSeconds });
    const path = `/payloads/${owner.environmentId}/${digest}`;
    const { expires, keyId, signature } = signLink(this.keys, path, end);
    const query = new URLSearchParams({ expires: String(expires), key: keyId, signature });
    return { url: `${this.publicUrl}${path}?${query.toString()}`, expiresInSeconds };
  }
}

/** The first step from `since` that is not before `least`; all in Unix seconds. */
const linkEnd = (since: number, least: number, step: number): number =>
  since + Math.max(0, Math.ceil((least - since) / Math.max(1, step))) * Math.max(1, step);
