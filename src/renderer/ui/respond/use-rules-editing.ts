import { useEffect, useRef, useState } from 'react';
import type { RuleSet } from '../../../contract/respond.ts';
import { revisionOf } from '../../../contract/payload/revision.ts';
import type { Failure } from '../../../contract/failure.ts';
import { getClient } from '../../bridge/connection.ts';
import { toFailure } from '../../bridge/failure.ts';
import { MOST_FILE } from '../../bridge/upload.ts';
import { announce } from '../announce.ts';
import { exportRules, importRules } from './rules-actions.ts';
import { draftOf, freeName, newSet, readDraft, type SetDraft } from './rules-draft.ts';
import { useRules } from './rules-store.ts';

interface Asked {
  question: string;
  answers: { label: string; run(): void }[];
}

export interface RulesEditing {
  draft: SetDraft;
  /** The set is on the disk, perhaps as it was before. */
  saved: boolean;
  dirty: boolean;
  busy: boolean;
  chosen: number;
  failure: Failure | null;
  note: string;
  asked: Asked | null;
  change(patch: Partial<SetDraft>): void;
  choose(rule: number): void;
  /** Does `then`, after asking once where something isn't saved. */
  leave(then: () => void): void;
  open(id: string): void;
  create(): void;
  save(): Promise<boolean>;
  importFile(file: File): Promise<void>;
  exportSet(): Promise<void>;
  askRemove(): void;
  dismiss(): void;
}

interface Held {
  draft: SetDraft;
  /** The draft as it was read or made, to see what has changed. */
  base: string;
  /** The revision of the set that was read; undefined: it was made here. */
  was: string | undefined;
}

const hold = (draft: SetDraft, was?: string): Held => ({ draft, base: JSON.stringify(draft), was });
const read = (set: RuleSet): Held => hold(draftOf(set), revisionOf(set));

