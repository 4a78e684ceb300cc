import { http } from '../tools/http/tool.ts';
import { relay } from '../tools/relay/tool.ts';
import { captures } from '../tools/captures/tool.ts';
import { tcp } from '../tools/tcp/tool.ts';
import { transfer } from '../tools/transfer/tool.ts';
import { udp } from '../tools/udp/tool.ts';
import type { Tool } from './tool.ts';

/** Every tool on the bench, in the order of its tab: one line each. */
export const TOOLS: readonly [Tool, ...Tool[]] = [tcp, udp, transfer, http, relay, captures];
