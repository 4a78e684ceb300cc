import type { Listener, Session } from '../../../contract/bench.ts';
import type { Selection, ToolState } from './tool-state.ts';

/** Something that can be done with a session or a listener: a button of its header, an item of its menu. */
export interface Act {
  /** Its name; unique among the acts of one thing. */
  readonly label: string;
  /** Of one whose name changes: the same as before, so that its button stays and keeps the keyboard. */
  readonly key?: string;
  /** Shown, but not to be pressed now; left out of menus. */
  readonly disabled?: boolean;
  run(): unknown;
}

/**
 * What the shared parts of a page need to know of a tool: its state, and what can be done with what stands on the
 * bench. "Remove" and "Two ends" are the same for all, and added by the parts.
 */
export interface ToolBench<S extends Session, L extends Listener> extends ToolState<S, L> {
  /** What can be done with a session now, in the order of the buttons. */
  sessionActs(session: S): Act[];
  listenerActs(listener: L): Act[];
  /** Ctrl+W on what lives. */
  close(session: S): unknown;
  stop(listener: L): unknown;
  /** The user chose a row of the list; the row is selected already. */
  onChoose?(chosen: Selection): void;
  /** How a listener is called in the list, where its address does not say it all. */
  listenerName?(listener: L): string;
  /** How a session is called in the list, where its ends do not say it. */
  sessionName?(session: S): string;
  /** The last column of the list, where there is more to say than its bytes or its state. */
  sessionFigure?(session: S): string | null;
  /** Bytes that went each way, where the capture of a session does not hold them all. */
  sessionBytes?(session: S): { in: number; out: number };
  /** A session in a sentence, for whoever hears the list, up to its state: `to 127.0.0.1:5001`. */
  sessionWhere?(session: S): string;
}

export type AnyToolBench = ToolBench<Session, Listener>;
