import Button from '@mui/material/Button';
import { useEffect, useState } from 'react';
import type { ExchangeDetail } from '../../../../contract/http/exchange.ts';
import { readBytes } from '../../../bridge/captures.ts';
import { isAbort, toFailure } from '../../../bridge/failure.ts';
import { formatBytes } from '../../../ui/format.ts';
import { Middle } from '../../../ui/Middle.tsx';
import { bodyStream } from './body-source.ts';
import { essence, type Previewed } from './media.ts';
import { previewOf } from './preview.ts';
import { saveBody } from './save-body.ts';
import { useWanted } from './tabs.ts';

/** The most that is drawn. */
const MOST: Record<Previewed, number> = {
  image: 64 * 1024 * 1024,
  html: 2 * 1024 * 1024,
  pdf: 0,
};

/** The body as what it is: an image, a page without scripts and network, a document. */
export function PreviewView({
  detail,
  kind,
  over,
}: {
  detail: ExchangeDetail;
  kind: Previewed;
  over: boolean;
}) {
  const { id, type, bytes } = detail.summary;
  const size = bytes.decoded;
  const drawn = kind !== 'pdf';
  const [read, setRead] = useState<Uint8Array<ArrayBuffer> | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (!drawn || !over || size > MOST[kind]) return;
    const abort = new AbortController();
    readBytes(bodyStream(id, 'decoded'), 'in', 0, size, abort.signal).then(
      (whole) => !abort.signal.aborted && setRead(whole),
      (error: unknown) => {
        if (!abort.signal.aborted && !isAbort(error)) setProblem(toFailure(error).message);
      },
    );
    return () => abort.abort();
  }, [id, kind, drawn, size, over]);

  if (!drawn) return <Document detail={detail} />;
  if (size > MOST[kind])
    return (
      <Middle>
        <p>
          The preview ends at {formatBytes(MOST[kind])}; this is {formatBytes(size)}.
        </p>
        <Button onClick={() => useWanted.setState({ tab: 'Hex' })}>Show it as hex</Button>
      </Middle>
    );
  if (problem) return <Middle>{problem}</Middle>;
  if (!over) return <Middle>The preview is drawn when all of it has come.</Middle>;
  if (!read) return <Middle>Reading…</Middle>;
  if (kind === 'html') return <Page bytes={read} charset={detail.body.charset} />;
  return <Image bytes={read} type={essence(type)} />;
}

function Image({ bytes, type }: { bytes: Uint8Array<ArrayBuffer>; type: string }) {
  const [url, setUrl] = useState<string | null>(null);
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, type]);
  if (broken) return <Middle>This is no image that can be drawn here, though the answer says {type}.</Middle>;
  return (
    <figure className="wb-preview-image">
      {url ? (
        <img
          src={url}
          alt="Body of the answer"
          onLoad={({ currentTarget }) =>
            setSize({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })
          }
          onError={() => setBroken(true)}
        />
      ) : null}
      <figcaption className="wb-answer-muted">
        {size ? `${size.width} × ${size.height}, ` : ''}
        {type}, {formatBytes(bytes.length)}
      </figcaption>
    </figure>
  );
}

function Page({ bytes, charset }: { bytes: Uint8Array<ArrayBuffer>; charset: string | null }) {
  const [page, setPage] = useState<string | null>(null);
  useEffect(() => {
    let decoder: TextDecoder;
    try {
      decoder = new TextDecoder(charset ?? 'utf-8');
    } catch {
      decoder = new TextDecoder();
    }
    const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
    setPage(previewOf(decoder.decode(bytes), nonce));
  }, [bytes, charset]);
  return (
    <div className="wb-preview-page">
      <p className="wb-answer-muted">Without scripts, links and anything from the network.</p>
      {page === null ? null : (
        <iframe title="Preview of the page" sandbox="" referrerPolicy="no-referrer" srcDoc={page} />
      )}
    </div>
  );
}

/**
 * A sandboxed frame draws no PDF: the viewer of the browser is a plugin, which a sandbox shuts out whatever it allows.
 * Without a sandbox what is drawn could lead and load from elsewhere.
 */
function Document({ detail }: { detail: ExchangeDetail }) {
  return (
    <Middle>
      <p>
        A PDF is drawn by a program of its own, which could reach the network. It is not let in here: save it,
        and open it there.
      </p>
      <Button onClick={() => saveBody(detail)}>Save the PDF</Button>
    </Middle>
  );
}
