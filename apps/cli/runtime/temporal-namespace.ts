/** Whether a Temporal namespace is there and knows what we search by. */
import { Connection } from '@temporalio/client';
// A CommonJS package without detectable names: as a default import it works in Node and in Jest.
import proto from '@temporalio/proto';

/**
 * Asks once. Adds missing search attributes (a database of an older Freehub).
 * @returns false while the attributes are not yet usable. @throws when the server or namespace does not answer.
 */
export async function prepareNamespace(address: string, namespace: string, attributes: readonly string[]): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    await connection.withDeadline(Date.now() + 5_000, async () => {
      await connection.workflowService.describeNamespace({ namespace });
    });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = attributes.filter((name) => !(name in customAttributes));
    if (missing.length === 0) {
      await connection.workflowService.countWorkflowExecutions({
        namespace,
        query: attributes.map((name) => `${name} = 'x'`).join(' AND '),
      });
      return true;
    }
    const keyword = proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
    });
    return false;
  } finally {
    await connection.close();
  }
}
