import Button from '@mui/material/Button';
import { lazy, Suspense, useState } from 'react';
import type { ExchangeDetail } from '../../../../contract/http/exchange.ts';
import { readBytes } from '../../../bridge/captures.ts';
import { copyMade } from '../../../ui/clipboard.ts';
import { formatBytes } from '../../../ui/format.ts';
import { CopyIcon, SaveIcon } from '../../../ui/icons.tsx';
import { isUnderWay, useExchanges } from '../request/exchanges.ts';
import { bodyStream } from './body-source.ts';
import { saveBody } from './save-body.ts';

const CompareDialog = lazy(() =>
  import('./CompareDialog.tsx').then((module) => ({ default: module.CompareDialog })),
);

/** More than a clipboard is good for; the rest is saved. */
const COPY_LIMIT = 4 * 1024 * 1024;
const COPY_TIMEOUT_MS = 30_000;

/** What can be done with the body of an answer. */
export function AnswerActs({ detail }: { detail: ExchangeDetail }) {
  const [comparing, setComparing] = useState(false);
  const others = useExchanges(({ all }) => all.size > 1);
  const { id, bytes } = detail.summary;
  const answer = detail.hops.at(-1)?.answer;
  const going = isUnderWay(detail.summary);
  const none = !answer || bytes.decoded === 0;
  const copy = () => {
    const length = Math.min(bytes.decoded, COPY_LIMIT);
    const cut = length < bytes.decoded ? `, the first ${formatBytes(length)}: save the body for all` : '';
    void copyMade(
      'answer',
      async () => {
        const signal = AbortSignal.timeout(COPY_TIMEOUT_MS);
        const read = await readBytes(bodyStream(id, 'decoded'), 'in', 0, length, signal);
        return decoder(detail.body.charset).decode(read);
      },
      `Copied the body${cut}`,
    );
  };
  return (
    <>
      <Button
        size="small"
        variant="text"
        disabled={!answer || !others}
        title={others ? 'Compare with another answer' : 'There is no other answer yet'}
        onClick={() => setComparing(true)}
      >
        Compare
      </Button>
      {[
        { word: 'Copy', Icon: CopyIcon, title: 'Copy the body as text', run: copy },
        {
          word: 'Save',
          Icon: SaveIcon,
          title: `Save the body to a file${going ? ', to the end that is still to come' : ''}`,
          run: () => saveBody(detail),
        },
      ].map(({ word, Icon, title, run }) => (
        <Button
          key={word}
          size="small"
          variant="text"
          startIcon={<Icon width={16} height={16} />}
          disabled={none}
          title={title}
          aria-label={`${word} body`}
          onClick={run}
        >
          {word}
        </Button>
      ))}
      {comparing ? (
        <Suspense fallback={null}>
          <CompareDialog detail={detail} onClose={() => setComparing(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

function decoder(charset: string | null): TextDecoder {
  try {
    return new TextDecoder(charset ?? 'utf-8');
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return new TextDecoder();
  }
}
