/** Reads XML as it comes, without a tree: elements by their local names, whatever prefix or namespace a program gave them. */
import { SaxesParser } from 'saxes';
import { Problem } from '../../model/problem.js';
import type { Finding } from '../recording/recording.js';
import { xmlText } from './text-of-bytes.js';

export type Attributes = Readonly<Record<string, string>>;

export interface XmlHandlers {
  /** @param depth 1 = the root */
  open(name: string, attributes: Attributes, depth: number): void;
  /** @param text what stands between the last tag and this one, as it is */
  close(name: string, text: string, depth: number): void;
}

/** GPX and TCX need less than ten. */
const MAX_DEPTH = 64;

/** Thrown to end the reading of a document whose root is closed. */
class Ended extends Error {}

/**
 * A document that ends too early is read as far as it goes (finding `FILE_TRUNCATED`), so is one with rubbish behind its end (`FILE_TRAILING_BYTES`).
 * @param format for messages: `GPX`
 * @throws Problem payload XML_BROKEN with line and column, XML_DOCTYPE (entities can be made to explode), XML_TOO_DEEP, XML_ENCODING
 */
export function readXml(bytes: Uint8Array, format: string, handlers: XmlHandlers): Finding[] {
  const { text: document, linesBefore, findings } = xmlText(bytes);
  const found = [...findings];
  // Without namespaces: a missing declaration of a prefix is no reason to refuse a ride, and it is a third faster.
  const parser = new SaxesParser({ xmlns: false, position: true });
  const where = (): string => `line ${parser.line + linesBefore}, column ${Math.max(1, parser.column)}`;
  let depth = 0;
  let rootSeen = false;
  let ending = false;
  let text = '';

  parser.on('error', (error) => {
    const reason = error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '');
    if (rootSeen && depth === 0) {
      found.push({
        code: 'FILE_TRAILING_BYTES',
        message: `after the end of the document there is more, at ${where()}: it was not read`,
      });
      throw new Ended();
    }
    if (ending && rootSeen) {
      if (!found.some(({ code }) => code === 'FILE_TRUNCATED'))
        found.push({
          code: 'FILE_TRUNCATED',
          message: `the file ends in the middle, at ${where()}: what stands before was read`,
        });
      return;
    }
    throw new Problem('payload', `the ${format} file is broken at ${where()}: ${reason}. Export it again, or mend that place`, {
      code: 'XML_BROKEN',
    });
  });
  parser.on('doctype', () => {
    throw new Problem('payload', `the ${format} file has a DOCTYPE at ${where()}, which is not accepted: remove it`, {
      code: 'XML_DOCTYPE',
    });
  });
  parser.on('opentag', ({ name, attributes }) => {
    rootSeen = true;
    text = '';
    if (++depth > MAX_DEPTH)
      throw new Problem(
        'payload',
        `the ${format} file nests its elements more than ${MAX_DEPTH} deep at ${where()}: this is no recording`,
        { code: 'XML_TOO_DEEP' },
      );
    handlers.open(localName(name), attributes, depth);
  });
  parser.on('text', (more) => {
    text += more;
  });
  parser.on('cdata', (more) => {
    text += more;
  });
  parser.on('closetag', ({ name }) => {
    handlers.close(localName(name), text, depth);
    depth--;
    text = '';
  });

  try {
    parser.write(document);
    ending = true;
    parser.close();
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
  }
  return found;
}

/** `hr` for `ns3:hr`. */
function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
