import { z } from 'zod';
import type { DestinationCapabilities, PluginSpec } from '../kit/destination.js';
import { accountFault, googleCredentialFields, readServiceAccount } from '../kit/google-service-account.js';
import { parseEmulatorHost } from './emulator-host.js';

const fields = z.strictObject({
  database: z
    .string()
    .regex(/^(\(default\)|[a-z][a-z0-9-]{2,61}[a-z0-9])$/, 'must be the id of a database, such as (default)')
    .default('(default)')
    .transform((id) => (id === 'default' ? '(default)' : id))
    .describe("Id of the database, in Native mode; it must exist. Default `(default)`; Terra's word `default` means the same."),
  ...googleCredentialFields('the role Cloud Datastore User (roles/datastore.user)'),
  project_id: z
    .string()
    .regex(/^[a-z][a-z0-9:.-]{2,61}[a-z0-9]$/, 'must be the id of a Google Cloud project')
    .optional()
    .describe("Project of the database. Default: that of the key when it is first given, or the server's own with ambient."),
  collection: z
    .string()
    .regex(/^(?!__.*__$)(?!\.{1,2}$)[^/\p{Cc}]{1,200}$/u, 'must be the id of a collection: no /, not __…__, . or ..')
    .default('terra')
    .describe('Collection at the top that holds everything (at most 200 characters; default `terra`).'),
  emulator_host: z
    .string()
    .max(300)
    .refine((host) => parseEmulatorHost(host) !== null, 'must be host:port (IPv6 in brackets)')
    .optional()
    .describe(
      'host:port of a Firestore emulator, spoken to without encryption and without a key. It must be in FREEHUB_EGRESS_ALLOW. Default: Google.',
    ),
  emulator_token: z
    .string()
    .regex(/^[\x21-\x7e]{1,2000}$/, 'must be printable ASCII without spaces')
    .optional()
    .describe('Bearer token that is shown to the emulator. Default `owner`, which emulators take for an administrator.'),
});

const checked = fields.superRefine((config, context) => {
  const fault = (field: string, message: string): void => {
    context.addIssue({ code: 'custom', path: [field], message });
  };
  if (config.emulator_token !== undefined && config.emulator_host === undefined)
    fault('emulator_token', 'is for an emulator: give emulator_host, or leave it out');
  if (config.service_account_key === undefined) {
    if (config.credentials === 'key' && config.emulator_host === undefined)
      fault('service_account_key', 'must be given when credentials is key');
    return;
  }
  const account = readServiceAccount(config.service_account_key);
  const wrong = accountFault(account, undefined);
  if (wrong !== null) fault('service_account_key', wrong);
  else if (config.project_id === undefined && account?.project_id === undefined)
    fault('project_id', 'must be given: the key names no project');
});

/** The project of the key is written down: a key of another project must not move the records in silence. */
const schema = checked.transform((config) => {
  const project = config.project_id ?? readServiceAccount(config.service_account_key ?? '')?.project_id;
  return project === undefined ? config : { ...config, project_id: project };
});

export type FirestoreConfig = z.output<typeof schema>;

export const firestoreSpec: PluginSpec<FirestoreConfig> = {
  id: 'firestore',
  title: 'Firestore',
  summary: 'Keeps each record as a document of a Firestore database',
  schema,
  secrets: ['service_account_key', 'emulator_token'],
  places: ['database', 'project_id', 'collection', 'emulator_host'],
  example: {
    database: '(default)',
    credentials: 'key',
    service_account_key: 'the whole JSON file of the key',
    project_id: 'acme-fitness',
    collection: 'terra',
  },
  placeholders: ['service_account_key'],
};

/** A transaction takes 100 records; Firestore takes 10 MiB in one, and larger events are compressed. */
export const firestoreCapabilities: DestinationCapabilities = {
  write: 'upsert',
  deletes: true,
  maxItems: 100,
  maxBytes: 32 << 20,
  concurrency: 4,
};
