import type { z } from 'zod';
import { formatHostPort } from '../../../contract/payload/endpoint.ts';
import type { receiveInput, sendInput } from '../../../contract/tools/transfer.ts';
import { dispatcher } from '../../bench/dispatcher.ts';
import { BenchError } from '../../bench/failure.ts';
import { openSink } from '../../bench/files/folder-sink.ts';
import type { ToolParts } from '../../bench/tool-parts.ts';
import { saveBytes } from '../../bench/save-bytes.ts';
import { noKeys } from '../../net/tls/key-log.ts';
import { changedTls, type ClientContext, clientContext, serverContext } from '../../net/tls/context.ts';
import { Twins } from '../../net/twins.ts';
import { inWords, mustBeOneFile } from './chosen.ts';
import { TransferListener } from './listener.ts';
import { MODES } from './modes.ts';
import { type ConnectPlace, wayTo } from './opening.ts';
import type { Plan, ReceivePlan, SendPlan } from './plan.ts';
import { saveHashes, saveReceived } from './saving.ts';
import { type SessionParts, TransferSession } from './session.ts';
import { speedService } from './speed/service.ts';

type Send = z.output<typeof sendInput>;
type Receive = z.output<typeof receiveInput>;
interface Asked {
  plan: Plan;
  place: ConnectPlace;
  tls: ClientContext | null;
}

/** The File transfer tool: what is sent and received, and what can be done with it. See the contract for each call. */
export function transferService({ registry, captures, certificates, files, save }: ToolParts) {
  const d = dispatcher.transfer;
  const parts: SessionParts = { registry, captures, twins: new Twins(), mode: (plan) => MODES[plan.mode] };
  /** How each session of ours that connects was asked for; goes with the session. */
  const asked = new WeakMap<TransferSession, Asked>();

  const session = (id: string) => {
    const item = registry.session(id);
    return item instanceof TransferSession ? item : notOfTool(id);
  };
  const listener = (id: string) => {
    const item = registry.listener(id);
    return item instanceof TransferListener ? item : notOfTool(id);
  };

  const connect = (wish: Asked): TransferSession => {
    const { plan, place, tls } = wish;
    const made = new TransferSession(parts, {
      plan,
      title: formatHostPort(place.host, place.port),
      owner: null,
    });
    asked.set(made, wish);
    registry.addSession(made);
    void made.run(wayTo(place, tls));
    return made;
  };

  const start = async (plan: Plan, place: Send['place']) => {
    if (place.how === 'connect') {
      const tls = place.tls ? await clientContext(place.tls) : null;
      return { listener: null, session: connect({ plan, place, tls }).id, port: null };
    }
    if (place.tls?.when === 'when-asked')
      throw new BenchError({
        code: 'BAD_INPUT',
        field: 'tls',
        message: 'A transfer speaks TLS from the start or not at all.',
      });
    const tls = place.tls ? await serverContext(place.tls, place.address, certificates) : null;
    const made = await TransferListener.start(parts, plan, place, tls);
    return { listener: made.id, session: null, port: made.port };
  };

  const sendPlan = async (input: Send): Promise<SendPlan> => {
    const { items, links } = input;
    const openSource = () => files.source(items, { links });
    // Throws for what can’t be meant.
    await openSource().close();
    if (input.mode === 'plain') await mustBeOneFile(items, files);
    const { mode, captureAll, awaitFirst } = input;
    return {
      direction: 'send',
      mode,
      captureAll,
      awaitFirst,
      greeting: Buffer.from(input.greeting),
      what: inWords(items, files),
      openSource,
    };
  };

  const receivePlan = async (input: Receive): Promise<ReceivePlan> => {
    const { mode, captureAll, folder, existing, links, maxFiles, maxBytes, fileName } = input;
    const options = { folder, existing, links, compares: mode === 'verified', maxFiles, maxBytes };
    // Fails here and now where nothing can be written.
    const trial = await openSink({ ...options, ask: () => Promise.resolve('skip') });
    await trial.close();
    return {
      direction: 'receive',
      mode,
      captureAll,
      greeting: Buffer.from(input.greeting),
      fileName,
      folder: trial.folder,
      openSink: (ask) => openSink({ ...options, ask }),
    };
  };

  return {
    speed: speedService(),
    send: d.send.handler(async ({ input }) => start(await sendPlan(input), input.place)),
    receive: d.receive.handler(async ({ input }) => start(await receivePlan(input), input.place)),
    pause: d.pause.handler(({ input }) => {
      session(input.session).pause(input.on);
      return {};
    }),
    cancel: d.cancel.handler(({ input }) => {
      session(input.session).cancel();
      return {};
    }),
    resume: d.resume.handler(async ({ input: { session: id, change } }) => {
      const ended = session(id);
      const wish = asked.get(ended);
      if (!ended.over)
        throw new BenchError({ code: 'STILL_OPEN', message: 'The transfer has not ended yet.' });
      const refused = change !== undefined && ended.tls.brief()?.state === 'failed';
      if (!wish || (!ended.canResume && !refused))
        throw new BenchError({
          code: 'CANNOT_RESUME',
          message: 'This transfer can’t be resumed.',
          hint: 'Only a verified transfer that we connected for can go on where it was. Start it anew.',
        });
      return { session: connect(change ? { ...wish, tls: await changedTls(wish.tls, change) } : wish).id };
    }),
    answer: d.answer.handler(({ input }) => {
      session(input.session).questions.answer(input.question, input.choice, input.always);
      return {};
    }),
    files: d.files.handler(({ input: { session: id, filter, from, count } }) =>
      session(id).progress.files.page(filter, from, count),
    ),
    saveHashes: d.saveHashes.handler(({ input, signal }) => {
      const { id, progress } = session(input.session);
      return saveHashes(save, `${id}.sha256`, progress.files, signal);
    }),
    saveFile: d.saveFile.handler(({ input: { session: id, index }, signal }) => {
      const { plan, progress } = session(id);
      const { files: table } = progress;
      if (plan.direction !== 'receive' || table.kind(index) !== 'file' || table.state(index) !== 'done')
        throw new BenchError({ code: 'NOT_FOUND', message: 'This is no file that was received.' });
      return saveReceived(save, plan.folder, table.writtenTo(index) ?? table.path(index), signal);
    }),
    security: d.security.handler(({ input }) => ({ tls: session(input.session).tls.info() })),
    saveKeys: d.saveKeys.handler(({ input, signal }) => {
      const { id, tls } = session(input.session);
      const file = tls.keyLog();
      if (!file) throw noKeys();
      return saveBytes(save, `${id}.keylog.txt`, file, signal);
    }),
    stop: d.stop.handler(({ input }) => {
      const item = listener(input.listener);
      item.stop();
      if (input.cancel) item.cancelAll();
      return {};
    }),
  };
}

function notOfTool(id: string): never {
  throw new BenchError({ code: 'NOT_FOUND', message: `${id} is not of the File transfer tool.` });
}
