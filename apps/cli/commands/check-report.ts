/** What a check of a destination found, for people. */
import { Problem } from '../../../model/problem.js';
import { watchCheck } from '../../api/admin/contract/destination-trials.js';
import type { checkDestination } from '../../api/admin/contract/destinations.js';
import type { AnswerOf } from '../../api/http/contract/route.js';
import type { Session } from '../client/session.js';

/** Many a problem says already what to do. */
const says = (message = '', action: string): boolean => message.toLowerCase().includes(action.replace(/\.$/, '').toLowerCase());

const NOT_WORKING = 'the destination does not work as it is set up';

/** Each test with what to do about it. @throws Problem config when one failed */
export function reportCheck(session: Session, checked: AnswerOf<typeof checkDestination>, verdict = NOT_WORKING): void {
  session.print(checked, () => checked.tests.map(lineOf));
  if (!checked.ok) throw new Problem('config', verdict);
}

type Checked = AnswerOf<typeof checkDestination>;
type Test = Checked['tests'][number];

const lineOf = ({ name, ok, message, action }: Test): string =>
  `${ok ? 'ok  ' : 'FAIL'}  ${name}${message ? `: ${message}` : ''}${action && !says(message, action) ? ` → ${action}` : ''}`;

const { tests: testsSchema } = watchCheck.answer.shape;

/** Tries a saved destination and shows each test as it ends. @throws Problem config when one failed, transient when the check broke off */
export async function watchSaved(
  session: Session,
  target: { readonly destination: string; readonly kind: string },
): Promise<void> {
  const tests: Test[] = [];
  const body = { ...target, config: {} };
  for await (const { name, data } of session.admin.events(watchCheck, { params: await session.at({}), body })) {
    if (name === 'test') {
      const test = testsSchema.element.parse(data);
      tests.push(test);
      if (!session.json) session.cli.out(lineOf(test));
    }
    if (name === 'end') {
      const checked: Checked = { ok: tests.every(({ ok }) => ok), tests };
      if (session.json) session.cli.out(JSON.stringify(checked, null, 2));
      if (!checked.ok) throw new Problem('config', NOT_WORKING);
      return;
    }
  }
  throw new Problem('transient', 'the check broke off before its end: try it again');
}
