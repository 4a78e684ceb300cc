import Button from '@mui/material/Button';
import { formatCount } from '../format.ts';
import { RepeatIcon, StopIcon } from '../icons.tsx';
import { InlineField } from '../InlineField.tsx';
import type { SessionActions } from '../session/actions.ts';

const LONGEST_MS = 24 * 3600 * 1000;

/** The pause as a number, or null when it isn't one. */
export function readPause(text: string): number | null {
  const ms = Number(text.trim());
  return /^\s*\d+\s*$/.test(text) && ms >= 1 && ms <= LONGEST_MS ? ms : null;
}

/** Sends the message every so many milliseconds until stopped. */
export function RepeatControls(props: {
  everyMs: string;
  repeating: SessionActions['repeating'];
  disabled: boolean;
  onChange(everyMs: string): void;
  onStart(everyMs: number): void;
  onStop(): void;
}) {
  const { repeating } = props;
  if (repeating) {
    const skipped = repeating.skipped > 0 ? `, ${formatCount(repeating.skipped)} skipped` : '';
    return (
      <span className="wb-repeat">
        {/* In the place of the button that started it, so that the keyboard stays here. */}
        <Button
          size="small"
          variant="text"
          startIcon={<StopIcon width={16} height={16} />}
          onClick={props.onStop}
        >
          Stop
        </Button>
        <span className="wb-pane-note">
          Sent {formatCount(repeating.sent)} {repeating.sent === 1 ? 'time' : 'times'}, every{' '}
          {formatCount(repeating.everyMs)} ms{skipped}
        </span>
      </span>
    );
  }
  const pause = readPause(props.everyMs);
  const start = () => {
    if (pause !== null && !props.disabled) props.onStart(pause);
  };
  return (
    <span className="wb-repeat">
      <Button
        size="small"
        variant="text"
        startIcon={<RepeatIcon width={16} height={16} />}
        disabled={props.disabled || pause === null}
        onClick={start}
      >
        Repeat every
      </Button>
      <InlineField
        label="Repeat every, in milliseconds"
        placeholder="1000"
        title={pause === null ? 'Milliseconds, from 1 to 86,400,000.' : 'Milliseconds'}
        value={props.everyMs}
        invalid={pause === null}
        onChange={props.onChange}
        onEnter={start}
      />
      <span className="wb-pane-note">ms</span>
    </span>
  );
}
