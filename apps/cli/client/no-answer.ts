/** Code of a Problem: nobody was there, or who was there went away before the answer. */
export const NO_ANSWER = 'no_answer';
