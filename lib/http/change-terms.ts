import { DomainError, ValidationError } from "@/lib/domain/errors";
import { describeProblem, type ProblemCode } from "@/lib/domain/field-problems";
import { readIdempotencyKey } from "@/lib/domain/idempotency/idempotency-key";
import { readPrecondition } from "@/lib/http/entity-tags";
import { preconditionFailed, type Precondition } from "@/lib/services/preconditions/precondition";

/** What a route that changes something can do beside the change. */
export type ChangeAbilities = {
  /**
   * The verb writes through `asActor` alone, and leaves the rest to `afterCommit`: so its writes and the
   * response that is kept for an idempotency key are one transaction, and a rehearsal can undo them.
   */
  isAtomic?: boolean;
  /** The verb notes what it changes, so that it can be rehearsed with `dry_run`. */
  canRehearse?: boolean;
  /** The handler answers `dry_run` itself: its verb is not one that a rehearsal could undo. */
  hasOwnPreview?: boolean;
  /** The verb compares versions, for `If-Match`. */
  hasVersions?: boolean;
};

/** How a caller wants a change to be made. */
export type ChangeTerms = {
  idempotencyKey: string | null;
  precondition: Precondition | undefined;
  isDryRun: boolean;
};

const refuseDryRun = (code: ProblemCode) =>
  new ValidationError([describeProblem({ path: "dry_run", code })]);

/** @throws {ValidationError} for another value than true and false, or where the route can't be rehearsed. */
function readDryRun(
  request: Request,
  { canRehearse = false, hasOwnPreview = false }: ChangeAbilities,
): boolean {
  if (hasOwnPreview) return false;
  const values = new URL(request.url).searchParams.getAll("dry_run");
  if (values.length === 0) return false;
  const [value] = values;
  if (values.length > 1 || (value !== "true" && value !== "false")) {
    throw refuseDryRun("dry_run_invalid");
  }
  if (value === "true" && !canRehearse) throw refuseDryRun("dry_run_unsupported");
  return value === "true";
}

function readKey(request: Request): string | null {
  const header = request.headers.get("Idempotency-Key");
  if (header === null) return null;
  const key = readIdempotencyKey(header);
  if (key !== null) return key;
  throw new DomainError(
    "BAD_REQUEST",
    'Send Idempotency-Key as 1 to 255 printable ASCII characters in quotes, such as "0192f7c1-6c1e".',
  );
}

/**
 * The terms of a request that changes something, from its headers and its query.
 * @throws {ValidationError} for `dry_run`; {DomainError} BAD_REQUEST for a header that can't be read, and
 *   PRECONDITION_FAILED for `If-Match` where nothing has a version.
 */
export function readChangeTerms(request: Request, abilities: ChangeAbilities): ChangeTerms {
  const isDryRun = readDryRun(request, abilities);
  const precondition = readPrecondition(request);
  const asksForVersion = (precondition?.ifMatch ?? null) !== null;
  if (asksForVersion && abilities.hasVersions !== true) {
    throw preconditionFailed("What this request changes has no version. Leave out If-Match.");
  }
  return { isDryRun, precondition, idempotencyKey: readKey(request) };
}
