import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { XmlRpcValue } from '../../../src/contract/http/request.ts';
import { readAnswer, readCall, XmlError } from '../../../src/main/tools/http/xml-rpc/read.ts';
import {
  writeAnswer,
  writeCall,
  writeFault,
  XmlRpcWriteError,
} from '../../../src/main/tools/http/xml-rpc/write.ts';

const bytes = (text: string) => Buffer.from(text);
const answer = (value: string) =>
  readAnswer(
    bytes(
      `<?xml version="1.0"?><methodResponse><params><param><value>${value}</value></param></params></methodResponse>`,
    ),
  );

const printable = fc.string({
  unit: fc.constantFrom('a', '<', '&', '>', ']]>', '"', '\r', '\n', ' ', 'ü', '😀', '&amp;'),
});
const value: fc.Arbitrary<XmlRpcValue> = fc.letrec<{ value: XmlRpcValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc
      .integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
      .map((n) => ({ kind: 'int', value: String(n) }) as const),
    fc
      .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
      .map((n) => ({ kind: 'i8', value: String(n) }) as const),
    printable.map((text) => ({ kind: 'string', value: text }) as const),
    fc.boolean().map((is) => ({ kind: 'boolean', value: String(is) }) as const),
    fc.uint8Array().map((of) => ({ kind: 'base64', value: Buffer.from(of).toString('base64') }) as const),
    fc.constant({ kind: 'nil' } as const),
    fc.constant({ kind: 'dateTime', value: '20260131T14:08:55' } as const),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => ({ kind: 'array', items }) as const),
    fc
      .array(fc.record({ name: printable, value: tie('value') }), { maxLength: 4 })
      .map((members) => ({ kind: 'struct', members }) as const),
  ),
})).value;

test('what is written is read again', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 4 }), (params) => {
      const call = readCall(bytes(writeCall('a.b', params)));
      expect(call).toEqual({ method: 'a.b', params });
      for (const one of params)
        expect(readAnswer(bytes(writeAnswer(one)))).toEqual({ kind: 'value', value: one });
    }),
  );
});

test('a fault', () => {
  expect(readAnswer(bytes(writeFault(4, 'Too <many>')))).toMatchObject({
    kind: 'fault',
    code: '4',
    message: 'Too <many>',
  });
});

describe('as servers write it', () => {
  test.each<[string, XmlRpcValue]>([
    ['plain', { kind: 'string', value: 'plain' }],
    ['', { kind: 'string', value: '' }],
    [
      '<string> a &lt; &#65;&#x42; &amp;lt;<![CDATA[<x>&amp;]]></string>',
      { kind: 'string', value: ' a < AB &lt;<x>&amp;' },
    ],
    ['\n <i4> -5 </i4>\n', { kind: 'int', value: '-5' }],
    ['<double>1e-3</double>', { kind: 'double', value: '1e-3' }],
    ['<boolean>1</boolean>', { kind: 'boolean', value: 'true' }],
    ['<ex:nil xmlns:ex="http://ws.apache.org/xmlrpc/namespaces/extensions"/>', { kind: 'nil' }],
    ['<base64>\n aGVs\n bG8=\n</base64>', { kind: 'base64', value: 'aGVsbG8=' }],
    ['<array><data></data></array>', { kind: 'array', items: [] }],
    ['<string/>', { kind: 'string', value: '' }],
  ])('%s', (text, read) => {
    expect(answer(text)).toEqual({ kind: 'value', value: read });
  });

  test('an answer with no value, and another charset', () => {
    expect(readAnswer(bytes('<methodResponse><params/></methodResponse>'))).toEqual({
      kind: 'value',
      value: { kind: 'nil' },
    });
    const latin = Buffer.from(
      '<?xml version="1.0" encoding="iso-8859-1"?><methodResponse><params><param><value>\xfc</value></param></params></methodResponse>',
      'latin1',
    );
    expect(readAnswer(latin)).toEqual({ kind: 'value', value: { kind: 'string', value: 'ü' } });
  });
});

describe('what is none', () => {
  test.each([
    ['nothing', '', /nothing/],
    ['a page', '<html><body></body></html>', /<html>/],
    ['text', 'hello', /does not begin/],
    ['half of it', '<methodResponse><params><param><value><int>1', /./],
    ['wrong nesting', '<methodResponse><params></methodResponse></params>', /closing tag/],
    [
      'a number that is none',
      '<methodResponse><params><param><value><int>x</int></value></param></params></methodResponse>',
      /"x"/,
    ],
    [
      'an unknown type',
      '<methodResponse><params><param><value><color>x</color></value></param></params></methodResponse>',
      /color/,
    ],
    [
      'two types',
      '<methodResponse><params><param><value><int>1</int><int>2</int></value></param></params></methodResponse>',
      /more than one/,
    ],
    ['neither value nor fault', '<methodResponse/>', /neither/],
    ['a name of JavaScript', '<methodResponse><constructor/></methodResponse>', /./],
    [
      'entities of its own',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><methodResponse>&x;</methodResponse>',
      /DOCTYPE/,
    ],
    ['an unknown charset', '<?xml version="1.0" encoding="klingon"?><methodResponse/>', /klingon/],
    ['nested without an end', '<methodResponse>' + '<value>'.repeat(100_000), /./],
  ])('%s', (_, text, why) => {
    expect(() => readAnswer(bytes(text))).toThrow(XmlError);
    expect(() => readAnswer(bytes(text))).toThrow(why);
  });

  test('whatever comes, it is read or refused', () => {
    const whole = bytes(
      writeAnswer({
        kind: 'struct',
        members: [{ name: 'a', value: { kind: 'array', items: [{ kind: 'nil' }] } }],
      }),
    );
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.uint8Array({ maxLength: 8 }), (at, put) => {
        const broken = Buffer.concat([whole.subarray(0, at), put, whole.subarray(at + 1)]);
        try {
          readAnswer(broken);
        } catch (error) {
          expect(error).toBeInstanceOf(XmlError);
        }
      }),
    );
  });

  test.each<[XmlRpcValue, RegExp]>([
    [{ kind: 'int', value: '2147483648' }, /does not fit into 32 bits/],
    [{ kind: 'int', value: '1.5' }, /no whole number/],
    [{ kind: 'i8', value: '9223372036854775808' }, /64 bits/],
    [{ kind: 'double', value: 'NaN' }, /no number/],
    [{ kind: 'boolean', value: 'yes' }, /neither/],
    [{ kind: 'dateTime', value: 'tomorrow' }, /no date/],
    [{ kind: 'base64', value: 'a' }, /missing/],
    [{ kind: 'string', value: 'a\0' }, /U\+0000/],
    [
      {
        kind: 'array',
        items: [{ kind: 'struct', members: [{ name: 'n', value: { kind: 'int', value: '' } }] }],
      },
      /^\[0\]\.n: /,
    ],
  ])('%j can’t be written', (one, why) => {
    expect(() => writeCall('m', [one])).toThrow(XmlRpcWriteError);
    expect(() => writeCall('m', [one])).toThrow(why);
  });

  test('dates are written as the standard has them', () => {
    expect(writeCall('m', [{ kind: 'dateTime', value: '2026-01-31T14:08' }])).toContain('20260131T14:08:00');
  });
});
