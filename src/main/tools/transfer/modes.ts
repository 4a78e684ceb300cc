import type { TransferMode } from '../../../contract/tools/transfer.ts';
import type { Mode } from './mode.ts';
import { plainMode } from './plain.ts';
import { tarMode } from './tar.ts';
import { verifiedMode } from './verified/verified.ts';

/** The ways in which files go over a wire: one line each. */
export const MODES: { [mode in TransferMode]: Mode } = {
  plain: plainMode,
  tar: tarMode,
  verified: verifiedMode(),
};
