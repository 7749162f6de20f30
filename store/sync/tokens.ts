/** The tokens that read for a connection: its own, or those of the manager of its provider app. */
import type { ManagerAccountId } from '../../model/ids.js';
import type { ManagerState } from '../../model/manager-account.js';

export interface ManagerLogin {
  readonly id: ManagerAccountId;
  readonly state: ManagerState;
}

/** Columns of a query that joins TOKEN_JOINS; a connection's own come first. */
export const TOKEN_COLUMNS = `
  coalesce(k.tokens, m.tokens) AS tokens, coalesce(k.revision, m.revision, 0) AS "tokensRevision",
  coalesce((extract(epoch FROM coalesce(k.access_expires_at, m.access_expires_at)) * 1000)::bigint, 0) AS "accessExpiresAtMs",
  coalesce(k.refused, m.refused, 0) AS refused, CASE WHEN k.connection_id IS NULL AND m.id IS NOT NULL THEN json_build_object('id', m.id, 'state', m.state) END AS manager`;

/** @param connection alias of the connection's row */
export const TOKEN_JOINS = (connection: string): string =>
  `LEFT JOIN credential k ON k.connection_id = ${connection}.id LEFT JOIN manager_account m ON m.provider_app_id = ${connection}.provider_app_id`;
