import { z } from 'zod';
import type { PluginSpec } from '../kit/destination.js';
import { endpointUrl } from '../kit/egress/endpoint-url.js';
import { batchRule, LAYOUT_DEFAULTS, layoutFields } from '../kit/objects/fields.js';

const fields = z.strictObject({
  account_url: endpointUrl.describe(
    'Address of the blob service, such as `https://acme.blob.core.windows.net`. One of your own network must be in FREEHUB_EGRESS_ALLOW.',
  ),
  container: z
    .string()
    .regex(
      /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
      'must be the name of a container: 3 to 63 lower-case letters, digits and -',
    )
    .describe('Name of the container; it must exist.'),
  sas_token: z
    .string()
    .max(4000)
    .transform((token) => token.replace(/^\?/, ''))
    .refine(
      (token) => new URLSearchParams(token).has('sig') && /^[\x21-\x7e]+$/.test(token),
      'must be a SAS token: sv=…&sp=…&sig=…',
    )
    .optional()
    .describe('SAS token of the container with the permissions `rcwd` (least: `cw`, see Rights). Either this or account_key.'),
  account_key: z
    .base64('must be the base64 text that Azure shows')
    .min(8)
    .max(200)
    .optional()
    .describe('Key of the storage account. It may do everything with all containers: a SAS token is better.'),
  account_name: z
    .string()
    .regex(/^[a-z0-9]{3,24}$/, 'must be the name of a storage account: 3 to 24 lower-case letters and digits')
    .optional()
    .describe('Only with account_key, when account_url does not begin with the name of the account (a domain of your own).'),
  access_tier: z.enum(['Hot', 'Cool', 'Cold']).optional().describe("Access tier of each blob. Default: the account's."),
  ...layoutFields,
});

const schema = fields.superRefine(({ sas_token: sas, account_key: key }, context) => {
  if ((sas === undefined) === (key === undefined))
    context.addIssue({ code: 'custom', path: ['sas_token'], message: 'must be given, or account_key instead: one of the two' });
});

export type AzureConfig = z.output<typeof schema>;

export const azureblobSpec: PluginSpec<AzureConfig> = {
  id: 'azureblob',
  title: 'Azure Blob Storage',
  summary: 'Keeps each record as a JSON blob in a container of Azure Blob Storage',
  schema,
  secrets: ['sas_token', 'account_key'],
  places: ['account_url', 'container', 'prefix', 'layout'],
  batches: batchRule,
  example: {
    account_url: 'https://acme.blob.core.windows.net',
    container: 'fitness',
    sas_token: 'sv=2026-02-06&sr=c&sp=rcwd&se=2027-11-01T00%3A00%3A00Z&sig=replace-me',
    ...LAYOUT_DEFAULTS,
  },
};
