import { databaseNow } from "@/db/queries/database-now";
import { findTakenKeys } from "@/db/queries/routines";
import { ValidationError } from "@/lib/domain/errors";
import { DomainError } from "@/lib/domain/errors";
import { describeProblem, type ProblemCode } from "@/lib/domain/field-problems";
import { previewImportInput, type PreviewImportInput } from "@/lib/domain/imports/import-input";
import type { ImportItem, ImportPreview } from "@/lib/domain/imports/import-preview";
import { MAX_IMPORT_JOBS } from "@/lib/domain/imports/import-source";
import { refusalMessage, type ImportRefusal } from "@/lib/domain/imports/remarks";
import type { SecretOption } from "@/lib/domain/routine/secret-option";
import { SECOND_MS } from "@/lib/domain/time-units";
import { ForbiddenTargetError, parseTargetUrl } from "@/lib/egress/target-url";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { readOwnOptions } from "@/lib/services/secrets/own-options";
import { runAside } from "@/lib/services/side-threads/run-aside";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** The time in which a text is read, and in which a thread for it is free. */
const READ_MS = 20 * SECOND_MS;
const WAIT_MS = 10 * SECOND_MS;

const refuse = (path: string, code: ProblemCode, params?: Record<string, number>) =>
  new ValidationError([describeProblem({ path, code, ...(params && { params }) })]);

/** Why the address of an item may not be called; null where it may. */
function findRefusal({ egress }: ServiceContext, { name, line, settings }: ImportItem) {
  try {
    parseTargetUrl(settings.endpoint_url, egress);
    return null;
  } catch (error) {
    if (!(error instanceof ForbiddenTargetError)) throw error;
    const params = { reason: error.message };
    const code = "target_refused";
    return { line, text: name, code, params, message: refusalMessage(code, params) } as const;
  }
}

async function read(
  context: ServiceContext,
  { text, source, base_url, timezone, schedule }: PreviewImportInput,
  { now, secrets }: { now: Date; secrets: readonly SecretOption[] },
): Promise<ImportPreview> {
  const options = {
    source: source ?? null,
    baseUrl: base_url ?? null,
    timezone: timezone ?? null,
    schedule: schedule ?? null,
    limits: context.limits,
    secrets,
    now,
  };
  const bounds = { workspaceId: context.workspaceId, budgetMs: READ_MS, waitMs: WAIT_MS };
  const outcome = await runAside("readImport", { text, options }, bounds);
  if (outcome.kind === "TOO_COSTLY") throw refuse("text", "import_too_costly");
  if (outcome.kind === "TOO_LATE") {
    throw new DomainError("UNAVAILABLE", "Too many texts are being read. Try again in a moment.");
  }
  const result = outcome.value;
  if (result.ok) return result.preview;
  const path = result.code === "import_source_unknown" ? "source" : "text";
  throw refuse(path, result.code, { max: MAX_IMPORT_JOBS });
}

/**
 * What would become of a text from another scheduler: routines with remarks on what is different, and the
 * jobs that can't be routines. It writes nothing, and keeps nothing of the text.
 * @throws {DomainError} FORBIDDEN for a member who may only read; UNAVAILABLE where no thread is free.
 * @throws {ValidationError} for a text that can't be read as a whole.
 */
export async function previewImport(
  context: ServiceContext,
  input: unknown,
): Promise<ImportPreview> {
  requireRole(context, "MEMBER");
  const parsed = parseInput(previewImportInput, input);
  const { workspaceId } = context;
  const { now, own } = await asActor(context, async (tx) => ({
    now: await databaseNow(tx),
    own: await readOwnOptions(context, tx),
  }));
  const offered = context.secrets.list(workspaceId);
  const preview = await read(context, parsed, { now, secrets: [...offered, ...own] });
  const refused: ImportRefusal[] = [];
  const items = preview.items.filter((item) => {
    const refusal = findRefusal(context, item);
    if (refusal !== null) refused.push(refusal);
    return refusal === null;
  });
  const keys = items.map(({ key }) => key);
  const taken = await asActor(context, (tx) => findTakenKeys(tx, workspaceId, keys));
  const names = new Set(items.flatMap(({ secrets }) => secrets.map(({ name }) => name)));
  return {
    ...preview,
    items: items.map((item) => ({ ...item, exists: taken.has(item.key) })),
    refused: [...preview.refused, ...refused],
    secrets: preview.secrets.filter(({ name }) => names.has(name)),
  };
}
