import { describe, expect, it, test } from '@jest/globals';
import { Problem } from '../../model/problem.js';
import { cpuSeconds } from '../../test/support/cpu-seconds.js';
import { escapeXml } from './escape.js';
import { readXml } from './read-xml.js';

function read(document: string | Uint8Array): { elements: string[]; codes: string[] } {
  const elements: string[] = [];
  const findings = readXml(typeof document === 'string' ? Buffer.from(document) : document, 'GPX', {
    open: () => undefined,
    close: (name, text, depth) => void elements.push(`${depth} ${name} ${text}`),
  });
  return { elements, codes: findings.map(({ code }) => code) };
}

function refusal(document: string | Uint8Array): Problem {
  try {
    read(document);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('was read');
}

const utf16 = (text: string, bigEndian = false): Uint8Array => {
  const bytes = Buffer.from(text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
};

describe('XML', () => {
  it('gives elements by their local names', () => {
    expect(read('<a:g xmlns:a="x"><a:b>1</a:b><c/><d>&lt;<![CDATA[&]]></d></a:g>').elements).toEqual([
      '2 b 1',
      '2 c ',
      '2 d <&',
      '1 g ',
    ]);
  });

  test.each<[string, string | Uint8Array]>([
    ['UTF-8', '<a>ü</a>'],
    ['a byte order mark', '\uFEFF<?xml version="1.0"?><a>ü</a>'],
    ['a leading blank', '\n \t<?xml version="1.0"?><a>ü</a>'],
    ['Latin-1, declared', Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>ü</a>', 'latin1')],
    ['UTF-16 with a mark', utf16('\uFEFF<?xml version="1.0" encoding="UTF-16"?><a>ü</a>')],
    ['UTF-16 without', utf16('<a>ü</a>')],
    ['big-endian UTF-16', utf16('\uFEFF<a>ü</a>', true)],
  ])('may be written in %s', (_, document) => expect(read(document)).toEqual({ elements: ['1 a ü'], codes: [] }));

  it('tells of bytes that mean nothing, and of a declaration that cannot be true', () => {
    expect(read(Buffer.from('<a>\xfc</a>', 'latin1'))).toEqual({ elements: ['1 a \uFFFD'], codes: ['XML_ENCODING'] });
    expect(read('<?xml version="1.0" encoding="utf-16"?><a>ü</a>')).toEqual({ elements: ['1 a ü'], codes: ['XML_ENCODING'] });
  });

  test.each([
    ['<a>\n <b></a>', 'XML_BROKEN', 'line 2, column 8'],
    ['\n\n<a><b x=1/></a>', 'XML_BROKEN', 'line 3'],
    ['<a>&bogus;</a>', 'XML_BROKEN', 'line 1'],
    ['<a>&#x110000;</a>', 'XML_BROKEN', 'line 1'],
    ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'XML_DOCTYPE', 'DOCTYPE'],
    ['<?xml version="1.0" encoding="klingon-8"?><a/>', 'XML_ENCODING', 'klingon-8'],
    ['<a>'.repeat(100), 'XML_TOO_DEEP', '64 deep'],
    ['', 'XML_BROKEN', 'line 1'],
  ])('%j is refused with its place', (document, code, message) => {
    const problem = refusal(document);
    expect(problem).toMatchObject({ kind: 'payload', code });
    expect(problem.message).toContain(message);
  });

  it('is read as far as it goes', () => {
    expect(read('<a><b>1</b><c>2')).toEqual({ elements: ['2 b 1'], codes: ['FILE_TRUNCATED'] });
    expect(read('<a><b>1</b></a>\0\0\0')).toEqual({ elements: ['2 b 1', '1 a '], codes: ['FILE_TRAILING_BYTES'] });
  });

  it('takes no longer for hostile documents', () => {
    const documents = [
      '<a ' + 'x'.repeat(1e6),
      `<a>${'&amp;'.repeat(2e5)}</a>`,
      `<a ${Array.from({ length: 5e4 }, (_, i) => `b${i}=""`).join(' ')}/>`,
      `<a>${'<!---->'.repeat(1e5)}</a>`,
    ];
    const seconds = cpuSeconds(() => {
      for (const document of documents)
        try {
          read(document);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
    });
    expect(seconds).toBeLessThan(10);
  });

  it('holds any text that was escaped', () => {
    expect(read(`<a>${escapeXml('<&>"\' \u0001\ud800 ü😀')}</a>`).elements).toEqual(['1 a <&>"\' \uFFFD\uFFFD ü😀']);
  });
});