/** What the dialog of rules holds while it is open. */
export function useRulesEditing(first: string | null): RulesEditing {
  const sets = useRules((s) => s.sets) ?? [];
  const fresh = () =>
    hold(
      newSet(
        freeName(
          sets.map(({ name }) => name),
          'Rules',
        ),
      ),
    );
  const [{ draft, base, was }, setHeld] = useState<Held>(() => {
    const start = sets.find(({ id }) => id === first) ?? sets[0];
    return start ? read(start) : fresh();
  });
  const [chosen, choose] = useState(0);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [note, setNote] = useState('');
  const [asked, setAsked] = useState<Asked | null>(null);
  const [busy, setBusy] = useState(false);
  const dirty = JSON.stringify(draft) !== base;
  const stored = sets.find(({ id }) => id === draft.id);

  // Another window may have saved the set; what is typed here stays until it is saved or given up.
  const told = stored ? revisionOf(stored) : undefined;
  const seen = useRef({ id: draft.id, told });
  useEffect(() => {
    const before = seen.current;
    seen.current = { id: draft.id, told };
    if (!stored || dirty || before.id !== draft.id || before.told === told) return;
    setHeld(read(stored));
  }, [stored, told, dirty, draft.id]);
  // The answer to an import may come before the news of its sets.
  const [wanted, setWanted] = useState<string | null>(null);
  const arrived = sets.find(({ id }) => id === wanted);
  useEffect(() => {
    if (!arrived) return;
    setWanted(null);
    setHeld(read(arrived));
    choose(0);
  }, [arrived]);

  const show = (held: Held) => {
    setHeld(held);
    choose(0);
    setFailure(null);
    setNote('');
  };
  const say = (text: string) => {
    setNote(text);
    announce(text);
  };
  const fail = (wrong: Failure) => {
    setFailure(wrong);
    setNote('');
    announce(wrong.message);
    const rule = /^rules\.(\d+)\b/.exec(wrong.field ?? '')?.[1];
    if (rule !== undefined) choose(Number(rule));
  };
  const attempt = async (work: () => Promise<void>): Promise<boolean> => {
    setBusy(true);
    setFailure(null);
    try {
      await work();
      return true;
    } catch (error) {
      fail(toFailure(error));
      return false;
    } finally {
      setBusy(false);
    }
  };

  const save = async (): Promise<boolean> => {
    const made = readDraft(draft);
    if (!made.ok) {
      fail({ code: 'BAD_INPUT', message: made.message, field: made.field, mends: [] });
      return false;
    }
    return put({ ...draft, name: made.set.name }, made.set, was);
  };
  /** Without a revision it goes over whatever is there. */
  const put = async (kept: SetDraft, set: RuleSet, over: string | undefined): Promise<boolean> => {
    let changed = false;
    const saved = await attempt(async () => {
      try {
        const input = over === undefined ? set : { ...set, was: over };
        const { revision } = await getClient().rules.save(input);
        setHeld(hold(kept, revision));
        say('Saved. Whoever uses this set follows at once.');
      } catch (error) {
        if (toFailure(error).code !== 'CHANGED') throw error;
        changed = true;
        askAboutChange(kept, set, toFailure(error).message);
      }
    });
    return saved && !changed;
  };
  const askAboutChange = (kept: SetDraft, set: RuleSet, what: string) => {
    const answered = (run: () => void) => () => {
      setAsked(null);
      run();
    };
    const theirs = () => useRules.getState().sets?.find(({ id }) => id === set.id);
    announce(what);
    setAsked({
      question: `${what} What you wrote is not saved yet.`,
      answers: [
        {
          label: 'Save as a copy',
          run: answered(() => {
            const name = freeName(
              sets.map((one) => one.name),
              `${set.name.slice(0, 80)} copy`,
            );
            const id = crypto.randomUUID();
            void put({ ...kept, id, name }, { ...set, id, name }, undefined);
          }),
        },
        { label: 'Save over it', run: answered(() => void put(kept, set, undefined)) },
        {
          label: 'Take theirs',
          run: answered(() => {
            const now = theirs();
            show(now ? read(now) : fresh());
          }),
        },
        { label: 'Keep editing', run: answered(() => undefined) },
      ],
    });
  };
  const leave = (then: () => void) => {
    if (!dirty) return then();
    const done = () => {
      setAsked(null);
      then();
    };
    setAsked({
      question: `“${draft.name || 'The set'}” has changes that are not saved.`,
      answers: [
        {
          label: 'Save them',
          run: () => {
            setAsked(null);
            void save().then((ok) => ok && then());
          },
        },
        { label: 'Discard them', run: done },
        { label: 'Keep editing', run: () => setAsked(null) },
      ],
    });
  };

  return {
    draft,
    saved: stored !== undefined,
    dirty,
    busy,
    chosen: Math.min(chosen, Math.max(0, draft.rules.length - 1)),
    failure,
    note,
    asked,
    change(patch) {
      setHeld({ draft: { ...draft, ...patch }, base, was });
      setFailure(null);
      setNote('');
    },
    choose,
    leave,
    open(id) {
      const set = sets.find((one) => one.id === id);
      if (set) show(read(set));
    },
    create: () => show(fresh()),
    save,
    async importFile(file) {
      if (file.size > MOST_FILE)
        return fail({
          code: 'TOO_LONG',
          message: `${file.name} was not imported: it is larger than 16 MiB.`,
          mends: [],
        });
      await attempt(async () => {
        const added = await importRules(file);
        setWanted(added[0]?.id ?? null);
        say(`Imported ${added.map(({ name }) => `“${name}”`).join(', ')}.`);
      });
    },
    async exportSet() {
      await attempt(async () => {
        const said = await exportRules([draft.id]);
        if (said !== null) say(said);
      });
    },
    askRemove() {
      setAsked({
        question: `Remove “${draft.name}”? Who uses it answers nothing then.`,
        answers: [
          {
            label: 'Remove it',
            run: () => {
              setAsked(null);
              void attempt(async () => {
                await getClient().rules.remove({ set: draft.id });
                const next = sets.find(({ id }) => id !== draft.id);
                show(next ? read(next) : fresh());
              });
            },
          },
          { label: 'Keep it', run: () => setAsked(null) },
        ],
      });
    },
    dismiss: () => setFailure(null),
  };
}
