import { setImmediate as nextTurn } from "node:timers/promises";
import type { LiveSession } from "@/db/queries/sessions";
import { SECOND_MS } from "@/lib/domain/time-units";

/** How long a session that was found is taken to live on, in this process. */
const TRUSTED_MS = 20 * SECOND_MS;

/** The same while the database doesn't respond. A session that has ended is refused within a minute. */
const TRUSTED_WITHOUT_DATABASE_MS = 60 * SECOND_MS;

/** Bounds the memory of a process; the one that was found first goes first. */
const MAX_REMEMBERED = 10_000;

type Found = LiveSession & { foundAt: number };

/**
 * The sessions that have not ended, asked for so often that the database is asked once in
 * `TRUSTED_MS` for each, and in one statement for all that are needed at the same moment. That a
 * session has ended is never remembered.
 */
export class LiveSessions {
  readonly #find: (ids: readonly string[]) => Promise<readonly LiveSession[]>;
  /** Milliseconds of a monotonic clock. */
  readonly #now: () => number;
  readonly #found = new Map<string, Found>();
  #batch: { ids: Set<string>; result: Promise<Map<string, Found>> } | null = null;
  /** Counts what was forgotten, so that a statement from before brings nothing back. */
  #forgotten = 0;

  constructor(
    find: (ids: readonly string[]) => Promise<readonly LiveSession[]>,
    now: () => number = () => performance.now(),
  ) {
    this.#find = find;
    this.#now = now;
  }

  /**
   * A session by its id; null where it has ended, or never was.
   * @throws where the database doesn't respond and the session was not found within the last minute.
   */
  async find(id: string): Promise<LiveSession | null> {
    const known = this.#found.get(id);
    if (known !== undefined && this.#isYoung(known, TRUSTED_MS)) return known;
    try {
      const found = await this.#ask(id);
      const session = found.get(id) ?? null;
      // Its use is recorded once, by the first of those who asked.
      if (session !== null) found.set(id, { ...session, isUseDue: false });
      return session;
    } catch (error) {
      const kept = this.#found.get(id);
      if (kept !== undefined && this.#isYoung(kept, TRUSTED_WITHOUT_DATABASE_MS)) return kept;
      throw error;
    }
  }

  /** Forgets sessions that have ended, so that this process refuses them at once. */
  forget(ids: readonly string[]): void {
    this.#forgotten += 1;
    for (const id of ids) this.#found.delete(id);
  }

  #isYoung({ foundAt }: Found, ageMs: number): boolean {
    return this.#now() - foundAt < ageMs;
  }

  #ask(id: string): Promise<Map<string, Found>> {
    const ids = this.#batch?.ids ?? new Set<string>();
    ids.add(id);
    this.#batch ??= { ids, result: this.#askTogether(ids) };
    return this.#batch.result;
  }

  async #askTogether(ids: ReadonlySet<string>): Promise<Map<string, Found>> {
    await nextTurn();
    this.#batch = null;
    const askedAt = this.#now();
    const forgottenBefore = this.#forgotten;
    const rows = await this.#find([...ids]);
    const found = new Map(rows.map((row) => [row.id, { ...row, foundAt: askedAt }]));
    if (this.#forgotten === forgottenBefore) this.#remember(ids, found);
    return found;
  }

  #remember(ids: ReadonlySet<string>, found: ReadonlyMap<string, Found>): void {
    for (const id of ids) {
      this.#found.delete(id);
      const session = found.get(id);
      if (session !== undefined) this.#found.set(id, { ...session, isUseDue: false });
    }
    for (const id of this.#found.keys()) {
      if (this.#found.size <= MAX_REMEMBERED) break;
      this.#found.delete(id);
    }
  }
}
