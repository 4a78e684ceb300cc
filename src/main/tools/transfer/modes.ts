import type { TransferMode } from '../../../contract/tools/transfer.ts';
import type { Mode } from './mode.ts';
import { bytesMode } from './bytes-mode.ts';
import { verifiedMode } from './verified/verified.ts';

/** The ways in which files go over a wire: one line each. */
export const MODES: { [mode in TransferMode]: Mode } = {
  plain: bytesMode,
  tar: bytesMode,
  verified: verifiedMode(),
};
