import { FROM_DUE, FROM_SENT, type News, RECORD, STATUS, TARGET } from '../load/job.ts';

/** What is noted until it is told. */
export class Tally {
  #records = new Uint32Array(RECORD * 1024);
  #count = 0;
  #failures = new Map<string, News['failures'][number]>();

  /** Times in milliseconds. */
  answered(fromDue: number, fromSent: number, status: number, target: number): void {
    const at = this.#count * RECORD;
    if (at === this.#records.length) {
      const more = new Uint32Array(this.#records.length * 2);
      more.set(this.#records);
      this.#records = more;
    }
    this.#count++;
    const records = this.#records;
    records[at + FROM_DUE] = micro(fromDue);
    records[at + FROM_SENT] = micro(fromSent);
    records[at + STATUS] = status;
    records[at + TARGET] = target;
  }

  failed(target: number, code: string): void {
    const key = `${target} ${code}`;
    const there = this.#failures.get(key);
    if (there) there.count++;
    else this.#failures.set(key, { target, code, count: 1 });
  }

  take(): Pick<News, 'records' | 'count' | 'failures'> {
    const taken = { records: this.#records, count: this.#count, failures: [...this.#failures.values()] };
    this.#records = new Uint32Array(Math.max(RECORD * 1024, this.#count * RECORD));
    this.#count = 0;
    this.#failures.clear();
    return taken;
  }
}

const micro = (ms: number): number => Math.min(0xffff_ffff, Math.max(1, Math.round(ms * 1000)));
