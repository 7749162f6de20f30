import type { ConnectionId } from '../../../../model/ids.js';
import type { Settings } from '../../../../settings/load.js';
import { workflowId } from '../../../../workflows/contract.js';

/** Where Temporal's web UI shows a connection's workflow; null when FREEHUB_TEMPORAL_UI_URL is not set. */
export const workflowUrl = (
  { temporalUiUrl, temporalNamespace }: Pick<Settings, 'temporalUiUrl' | 'temporalNamespace'>,
  connection: ConnectionId,
): string | null =>
  temporalUiUrl === undefined
    ? null
    : `${temporalUiUrl}/namespaces/${encodeURIComponent(temporalNamespace)}/workflows/${encodeURIComponent(workflowId.connection(connection))}`;
