/** What a check of a destination found, for people. */
import { Problem } from '../../../model/problem.js';
import type { checkDestination } from '../../api/admin/contract/destinations.js';
import type { AnswerOf } from '../../api/http/contract/route.js';
import type { Session } from '../client/session.js';

/** Many a problem says already what to do. */
const says = (message = '', action: string): boolean => message.toLowerCase().includes(action.replace(/\.$/, '').toLowerCase());

/** Each test with what to do about it. @throws Problem config when one failed */
export function reportCheck(
  session: Session,
  checked: AnswerOf<typeof checkDestination>,
  verdict = 'the destination does not work as it is set up',
): void {
  session.print(checked, () =>
    checked.tests.map(
      (test) =>
        `${test.ok ? 'ok  ' : 'FAIL'}  ${test.name}${test.message ? `: ${test.message}` : ''}${test.action && !says(test.message, test.action) ? ` → ${test.action}` : ''}`,
    ),
  );
  if (!checked.ok) throw new Problem('config', verdict);
}
