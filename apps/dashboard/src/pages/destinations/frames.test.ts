import { describe, expect, it } from '@jest/globals';
import { type Frame, framesOf } from './frames.js';

const streamOf = (...chunks: readonly string[]) =>
  new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      const encoder = new TextEncoder();
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
      controller.close();
    },
  });

async function all(frames: AsyncIterable<Frame>): Promise<readonly Frame[]> {
  const list: Frame[] = [];
  for await (const frame of frames) list.push(frame);
  return list;
}

describe('server-sent events', () => {
  it('come whole, however the network cuts them', async () => {
    const text = 'event: plan\ndata: {"names":["a","b"]}\n\n: still at it\n\nevent: test\r\ndata: {"name":"ü"}\r\n\r\n';
    for (const size of [1, 3, 7, text.length]) {
      const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, part) =>
        text.slice(part * size, (part + 1) * size),
      );
      const frames = await all(framesOf(streamOf(...chunks)));
      expect(frames.filter(({ data }) => data !== '')).toEqual([
        { event: 'plan', data: '{"names":["a","b"]}' },
        { event: 'test', data: '{"name":"ü"}' },
      ]);
    }
  });

  it('are dropped when they are cut off', async () => {
    expect(await all(framesOf(streamOf('event: test\ndata: {"na')))).toEqual([]);
  });
});
