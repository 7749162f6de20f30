import { describe, expect, it } from '@jest/globals';
import { pretty } from './pretty.js';

describe('JSON for reading', () => {
  it('is laid out, with lists of samples on one line', () => {
    expect(pretty('{"type":"activity","data":[{"power":{"watts":[1,2,3]},"user":{"id":"a, {b}"},"none":[]}]}')).toBe(
      [
        '{',
        '  "type": "activity",',
        '  "data": [',
        '    {',
        '      "power": {',
        '        "watts": [1, 2, 3]',
        '      },',
        '      "user": {"id": "a, {b}"},',
        '      "none": []',
        '    }',
        '  ]',
        '}',
      ].join('\n'),
    );
  });

  it('is laid out also where it was cut off', () => {
    expect(pretty('{"a":{"watts":[1,2,3')).toBe('{\n  "a": {\n    "watts": [1, 2, 3');
    expect(pretty('{"a":{"b":[1],"c":"half of')).toBe('{\n  "a": {\n    "b": [1],\n    "c": "half of');
  });

  it('keeps one line each of lines of JSON', () => {
    expect(pretty('{"a":1}\n{"a":2}\n')).toBe('{"a": 1}\n{"a": 2}');
  });
});
