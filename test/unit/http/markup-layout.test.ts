import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LaidBody } from '../../../src/main/tools/http/view/laid-body.ts';
import { MarkupLayout } from '../../../src/main/tools/http/view/markup-layout.ts';
import { bodyOf, laidOut } from '../../support/http-bodies.ts';

async function lay(
  kind: 'xml' | 'html',
  text: string | Buffer,
  charset: string | null = null,
): Promise<string[]> {
  const laid = await laidOut(new LaidBody(bodyOf(text, true, charset), new MarkupLayout(kind)));
  const lines = await laid.page(0, 500);
  return lines.map(({ depth, text: line }) => '  '.repeat(depth) + line);
}

const FEED = `<?xml version="1.0"?><!-- a
 note --><feed a="1 > 0"><entry>One &amp; <b>two</b></entry><empty/><none></none>
<![CDATA[raw < text]]></feed>`;

test('XML has a line for each tag, and one for an element that holds a short text', async () => {
  expect(await lay('xml', FEED)).toEqual([
    '<?xml version="1.0"?>',
    '<!-- a note -->',
    '<feed a="1 > 0">',
    '  <entry>',
    '    One &amp;',
    '    <b>two</b>',
    '  </entry>',
    '  <empty/>',
    '  <none></none>',
    '  <![CDATA[raw < text]]>',
    '</feed>',
  ]);
});

test('split at every byte the lines are the same', () => {
  const lines = (size: number) => {
    const layout = new MarkupLayout('xml');
    const bytes = Buffer.from(FEED);
    for (let at = 0; at < bytes.length; at += size) layout.push(bytes.subarray(at, at + size));
    layout.end();
    const all: string[] = [];
    void layout.walk(
      0,
      async () => bytes,
      (line) => {
        all.push(`${line.depth} ${layout.text(bytes.subarray(line.start, line.end).toString())}`);
        return undefined;
      },
    );
    return all;
  };
  const whole = lines(Infinity);
  for (let size = 1; size < 12; size++) expect(lines(size)).toEqual(whole);
});

test('HTML is read as browsers do: elements without an end, and scripts as they are written', async () => {
  const page = `<!DOCTYPE html><html><body><p>One<p>Two<br>more<ul><li>a<li>b</ul><script>
  if (a < b) {
    run("</p>");
  }
</script></body></html>`;
  expect(await lay('html', page)).toEqual([
    '<!DOCTYPE html>',
    '<html>',
    '  <body>',
    '    <p>One',
    '    <p>',
    '      Two',
    '      <br>',
    '      more',
    '    <ul>',
    '      <li>a',
    '      <li>b',
    '    </ul>',
    '    <script>',
    '        if (a < b) {',
    '          run("</p>");',
    '        }',
    '    </script>',
    '  </body>',
    '</html>',
  ]);
});

test('text is decoded as the answer says', async () => {
  expect(await lay('xml', Buffer.from('<a>caf\xe9</a>', 'latin1'), 'iso-8859-1')).toEqual(['<a>café</a>']);
  expect(await lay('xml', '<a>日本</a>', 'nonsense')).toEqual(['<a>日本</a>']);
});

test('what folds is what stands between two tags', async () => {
  const laid = await laidOut(new LaidBody(bodyOf(FEED), new MarkupLayout('xml')));
  expect(await laid.end(2)).toBe(10);
  expect(await laid.end(3)).toBe(6);
  expect(await laid.end(7)).toBeNull();
  expect(await laid.folds(1)).toEqual({ folds: [3, 6], cut: false });
  expect(await laid.lineAt(FEED.indexOf('raw <'))).toBe(9);
});

test('nesting without an end is cut off and told, in no time', async () => {
  const laid = await laidOut(new LaidBody(bodyOf('<b>'.repeat(300_000)), new MarkupLayout('html')));
  expect(laid.state.note).toMatch(/nested more than 1000 deep/);
  expect(laid.lines.count).toBeLessThan(20_000);
});

test('anything at all becomes lines in their order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('xml' as const, 'html' as const),
      fc.string({ unit: fc.constantFrom(...'<>/!-=a"\'& \n?[]'), maxLength: 80 }),
      async (kind, text) => {
        const layout = new MarkupLayout(kind);
        layout.push(Buffer.from(text));
        layout.end();
        let before = 0;
        await layout.walk(
          0,
          async () => Buffer.from(text),
          ({ start, end }) => {
            expect(end).toBeGreaterThanOrEqual(start);
            expect(end).toBeLessThanOrEqual(text.length);
            expect(start).toBeGreaterThanOrEqual(before);
            before = start;
            return undefined;
          },
        );
      },
    ),
  );
});
