/** The JSON key of a Google service account. */
import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';

const GOOGLE_TOKEN_URL = 'https://oauth2.googleapis.com/token';

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
const isTrustedTokenUri = (uri: string, apiEndpoint: string | undefined): boolean =>
  uri === GOOGLE_TOKEN_URL || (apiEndpoint !== undefined && new URL(uri).origin === new URL(apiEndpoint).origin);

/** How a config says by which credentials Google is used. @param rights what the account must be allowed to do, for the docs */
export const googleCredentialFields = (rights: string) => ({
  credentials: z
    .enum(['key', 'ambient'])
    .default('key')
    .describe(
      'key: service_account_key. ambient: the credentials of the server itself, where its operator lends them (FREEHUB_AMBIENT_CREDENTIALS).',
    ),
  service_account_key: z
    .union([z.string().max(20_000), z.record(z.string(), z.string())], { error: 'must be the JSON key of a service account' })
    .transform((key) => (typeof key === 'string' ? key : JSON.stringify(key)))
    .optional()
    .describe(`JSON key of a service account, as text or object. It needs ${rights}.`),
});

/** What is wrong with a `service_account_key`; null = nothing. */
export function accountFault(account: ServiceAccount | null, apiEndpoint: string | undefined): string | null {
  if (!account)
    return 'must be the JSON key of a service account: type service_account, with client_email, an RSA private_key and token_uri';
  return isTrustedTokenUri(account.token_uri, apiEndpoint) ? null : `must have the token_uri ${GOOGLE_TOKEN_URL}`;
}
