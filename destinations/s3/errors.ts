/** S3's error codes: AWS's list, and what versitygw was seen to answer. */
import { ErrorTable } from '../kit/error-table.js';

export const s3Errors = new ErrorTable([
  {
    codes: [
      'SlowDown',
      'ServiceUnavailable',
      'Throttling',
      'ThrottlingException',
      'TooManyRequestsException',
      'RequestLimitExceeded',
      '429',
      '503',
    ],
    kind: 'rate_limited',
    message: 'the bucket asks to slow down',
  },
  {
    codes: ['InternalError', 'RequestTimeout', 'OperationAborted', 'ConditionalRequestConflict', '408', '409', '5*'],
    kind: 'transient',
    message: 'the bucket could not do it just now',
  },
  {
    codes: ['BadDigest', 'IncompleteBody', 'XAmzContentSHA256Mismatch'],
    kind: 'transient',
    message: 'the bytes changed on their way to the bucket',
  },
  {
    codes: ['RequestTimeTooSkewed', 'RequestExpired'],
    kind: 'transient',
    message: 'the clock of this server and that of the bucket differ by too much',
    action: 'set the clock of this server',
  },
  {
    codes: ['InvalidAccessKeyId', 'InvalidClientTokenId', 'UnrecognizedClientException'],
    kind: 'auth',
    message: 'the access key is not known',
    action: 'check access_key_id; it may have been deleted',
  },
  {
    codes: ['SignatureDoesNotMatch'],
    kind: 'auth',
    message: 'the secret of the access key is wrong',
    action: 'check secret_access_key',
  },
  {
    codes: ['ExpiredToken', 'ExpiredTokenException', 'InvalidToken', 'TokenRefreshRequired'],
    kind: 'auth',
    message: 'the temporary keys have ended',
    action: 'give a lasting access key, or a role',
  },
  {
    codes: ['CredentialsProviderError'],
    kind: 'auth',
    message: 'no credentials were found on the server',
    action: 'give access keys, or let the operator set up credentials for the server',
  },
  {
    codes: ['AccessDenied', 'AccessDeniedException', 'Forbidden', 'AllAccessDisabled', '401', '403'],
    kind: 'auth',
    message: 'the credentials may not do this',
    action:
      'grant s3:PutObject on the prefix (and what Rights lists), check the bucket policy and, for a role, its trust policy and external_id',
  },
  {
    codes: ['NoSuchBucket', '404'],
    kind: 'config',
    message: 'there is no such bucket',
    action: 'make the bucket, or correct bucket, region and endpoint',
  },
  {
    codes: ['PermanentRedirect', 'TemporaryRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException', '3*'],
    kind: 'config',
    message: 'the bucket is in another region',
    action: 'set region to that of the bucket',
  },
  {
    codes: ['KMS.*', 'KMSInvalidStateException', 'KMSKeyNotAccessible'],
    kind: 'config',
    message: 'the KMS key cannot be used',
    action: 'check kms_key_id, that the key is enabled, and that its policy lets the credentials use it',
  },
  {
    codes: ['NO_ETAG'],
    kind: 'config',
    message: 'the address does not answer as S3 does',
    action: 'check endpoint and force_path_style',
  },
  {
    codes: ['AccountProblem', 'NotSignedUp', 'InvalidPayer'],
    kind: 'config',
    message: 'the AWS account of the bucket has a problem',
    action: 'look at the account in the AWS console',
  },
  {
    codes: ['InvalidBucketName', 'InvalidStorageClass', 'MethodNotAllowed', 'InvalidRequest', 'NotImplemented', '405', '501'],
    kind: 'config',
    message: 'the store does not take such a write',
    action: 'check bucket, storage_class, tags, kms_key_id and force_path_style: not every store knows all',
  },
  {
    codes: ['EntityTooLarge', 'MaxMessageLengthExceeded', '413'],
    kind: 'payload',
    message: 'the object is larger than the store takes',
  },
  { codes: ['KeyTooLongError', 'KeyTooLong'], kind: 'payload', message: 'the name of the object is longer than the store takes' },
  { codes: ['4*'], kind: 'payload', message: 'the store refuses this object' },
]);
