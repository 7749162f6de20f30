import { randomUUID } from 'node:crypto';
import { Problem } from '../../model/problem.js';
import { CheckList } from '../kit/check/check-list.js';
import type { CheckWatch } from '../kit/check/check-list.js';
import type { CheckResult, DeliveryItem, ItemResult } from '../kit/destination.js';

const BODY = Buffer.from(JSON.stringify({ type: 'healthcheck', status: 'success' }));

/** A signed `healthcheck`, as Terra sends it: receivers must acknowledge it as they do any unknown type. */
function healthcheck(): DeliveryItem {
  const now = Date.now();
  return {
    traceId: randomUUID(),
    reference: randomUUID(),
    type: 'healthcheck',
    key: 'healthcheck',
    op: 'upsert',
    revision: 1,
    orderingTimestampMs: now,
    user: {
      userId: '00000000-0000-0000-0000-000000000000',
      referenceId: null,
      provider: 'FREEHUB',
      scopes: null,
      active: false,
      createdAt: new Date(now).toISOString(),
    },
    startTime: null,
    endTime: null,
    body: BODY,
    batchId: null,
    original: () => Promise.resolve(null),
    link: () => Promise.reject(new Problem('bug', 'a check has no link')),
  };
}

const REACH = 'reach the receiver';
const ACCEPT = 'accept a signed event';

/** Two named tests: the receiver can be reached, and it accepts a signed event. */
export async function checkWebhook(
  host: string,
  post: (item: DeliveryItem) => Promise<ItemResult>,
  watch?: CheckWatch,
): Promise<readonly CheckResult[]> {
  const list = new CheckList([REACH, ACCEPT], watch);
  const result = await post(healthcheck());
  if (result.ok) {
    list.pass(REACH, ACCEPT);
    return list.results;
  }
  const { problem } = result;
  if (problem.kind === 'canceled') throw problem;
  const status = /^\d{3}$/.test(problem.code ?? '') ? Number(problem.code) : undefined;
  // A refusal of ours says itself what to do; the receiver has not even been asked.
  if (status === undefined)
    return list.fail(REACH, problem, problem.code?.startsWith('EGRESS_') === true ? undefined : actionAt(host));
  list.pass(REACH);
  return list.fail(ACCEPT, problem, actionFor(status));
}

const actionAt = (host: string): string =>
  `Make sure that the receiver at ${host} runs and that its address and certificate are right.`;

function actionFor(status: number): string {
  if (status === 401 || status === 403)
    return 'Compare the signing secret (and the authorization header, if there is one) with what the receiver expects.';
  if (status === 404 || status === 405 || status === 410) return 'Check the path of url: the receiver takes no POST there.';
  if (status >= 300 && status < 400) return 'Set url to the final address: redirects are not followed.';
  return "Look at the receiver's log: it must answer an event of type healthcheck with 200 within the timeout.";
}
