import { z } from 'zod';
import { base, idSchema } from '../bridge.ts';
import { xmlRpcValue } from '../http/request.ts';

/** What a server answered to an XML-RPC call, typed. */
export const xmlRpcAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('value'), value: xmlRpcValue }),
  /** `code` and `message` as they stand in it; empty where they are missing. */
  z.object({ kind: z.literal('fault'), code: z.string(), message: z.string(), value: xmlRpcValue }),
  /** It is no XML-RPC: why, and where, from 1. */
  z.object({
    kind: z.literal('none'),
    why: z.string(),
    line: z.int().nullable(),
    column: z.int().nullable(),
  }),
]);
export type XmlRpcAnswer = z.infer<typeof xmlRpcAnswerSchema>;

export const httpXmlRpcContract = {
  /** Reads the body of an answer that has ended. Fails with NOT_FOUND where there is none. */
  answer: base.input(z.object({ exchange: idSchema })).output(xmlRpcAnswerSchema),
};
