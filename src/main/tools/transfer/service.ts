import { dispatcher } from '../../bench/dispatcher.ts';
import { BenchError } from '../../bench/failure.ts';
import type { ToolParts } from '../../bench/tool-parts.ts';

/** The File transfer tool: what is sent and received, and what can be done with it. See the contract for each call. */
export function transferService(_tool: ToolParts) {
  const d = dispatcher.transfer;
  const notYet = (): never => {
    throw new BenchError({ code: 'NOT_READY', message: 'Files can’t be transferred yet.' });
  };
  return {
    send: d.send.handler(notYet),
    receive: d.receive.handler(notYet),
    pause: d.pause.handler(notYet),
    cancel: d.cancel.handler(notYet),
    resume: d.resume.handler(notYet),
    answer: d.answer.handler(notYet),
    files: d.files.handler(notYet),
    saveHashes: d.saveHashes.handler(notYet),
    saveFile: d.saveFile.handler(notYet),
    security: d.security.handler(notYet),
    stop: d.stop.handler(notYet),
  };
}
