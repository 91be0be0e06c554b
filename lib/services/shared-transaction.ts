import type { Transaction } from "@/db/client";

/** Begins a transaction and runs `work` in it: it is committed where `work` resolves. */
type Begin = (work: (tx: Transaction) => Promise<void>) => Promise<void>;

/** Ends a transaction that isn't to be committed. */
class RollbackError extends Error {
  constructor() {
    super("The transaction was not to be committed.");
    this.name = "RollbackError";
  }
}

/**
 * One transaction for all that a verb does as its actor, which its caller ends: with a statement of the
 * caller's own, or without a trace. It begins with its first part, so that nothing is open while a verb
 * reads and checks its input. Parts run one after the other, each within a savepoint, so that a part that
 * fails is undone alone. A part that waits for another one never ends.
 */
export class SharedTransaction {
  readonly #begin: Begin;
  readonly #end = Promise.withResolvers<undefined>();
  readonly #onCommit: (() => Promise<void>)[] = [];
  #started: Promise<Transaction> | null = null;
  #ended: Promise<void> = Promise.resolve();
  #lastPart: Promise<unknown> = Promise.resolve();

  constructor(begin: Begin) {
    this.#begin = begin;
  }

  get isStarted(): boolean {
    return this.#started !== null;
  }

  /** Runs a part. */
  run<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const part = this.#lastPart.then(async () => (await this.#start()).transaction(work));
    this.#lastPart = part.catch(() => undefined);
    return part;
  }

  /** Adds what must wait until others can see what was written. It isn't done after a rollback. */
  onCommit(work: () => Promise<void>): void {
    this.#onCommit.push(work);
  }

  /**
   * Runs the caller's own statements outside of any savepoint, and commits.
   * @throws what `last` throws, or the commit; nothing is written then.
   */
  async commit(last: (tx: Transaction) => Promise<void>): Promise<void> {
    const tx = await this.#start();
    try {
      await last(tx);
    } catch (error) {
      await this.rollback();
      throw error;
    }
    this.#end.resolve(undefined);
    await this.#ended;
    for (const work of this.#onCommit) await work();
  }

  /** Undoes all parts. */
  async rollback(): Promise<void> {
    await this.#lastPart;
    if (this.#started === null) return;
    this.#end.reject(new RollbackError());
    await this.#ended.catch(() => undefined);
  }

  #start(): Promise<Transaction> {
    this.#started ??= new Promise((resolve, reject) => {
      this.#ended = this.#begin((tx) => {
        resolve(tx);
        return this.#end.promise;
      });
      this.#ended.catch(reject);
    });
    return this.#started;
  }
}
