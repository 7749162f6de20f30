/** Faults that can be asked for. Each lasts for `count` hits or `seconds`, or until it is removed, and strikes with `probability`. */
import { z } from 'zod';

/** Which requests a fault strikes. `data` = all reads of users, activities, streams and files. */
export const ROUTE_CLASSES = ['all', 'token', 'data', 'user', 'list', 'detail', 'streams', 'file', 'subscriptions'] as const;
export type RouteClass = (typeof ROUTE_CLASSES)[number];

const span = {
  /** Ends after so many hits. */
  count: z.number().int().positive().optional(),
  /** Ends after so many seconds. */
  seconds: z.number().positive().optional(),
  /** Part of the requests or events that is struck; default 1. */
  probability: z.number().gt(0).max(1).default(1),
  /** Only this rider's requests or events. */
  rider: z.string().optional(),
};

const onRoutes = {
  ...span,
  routes: z.enum(ROUTE_CLASSES).default('data'),
  /** Only requests for this ride. */
  ride: z.string().optional(),
};

export const faultSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('server_error'), status: z.number().int().min(500).max(599).default(503), ...onRoutes }),
  z.strictObject({ name: z.literal('slow'), ms: z.number().int().min(1).max(600_000), ...onRoutes }),
  z.strictObject({ name: z.literal('truncated'), ...onRoutes }),
  z.strictObject({ name: z.literal('rate_limited'), retryAfterSeconds: z.number().int().min(0).default(2), ...onRoutes }),
  z.strictObject({ name: z.literal('expired_token'), ...onRoutes }),
  z.strictObject({ name: z.literal('revoked_token'), ...onRoutes }),
  z.strictObject({ name: z.literal('forbidden'), ...onRoutes }),
  z.strictObject({ name: z.literal('missing_streams'), ...span }),
  z.strictObject({ name: z.literal('repeated_item'), ...span }),
  z.strictObject({ name: z.literal('shuffled_samples'), ...span }),
  z.strictObject({ name: z.literal('dropped_socket'), ...span }),
  z.strictObject({ name: z.literal('lost_refresh_answer'), ...span }),
  z.strictObject({ name: z.literal('duplicate_webhook'), copies: z.number().int().min(2).max(20).default(2), ...span }),
  z.strictObject({ name: z.literal('late_webhook'), ms: z.number().int().min(1), ...span }),
  z.strictObject({ name: z.literal('out_of_order_webhook'), ms: z.number().int().min(1).default(300), ...span }),
  z.strictObject({ name: z.literal('lost_webhook'), ...span }),
  z.strictObject({ name: z.literal('skewed_webhook'), skewSeconds: z.number().int(), ...span }),
  z.strictObject({ name: z.literal('forged_webhook'), ...span }),
]);

export type Fault = z.infer<typeof faultSchema>;
export type FaultName = Fault['name'];
