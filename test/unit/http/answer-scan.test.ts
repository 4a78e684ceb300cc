import { expect, it } from 'vitest';
import { AnswerScan } from '../../../src/main/tools/http/client/answer-scan.ts';

/** Feeds an answer in pieces of a size, each in memory that is used again. */
function scanned(answer: string, size: number): AnswerScan {
  const scan = new AnswerScan();
  const memory = Buffer.alloc(size);
  const bytes = Buffer.from(answer, 'latin1');
  for (let at = 0; at < bytes.length; at += size) {
    const length = bytes.copy(memory, 0, at, at + size);
    scan.feed(memory.subarray(0, length));
    memory.fill(10);
  }
  return scan;
}

const HEAD = 'HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 7\r\n\r\n';

it('finds the end of the head and the length behind it, however it is cut', () => {
  const interim = 'HTTP/1.1 103 Early Hints\r\nContent-Length: 3\r\n\r\n';
  for (let size = 1; size <= 100; size++) {
    const scan = scanned(`${interim}${HEAD}1234567xyz`, size);
    expect(scan).toMatchObject({ headEnd: interim.length + HEAD.length, plainLength: 7, extra: 3 });
  }
});

it('knows no length of what is framed by something else', () => {
  const chunked =
    'HTTP/1.1 200 OK\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n!';
  for (let size = 1; size <= chunked.length; size++)
    expect(scanned(chunked, size)).toMatchObject({ plainLength: 0, extra: 1 });
  expect(scanned('HTTP/1.1 200 OK\r\n\r\nuntil the end', 5)).toMatchObject({ plainLength: 0, extra: 0 });
  expect(scanned('HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n', 9)).toMatchObject({
    plainLength: 0,
  });
});
