/** The characters of an XML document, in whatever encoding it is. */
import { Problem } from '../../model/problem.js';
import type { Finding } from '../recording/recording.js';
import { errorCode } from '../../model/error-code.js';

export interface XmlText {
  readonly text: string;
  /** Lines of blanks before the document, which no XML reader counts as they are cut off here. */
  readonly linesBefore: number;
  readonly findings: readonly Finding[];
}

const DECLARED = /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']/;

/**
 * A byte order mark decides, then how `<` is laid out, then what the document declares; without any of these it is UTF-8 (XML 1.0, appendix F).
 * Bytes that mean nothing become U+FFFD, with the finding `XML_ENCODING`.
 * @throws Problem payload XML_ENCODING for an encoding that nobody knows
 */
export function xmlText(bytes: Uint8Array): XmlText {
  const findings: Finding[] = [];
  const encoding = encodingOf(bytes, findings);
  let decoded: string;
  try {
    decoded = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (errorCode(error) === 'ERR_ENCODING_NOT_SUPPORTED')
      throw new Problem('payload', `the file is written in "${encoding}", which is not known here: save it as UTF-8`, {
        code: 'XML_ENCODING',
      });
    decoded = new TextDecoder(encoding).decode(bytes);
    findings.push({
      code: 'XML_ENCODING',
      message: `some bytes are no ${encoding.toUpperCase()}: their characters are shown as \uFFFD`,
    });
  }
  const text = decoded.trimStart();
  let linesBefore = 0;
  for (let i = 0; i < decoded.length - text.length; i++) if (decoded.charCodeAt(i) === 10) linesBefore++;
  return { text, linesBefore, findings };
}

function encodingOf(bytes: Uint8Array, findings: Finding[]): string {
  const [first, second] = bytes;
  if (first === 0xef && second === 0xbb) return 'utf-8';
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be';
  const declared = DECLARED.exec(
    Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString('latin1'),
  )?.[1];
  if (declared === undefined) return 'utf-8';
  // The declaration was legible byte by byte, so this cannot be true; programs that copy a declaration write such files.
  if (/^utf-?16/i.test(declared)) {
    findings.push({ code: 'XML_ENCODING', message: `the file declares ${declared} but is not: read as UTF-8` });
    return 'utf-8';
  }
  return declared.toLowerCase();
}
