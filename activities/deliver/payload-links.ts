/** Links under which the body of an event can be fetched. */
import type { PayloadLink } from '../../destinations/kit/destination.js';
import type { ConnectionId, EnvironmentId } from '../../model/ids.js';
import type { Queryable } from '../../store/database.js';
import { keepPayload } from '../../store/payloads.js';
import type { KeyRing } from '../../store/secrets/key-ring.js';
import { signLink } from '../../store/secrets/link-signer.js';

export class PayloadLinks {
  constructor(
    private readonly db: Queryable,
    private readonly keys: KeyRing,
    /** Where receivers reach the api. */
    private readonly publicUrl: string,
  ) {}

  async to(
    of: { readonly environmentId: EnvironmentId; readonly connectionId: ConnectionId | null },
    body: Uint8Array,
    expiresInSeconds: number,
  ): Promise<PayloadLink> {
    const digest = await keepPayload(this.db, { ...of, body, seconds: expiresInSeconds });
    const path = `/payloads/${of.environmentId}/${digest}`;
    const { expires, keyId, signature } = signLink(this.keys, path, Math.floor(Date.now() / 1000) + expiresInSeconds);
    const query = new URLSearchParams({ expires: String(expires), key: keyId, signature });
    return { url: `${this.publicUrl}${path}?${query.toString()}`, expiresInSeconds };
  }
}
