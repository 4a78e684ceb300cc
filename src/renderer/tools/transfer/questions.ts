import { useBench } from '../../bridge/bench-store.ts';
import { announce } from '../../ui/announce.ts';
import { transferState } from './store.ts';

/** Says that a transfer waits for an answer, and shows it to whoever looks at its receiver. Called once. */
export function followQuestions(): void {
  useBench.subscribe((now, before) => {
    if (now.sessions === before.sessions) return;
    for (const session of now.sessions.values()) {
      if (session === before.sessions.get(session.id) || !transferState.isOwn(session)) continue;
      const { question } = session.details;
      if (!question) continue;
      const earlier = before.sessions.get(session.id);
      if (earlier && transferState.isOwn(earlier) && earlier.details.question?.id === question.id) continue;
      announce(`${question.path} is there already. The transfer waits for what to do.`);
      const { selected } = transferState.use.getState();
      if (selected !== null && selected.id === session.listener)
        transferState.select({ kind: 'session', id: session.id });
    }
  });
}
