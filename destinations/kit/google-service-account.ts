/** The JSON key of a Google service account. */
import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';

export const GOOGLE_TOKEN_URL = 'https://oauth2.googleapis.com/token';

/** Other kinds of "credentials" files (external_account) name programs to run and addresses to ask: none of them is let in. */
const serviceAccount = z.object({
  type: z.literal('service_account'),
  client_email: z.string().min(3).max(300),
  private_key: z.string().refine(isPrivateKey),
  project_id: z
    .string()
    .regex(/^[a-z][a-z0-9:.-]{2,61}[a-z0-9]$/)
    .optional()
    .catch(undefined),
  private_key_id: z.string().max(200).optional(),
  token_uri: z.url().max(500),
});
export type ServiceAccount = Readonly<z.output<typeof serviceAccount>>;

function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

/** @returns null for a text that is no such key */
export function readServiceAccount(text: string): ServiceAccount | null {
  try {
    return serviceAccount.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Google's, or beside the endpoint that the user has set: an emulator hands out its own tokens. */
export const isTrustedTokenUri = (uri: string, apiEndpoint: string | undefined): boolean =>
  uri === GOOGLE_TOKEN_URL || (apiEndpoint !== undefined && new URL(uri).origin === new URL(apiEndpoint).origin);
