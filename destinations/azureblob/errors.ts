/** Azure's error codes: Microsoft's list for blobs, and what azurite was seen to answer. */
import { ErrorTable } from '../kit/error-table.js';

export const azureErrors = new ErrorTable([
  { codes: ['ServerBusy', 'TooManyRequests', '429', '503'], kind: 'rate_limited', message: 'the container asks to slow down' },
  {
    codes: [
      'OperationTimedOut',
      'InternalError',
      'ContainerBeingDeleted',
      'AccountBeingCreated',
      'LeaseIdMissing',
      '408',
      '409',
      '5*',
    ],
    kind: 'transient',
    message: 'the container could not do it just now',
  },
  {
    codes: ['Md5Mismatch', 'Crc64Mismatch', 'InvalidMd5'],
    kind: 'transient',
    message: 'the bytes changed on their way to the container',
  },
  {
    codes: ['SAS_EXPIRED'],
    kind: 'auth',
    message: 'the SAS token has expired',
    action: 'make a new SAS token and set sas_token',
  },
  {
    codes: ['AuthenticationFailed', 'AuthorizationFailure', 'InvalidAuthenticationInfo', 'NoAuthenticationInformation', '401'],
    kind: 'auth',
    message: 'the credentials are refused',
    action:
      'check sas_token or account_key (one may have been replaced) and account_url, and that the firewall of the account lets Freehub in',
  },
  {
    codes: [
      'AuthorizationPermissionMismatch',
      'AuthorizationResourceTypeMismatch',
      'AuthorizationServiceMismatch',
      'AuthorizationProtocolMismatch',
      'AuthorizationSourceIPMismatch',
      'InsufficientAccountPermissions',
      'KeyBasedAuthenticationNotPermitted',
      'PublicAccessNotPermitted',
      '403',
    ],
    kind: 'auth',
    message: 'the credentials may not do this',
    action:
      'make a SAS token of this container with the permissions rcwd, for https and without limits on addresses; or allow account keys',
  },
  {
    codes: ['ContainerNotFound', '404'],
    kind: 'config',
    message: 'there is no such container',
    action: 'make the container, or correct container and account_url',
  },
  {
    codes: ['NO_ETAG'],
    kind: 'config',
    message: 'the address does not answer as Azure Blob Storage does',
    action: 'check account_url',
  },
  {
    codes: ['AccountIsDisabled', 'ContainerDisabled', 'AccountRequiresHttps', 'FeatureVersionMismatch'],
    kind: 'config',
    message: 'the storage account does not take writes',
    action: 'look at the account in the Azure portal',
  },
  {
    codes: [
      'InvalidBlobTier',
      'UnsupportedHeader',
      'InvalidHeaderValue',
      'OutOfRangeInput',
      'InvalidResourceName',
      'InvalidMetadata',
      'InvalidUri',
      '3*',
    ],
    kind: 'config',
    message: 'the store does not take such a write',
    action: 'check account_url, container, prefix and access_tier: not every account takes all',
  },
  {
    codes: ['BlobImmutableDueToPolicy', 'BlobImmutableDueToLegalHold', 'SnapshotsPresent'],
    kind: 'payload',
    message: "the container's policy does not let this blob change",
    action: 'send the event again when the policy allows it, or use layout hive',
  },
  { codes: ['RequestBodyTooLarge', 'BlobTooLarge', '413'], kind: 'payload', message: 'the blob is larger than the store takes' },
  { codes: ['4*'], kind: 'payload', message: 'the store refuses this blob' },
]);
