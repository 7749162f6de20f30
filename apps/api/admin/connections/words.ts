/** What an entry of a story says. */
export interface Words {
  readonly title: string;
  readonly detail: string | null;
  readonly tone: 'neutral' | 'good' | 'warning' | 'bad';
}
