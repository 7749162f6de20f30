/** A sentence of a spec: what stands between backticks is code. */
import { Code } from '@mantine/core';

export const Words = ({ text }: { readonly text: string }) => (
  <>{text.split('`').map((part, index) => (index % 2 === 1 ? <Code key={index}>{part}</Code> : part))}</>
);
