/** Server-sent events of a stream: https://html.spec.whatwg.org/multipage/server-sent-events.html, as much of it as our api sends. */
export interface Frame {
  readonly event: string;
  readonly data: string;
}

/** The frames of a stream, each when it is whole. */
export async function* framesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Frame> {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + value).replaceAll('\r\n', '\n').split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const lines = block.split('\n');
        const of = (name: string): string[] =>
          lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).replace(/^ /, ''));
        yield { event: of('event')[0] ?? 'message', data: of('data').join('\n') };
      }
    }
  } finally {
    // Whoever stops listening stops the check.
    await reader.cancel().catch(() => undefined);
  }
}
