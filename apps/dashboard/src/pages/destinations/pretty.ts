/** JSON laid out for reading, also where its end was cut off: what is flat and short stays on one line, as do lists of samples. */
const TOKENS = /"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s{}[\],:"]+/g;
const SHORT = 100;
const INDENT = '  ';

const isOpening = (token: string | undefined): boolean => token === '{' || token === '[';
const isClosing = (token: string | undefined): boolean => token === '}' || token === ']';
const inLine = (token: string): string => (token === ',' ? ', ' : token === ':' ? ': ' : token);

/** Where that which opens at `from` ends, when nothing opens within; else null. */
function flatEnd(tokens: readonly string[], from: number): number | null {
  for (let index = from + 1; index < tokens.length; index += 1) {
    if (isOpening(tokens[index])) return null;
    if (isClosing(tokens[index])) return index;
  }
  return tokens.length - 1;
}

export function pretty(json: string): string {
  const tokens: readonly string[] = json.match(TOKENS) ?? [];
  let [text, depth] = ['', 0];
  const breakLine = (): string => `\n${INDENT.repeat(depth)}`;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] ?? '';
    if (isOpening(token)) {
      // Lines of JSON: each begins at the margin.
      if (depth === 0 && text !== '') text += '\n';
      const end = flatEnd(tokens, index);
      const line =
        end === null
          ? null
          : tokens
              .slice(index, end + 1)
              .map(inLine)
              .join('');
      if (end !== null && line !== null && (token === '[' || line.length <= SHORT)) {
        text += line;
        index = end;
      } else {
        depth += 1;
        text += token + breakLine();
      }
    } else if (isClosing(token)) {
      depth = Math.max(0, depth - 1);
      text += breakLine() + token;
    } else if (token === ',') text += token + breakLine();
    else text += inLine(token);
  }
  return text;
}
