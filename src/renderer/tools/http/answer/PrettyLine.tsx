import IconButton from '@mui/material/IconButton';
import { memo } from 'react';
import type { LaidLine, Layout } from '../../../../contract/tools/http-view.ts';
import { formatBytes, formatCount } from '../../../ui/format.ts';
import { ChevronDownIcon, ChevronRightIcon } from '../../../ui/icons.tsx';
import { marked, tokensOf } from './tokens.ts';

/** Deeper lines are not indented any further: there would be no room left for them. */
const DEEPEST = 40;

/** One line: its number, what folds it, and its text in the colours of what it is. */
export const PrettyLine = memo(function PrettyLine(props: {
  line: LaidLine | undefined;
  number: number;
  layout: Layout;
  /** Lines that are folded away below it. */
  hidden: number;
  wanted: string;
  onToggle(line: number): void;
}) {
  const { line, number, layout, hidden, wanted } = props;
  if (!line) return <span className="wb-tl-waiting" />;
  const tokens = marked(tokensOf(layout, line.text), wanted);
  return (
    <div className="wb-pretty-line">
      <span className="wb-pretty-number" aria-hidden="true">
        {formatCount(number + 1)}
      </span>
      <span className="wb-pretty-fold">
        {line.opens ? (
          <IconButton
            size="small"
            tabIndex={-1}
            aria-label={`${hidden > 0 ? 'Unfold' : 'Fold'} line ${number + 1}`}
            onClick={() => props.onToggle(number)}
          >
            {hidden > 0 ? <ChevronRightIcon /> : <ChevronDownIcon />}
          </IconButton>
        ) : null}
      </span>
      <code style={{ paddingLeft: `${2 * Math.min(line.depth, DEEPEST)}ch` }}>
        {tokens.map(({ kind, text, found }, index) => (
          // The pieces of a line never change their order.
          <span key={index} data-token={kind} data-found={found || undefined}>
            {text}
          </span>
        ))}
        {line.more > 0 ? <i> … {formatBytes(line.more)} more</i> : null}
        {hidden > 0 ? <i> … {formatCount(hidden)} lines</i> : null}
      </code>
    </div>
  );
});
