/** How a config says by which credentials AWS is used: the same for every service. */
import { z } from 'zod';

export const headerSafe = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces');

/** @param rights what the key must be allowed to do, for the docs */
export const credentialFields = (rights: string) => ({
  credentials: z
    .enum(['keys', 'role', 'ambient'])
    .default('keys')
    .describe(
      'keys: access_key_id and secret_access_key. role: assume role_arn, with those keys or else with the credentials of the server. ambient: the credentials of the server itself. The last two need credentials of the server only where its operator lends them (FREEHUB_AMBIENT_CREDENTIALS).',
    ),
  access_key_id: headerSafe(128).optional().describe(`Access key; it needs ${rights}.`),
  secret_access_key: headerSafe(256).optional().describe('Secret of the access key.'),
  session_token: headerSafe(8192).optional().describe('Only for temporary keys, which end after hours: for tests.'),
  role_arn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
      'must be the ARN of a role: arn:aws:iam::123456789012:role/name',
    )
    .optional()
    .describe('Role that is assumed to write.'),
  external_id: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, 'must be 2 to 1224 letters, digits and +=,.@:/-')
    .optional()
    .describe("The role's sts:ExternalId, so that nobody else can have Freehub use the role. Choose a random one."),
});

export type CredentialConfig = z.output<z.ZodObject<ReturnType<typeof credentialFields>>>;

export const AWS_SECRETS = ['secret_access_key', 'session_token'] as const;

/** What is missing or too much, by field. */
export function credentialFaults(config: CredentialConfig): (readonly [field: keyof CredentialConfig, message: string])[] {
  const { credentials: by, access_key_id: id, secret_access_key: secret } = config;
  const fault = (is: boolean, field: keyof CredentialConfig, message: string) => (is ? [[field, message] as const] : []);
  return [
    ...fault(by === 'keys' && id === undefined, 'access_key_id', 'must be given for credentials keys'),
    ...fault(by === 'keys' && secret === undefined, 'secret_access_key', 'must be given for credentials keys'),
    ...fault(
      by !== 'keys' && (id === undefined) !== (secret === undefined),
      'access_key_id',
      'must be given with secret_access_key, and that with it',
    ),
    ...fault(
      (by === 'role') !== (config.role_arn !== undefined),
      'role_arn',
      'must be given for credentials role, and only then',
    ),
    ...fault(config.external_id !== undefined && by !== 'role', 'external_id', 'must be given only for credentials role'),
  ];
}
