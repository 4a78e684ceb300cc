import type { LeftOver } from '../../bench/files/sink.ts';
import type { Ended, Job, Mode } from './mode.ts';
import type { Plan } from './plan.ts';
import type { Questions } from './questions.ts';

/**
 * Lets a mode do what is planned; whatever becomes of it, what was opened for it is closed. `leftOver` is told of a part
 * that no later try carries on.
 */
export async function work(
  mode: Mode,
  plan: Plan,
  job: Job,
  questions: Questions,
  leftOver: (part: LeftOver, kept: boolean) => void,
): Promise<Ended> {
  const { greeting } = plan;
  if (plan.direction === 'send') {
    const source = plan.openSource();
    try {
      return await mode.send({ ...job, source, greeting, awaitFirst: plan.awaitFirst });
    } finally {
      await source.close();
    }
  }
  const sink = await plan.openSink((what, signal) => questions.ask(what, signal));
  let isWhole = false;
  try {
    const ended = await mode.receive({ ...job, sink, greeting, fileName: plan.fileName });
    isWhole = ended.failure === null;
    return ended;
  } finally {
    // Nothing carries on a part of plain bytes or of an archive: who has cancelled has no use for it.
    const carriesOn = plan.mode === 'verified';
    const keeps = carriesOn || !job.control.signal.aborted;
    const parts = await sink.close(isWhole, keeps);
    if (!carriesOn) for (const part of parts) leftOver(part, keeps);
  }
}
