/** Every event that a destination can get, for documents (AsyncAPI), forms and tests. */
import type { z } from 'zod';
import { RECORD_EXAMPLES } from '../examples/records.js';
import { OLD_USER_EXAMPLE, USER_EXAMPLE } from '../examples/user.js';
import { authCancelledSchema, authErrorSchema, authSchema, deauthSchema, userReauthSchema } from './auth-events.js';
import {
  accessRevokedSchema,
  connectionErrorSchema,
  connectionRecoveredSchema,
  permissionChangeSchema,
} from './connection-events.js';
import { athleteEventSchema, dataEventSchemaOf } from './data-events.js';
import { healthcheckSchema, s3PayloadSchema } from './destination-events.js';
import { DIALECTS, type Dialect, wireTypeIn } from './dialect.js';
import { type DataEventType, EVENT_TYPE_DOCS, type EventType, TERRA_VERSION } from './event-types.js';
import * as events from './events.js';
import { largeRequestProcessingSchema, largeRequestSendingSchema, rateLimitHitSchema } from './request-events.js';

export interface EventDoc {
  /** Unique in the catalog: the type, but for `auth_error` and `user_reauth_swapped`, which are other bodies of their types. */
  readonly name: string;
  /** As it stands in the body. */
  readonly type: EventType;
  readonly title: string;
  /** When it is sent, in one line. */
  readonly when: string;
  readonly dialects: readonly Dialect[];
  /** Sent in any dialect where an operator tests a destination. */
  readonly isTest?: true;
  readonly schema: z.ZodType;
  /** A whole body that the schema accepts; invented. */
  readonly example: unknown;
}

const user = USER_EXAMPLE;
const REFERENCE = '6f1d2c1e-7c1f-4a55-9f7a-5f0c2a9d1f10';
const SESSION = '3e982b74-1a94-4d9a-b6a3-f92c6e4d21b5';
const cancelled = events.authCancelledEvent({ flowId: SESSION, reason: 'access_denied', referenceId: user.reference_id });

/** A type whose name is the same wherever it is sent. */
const doc = (type: EventType, title: string, schema: z.ZodType, example: unknown): EventDoc => ({
  name: type,
  type,
  title,
  when: EVENT_TYPE_DOCS[type],
  dialects: DIALECTS.filter((dialect) => wireTypeIn(type, dialect) === type),
  schema,
  example,
});

const dataDoc = (type: DataEventType, title: string): EventDoc =>
  doc(type, title, dataEventSchemaOf(type), { type, version: TERRA_VERSION, user, data: [RECORD_EXAMPLES[type]] });

const AUTH_ERROR: EventDoc = {
  name: 'auth_error',
  type: 'auth',
  title: 'Connecting failed (older form)',
  when: EVENT_TYPE_DOCS.auth_cancelled,
  dialects: ['v2022'],
  schema: authErrorSchema,
  example: events.authErrorEvent(cancelled, {
    provider: user.provider,
    widgetSessionId: SESSION,
    user: { ...user, scopes: null, last_webhook_update: null },
  }),
};

const USER_REAUTH_SWAPPED: EventDoc = {
  ...doc('user_reauth', 'Connected again, under a new id', userReauthSchema, events.userReauthEvent(user, OLD_USER_EXAMPLE)),
  name: 'user_reauth_swapped',
  when: 'The same in an environment that swaps ids (reauth_ids: swapped): old_user is gone, and its data belongs to new_user now.',
};

const HEALTHCHECK: EventDoc = {
  ...doc(
    'healthcheck',
    'Sign of life',
    healthcheckSchema,
    events.healthcheckEvent({ createdAt: '2026-09-21T16:00:00.000000+00:00', trendPercentage: 3.5, sentLastHour: 118 }),
  ),
  isTest: true,
};

export const EVENTS: readonly EventDoc[] = [
  doc('auth', 'Account connected', authSchema, events.authEvent(user, { widgetSessionId: SESSION })),
  doc('auth_cancelled', 'Connecting failed', authCancelledSchema, cancelled),
  AUTH_ERROR,
  doc('deauth', 'Connection ended', deauthSchema, events.deauthEvent(user)),
  doc('user_reauth', 'Connected again', userReauthSchema, events.userReauthEvent(user, user)),
  USER_REAUTH_SWAPPED,
  doc('access_revoked', 'Access withdrawn', accessRevokedSchema, events.accessRevokedEvent(user)),
  doc(
    'connection_error',
    'Connection has an error',
    connectionErrorSchema,
    events.connectionErrorEvent(user, 'The provider refuses our access; the user may need to connect again'),
  ),
  doc('connection_recovered', 'Connection works again', connectionRecoveredSchema, events.connectionRecoveredEvent(user)),
  doc(
    'permission_change',
    'Scopes changed',
    permissionChangeSchema,
    events.permissionChangeEvent(user, { added: ['profile:read'], removed: [] }),
  ),
  doc(
    'large_request_processing',
    'Large request accepted',
    largeRequestProcessingSchema,
    events.largeRequestProcessingEvent(user, REFERENCE),
  ),
  doc(
    'large_request_sending',
    'Large request is sent',
    largeRequestSendingSchema,
    events.largeRequestSendingEvent(user, REFERENCE, 43),
  ),
  doc(
    'rate_limit_hit',
    'Request delayed',
    rateLimitHitSchema,
    events.rateLimitHitEvent(user, {
      startTime: '2026-08-01T00:00:00.000000+00:00',
      endTime: '2026-09-21T00:00:00.000000+00:00',
      retryingAt: '2026-09-21T16:30:00.000000+00:00',
    }),
  ),
  HEALTHCHECK,
  doc(
    's3_payload',
    'Event at a link',
    s3PayloadSchema,
    events.s3PayloadEvent('https://freehub.example/payloads/9b1c?expires=1790000300&signature=5f3a', 300),
  ),
  dataDoc('activity', 'Activity'),
  dataDoc('body', 'Body'),
  dataDoc('daily', 'Daily'),
  dataDoc('menstruation', 'Menstruation'),
  dataDoc('nutrition', 'Nutrition'),
  dataDoc('sleep', 'Sleep'),
  doc('athlete', 'Athlete', athleteEventSchema, {
    type: 'athlete',
    version: TERRA_VERSION,
    user,
    athlete: RECORD_EXAMPLES.athlete,
  }),
];
