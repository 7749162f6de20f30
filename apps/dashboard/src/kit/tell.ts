/** A word when something was done, or was not. */
import { notifications } from '@mantine/notifications';
import { sentenceOf } from '../api/problem.js';

export const tellDone = (message: string): void => void notifications.show({ message, color: 'green' });
export const tellError = (error: unknown): void =>
  void notifications.show({ title: 'That did not work', message: sentenceOf(error), color: 'red', autoClose: 10_000 });
