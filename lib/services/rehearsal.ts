import {
  findChanges,
  type ChangeAction,
  type DryRunDto,
  type FieldChange,
} from "@/lib/domain/changes/field-changes";
import { ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";

/** What a verb changes: the state of one thing before and after, null where it doesn't exist. */
type Change = {
  before: object | null;
  after: object | null;
  /** Where it stands in the list of changes, for a verb that changes many things. */
  at?: string;
};

/** Collects what a verb changes, in a transaction that is rolled back afterwards. */
export class Rehearsal {
  readonly #actions = new Set<ChangeAction>();
  readonly #changes: FieldChange[] = [];
  #isNoted = false;

  note({ before, after, at }: Change): void {
    this.#isNoted = true;
    const changes = findChanges(before, after);
    if (changes.length === 0) return;
    this.#actions.add(before === null ? "create" : after === null ? "delete" : "update");
    for (const change of changes) {
      this.#changes.push(at === undefined ? change : { ...change, path: `${at}.${change.path}` });
    }
  }

  /** Notes that a verb which can be rehearsed finds nothing to change. */
  noteNothing(): void {
    this.#isNoted = true;
  }

  /** What would change; null where the verb notes nothing, so that nobody can tell. */
  toDto(): DryRunDto | null {
    if (!this.#isNoted) return null;
    const [first = "none", ...others] = this.#actions;
    return {
      dry_run: true,
      action: others.length === 0 ? first : "update",
      changes: this.#changes,
    };
  }
}

/**
 * Requires that this isn't a rehearsal, for what can't be undone.
 * @throws {ValidationError} at `dry_run`.
 */
export function requireReal({ rehearsal }: { rehearsal?: Rehearsal }): void {
  if (rehearsal === undefined) return;
  throw new ValidationError([describeProblem({ path: "dry_run", code: "dry_run_unsupported" })]);
}

/** Notes a change for a rehearsal, where there is one. Call it in the transaction of the change. */
export function noteChange({ rehearsal }: { rehearsal?: Rehearsal }, change: Change): void {
  rehearsal?.note(change);
}
