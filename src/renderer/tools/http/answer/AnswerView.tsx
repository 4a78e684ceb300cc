import { lazy, Suspense } from 'react';
import type { ExchangeDetail } from '../../../../contract/http/exchange.ts';
import { isUnderWay } from '../request/exchanges.ts';
import { BodyBytes } from './BodyBytes.tsx';
import { EventsView } from './EventsView.tsx';
import { ExpectationsView } from './ExpectationsView.tsx';
import { HeadersView } from './HeadersView.tsx';
import './laid.css';
import { layoutFor, previewOf } from './media.ts';
import { PrettyView } from './PrettyView.tsx';
import { PreviewView } from './PreviewView.tsx';
import type { Tab } from './tabs.ts';
import { TimingView } from './TimingView.tsx';
import { WireView } from './WireView.tsx';

const XmlRpcAnswer = lazy(() => import('../kinds/XmlRpcAnswer.tsx'));

/** An answer in one of its views. */
export function AnswerView({ tab, detail }: { tab: Tab; detail: ExchangeDetail }) {
  const { summary } = detail;
  const over = !isUnderWay(summary);
  switch (tab) {
    case 'Value':
      return (
        <Suspense fallback={null}>
          <XmlRpcAnswer exchange={summary.id} ended={over} />
        </Suspense>
      );
    case 'Events':
      return <EventsView exchange={summary.id} />;
    case 'Pretty': {
      const layout = layoutFor(summary.type, detail.body.looks).layout ?? 'json';
      return <PrettyView key={layout} exchange={summary.id} layout={layout} />;
    }
    case 'Preview':
      return <PreviewView detail={detail} kind={previewOf(summary.type) ?? 'image'} over={over} />;
    case 'Text':
    case 'Hex':
      return <BodyBytes detail={detail} view={tab} over={over} />;
    case 'Headers':
      return <HeadersView hops={detail.hops} />;
    case 'Timing':
      return <TimingView hops={detail.hops} ms={detail.summary.ms} />;
    case 'Wire':
      return <WireView hops={detail.hops} />;
    case 'Expectations':
      return <ExpectationsView expectations={detail.expectations} />;
  }
}
