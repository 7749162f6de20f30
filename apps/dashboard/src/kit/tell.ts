/** A word when something was done, or was not. */
import { notifications } from '@mantine/notifications';
import { sentenceOf } from '../api/problem.js';

/** A pointer that rests on a message keeps it, but not for ever (milliseconds). */
const DONE_MOST_MS = 12_000;
const ERROR_MS = 10_000;
const ERROR_MOST_MS = 30_000;

const endAfter = (id: string, milliseconds: number): void => void setTimeout(() => notifications.hide(id), milliseconds);

export const tellDone = (message: string): void => endAfter(notifications.show({ message, color: 'green' }), DONE_MOST_MS);
/** Done, with something to see to. */
export const tellCare = (message: string): void => endAfter(notifications.show({ message, color: 'yellow' }), DONE_MOST_MS);
export const tellError = (error: unknown): void =>
  endAfter(
    notifications.show({ title: 'That did not work', message: sentenceOf(error), color: 'red', autoClose: ERROR_MS }),
    ERROR_MOST_MS,
  );
