import { memo } from 'react';
import { glyphRuns } from './glyphs.ts';

/** One row of text; `end` marks a line break that is selected. */
export const TextRowView = memo(function TextRowView(props: {
  text: string;
  from: number;
  to: number;
  gutter: string;
  selFrom: number;
  selTo: number;
  found: boolean;
  end: boolean;
}) {
  const mark = props.found ? 'wb-text-mark wb-hex-found' : 'wb-text-mark';
  return (
    <div className="wb-text-row">
      <span className="wb-text-gutter" aria-hidden="true">
        {props.gutter}
      </span>
      <span className="wb-text-line" data-from={props.from} data-to={props.to}>
        {glyphRuns(props.text, props.from, props.to, props.selFrom, props.selTo).map((run) => (
          <span
            key={run.unit}
            data-unit={run.unit}
            className={[run.sign ? 'wb-faint' : '', run.selected ? mark : ''].join(' ')}
          >
            {run.text}
          </span>
        ))}
        {props.end ? <span className={mark}> </span> : null}
      </span>
    </div>
  );
});
