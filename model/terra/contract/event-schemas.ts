/** Which of Terra's published schemas each body of our catalog is held against: by the model's own tests and by those on real deliveries. */

/** Terra's name for each body; null: Terra's published schemas do not have it. */
export const EVENT_SCHEMAS: Readonly<Record<string, string | null>> = {
  auth: 'AuthSuccessEvent',
  auth_cancelled: 'AuthErrorEvent',
  deauth: 'DeauthEvent',
  user_reauth: 'UserReauthEvent',
  user_reauth_swapped: 'UserReauthEvent',
  access_revoked: 'AccessRevokedEvent',
  connection_error: 'ConnectionErrorEvent',
  permission_change: 'PermissionChangeEvent',
  large_request_processing: 'LargeRequestProcessingEvent',
  large_request_sending: 'LargeRequestSendingEvent',
  s3_payload: 'S3PayloadEvent',
  activity: 'ActivityEvent',
  athlete: 'AthleteEvent',
  body: 'BodyEvent',
  daily: 'DailyEvent',
  menstruation: 'MenstruationEvent',
  nutrition: 'NutritionEvent',
  sleep: 'SleepEvent',
  // Of the older generation, and one of our own.
  auth_error: null,
  rate_limit_hit: null,
  healthcheck: null,
  connection_recovered: null,
};
