/** Google's reasons (JSON API and token endpoint), and statuses for answers without one. */
import { ErrorTable } from '../kit/error-table.js';

export const gcsErrors = new ErrorTable([
  {
    codes: ['rateLimitExceeded', 'userRateLimitExceeded', 'quotaExceeded', '429'],
    kind: 'rate_limited',
    message: 'the bucket asks to slow down',
  },
  {
    codes: ['backendError', 'internalError', 'uploadBrokenConnection', '408', '5*'],
    kind: 'transient',
    message: 'the bucket could not do it just now',
  },
  {
    codes: ['invalid_grant', 'invalid_client', 'unauthorized_client', 'invalid_request'],
    kind: 'auth',
    message: 'Google gives no token for this service account',
    action: 'make a new key: this one may be deleted or disabled; and check the clock of this server',
  },
  {
    codes: ['NO_AMBIENT'],
    kind: 'auth',
    message: 'the server has no Google credentials of its own',
    action: 'give a service_account_key, or let the operator set them up',
  },
  {
    codes: ['authError', 'required', 'unauthorized', '401'],
    kind: 'auth',
    message: 'the credentials are refused',
    action: 'make a new key of the service account',
  },
  {
    codes: ['forbidden', 'insufficientPermissions', 'accessNotConfigured', '403'],
    kind: 'auth',
    message: 'the service account may not do this',
    action: 'grant it the role Storage Object User on the bucket (least: Storage Object Creator, see Rights)',
  },
  {
    codes: ['accountDisabled', 'UserProjectAccountProblem', 'billingNotEnabled'],
    kind: 'config',
    message: "the project's billing account is off",
    action: 'turn billing on',
  },
  {
    codes: ['notFound', '404'],
    kind: 'config',
    message: 'there is no such bucket',
    action: 'make the bucket, or correct bucket',
  },
  { codes: ['conflict', '409'], kind: 'transient', message: 'another change of the bucket is under way' },
  {
    codes: ['retentionPolicyNotMet', 'objectUnderActiveHold'],
    kind: 'payload',
    message: "the bucket's retention policy does not let this object change yet",
    action: 'send the event again when the time is over, or use layout hive',
  },
  {
    codes: ['kmsKeyNotFound', 'cloudKmsError', '3*'],
    kind: 'config',
    message: 'the store does not take such a write',
    action: 'check kms_key_name, storage_class and api_endpoint',
  },
  { codes: ['uploadTooLarge', '413'], kind: 'payload', message: 'the object is larger than the store takes' },
  { codes: ['4*'], kind: 'payload', message: 'the store refuses this object' },
]);
