import { z } from "zod";
import type { Transaction } from "@/db/client";
import { LONG_DEADLINE_SECONDS, withDeadline } from "@/db/connections/deadline";
import { databaseNow } from "@/db/queries/database-now";
import { findTakenKeys, insertRoutine } from "@/db/queries/routines";
import { addRoutineTags } from "@/db/queries/tags";
import { ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import { importRoutinesInput, type ImportResult } from "@/lib/domain/imports/import-input";
import { checkCreateRoutine, type RoutineSettings } from "@/lib/domain/routine/routine";
import type { SecretOption } from "@/lib/domain/routine/secret-option";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { previewImport } from "@/lib/services/imports/preview-import";
import { WorkspaceRoom } from "@/lib/services/limits/workspace-usage";
import { parseInput } from "@/lib/services/parse-input";
import { checkPatterns } from "@/lib/services/routines/check-patterns";
import { columnsOfNew } from "@/lib/services/routines/create-routine";
import { explainKeyTaken } from "@/lib/services/routines/explain-key-taken";
import { requireValid } from "@/lib/services/routines/routine-rules";
import { readOwnOptions } from "@/lib/services/secrets/own-options";
import { makeTags } from "@/lib/services/tags/set-routine-tags";
import { requireRole } from "@/lib/services/workspaces/require-role";

type KeyedSettings = RoutineSettings & { key: string };
type Item = { index: number; settings: KeyedSettings };

/** Problems that are shown at once. */
const MAX_PROBLEMS = 100;

/** The problems of an item, at its place among the others. */
function placeProblems(index: number, error: unknown): ValidationError {
  if (!(error instanceof ValidationError)) throw error;
  return new ValidationError(
    error.problems.map((found) => ({
      ...found,
      path: found.path === "" ? `items.${index}` : `items.${index}.${found.path}`,
    })),
  );
}

const ofSecret = z.object({ secret_ref: z.string(), is_active: z.literal(false) });

/**
 * A paused routine may name a secret that isn't there yet: its runs fail until it is. Whether the name is
 * unknown or somebody else's makes no difference.
 */
function missingSecret(input: unknown, known: ReadonlySet<string>): SecretOption[] {
  const { data } = ofSecret.safeParse(input);
  if (data === undefined || known.has(data.secret_ref)) return [];
  const url = z.object({ endpoint_url: z.string() }).safeParse(input).data?.endpoint_url ?? "";
  const { origin = "" } = URL.parse(url) ?? {};
  return [{ name: data.secret_ref, purpose: "credential", origins: [origin] }];
}

/** Settings as they are stored. @throws {ValidationError} with the problems of all items. */
async function checkItems(context: ServiceContext, inputs: readonly unknown[]): Promise<Item[]> {
  const own = await asActor(context, (tx) => readOwnOptions(context, tx));
  const offered = context.secrets.list(context.workspaceId);
  const known = new Set([...own, ...offered].map(({ name }) => name));
  const problems: ValidationError["problems"][number][] = [];
  const items: Item[] = [];
  const keys = new Set<string>();
  for (const [index, input] of inputs.entries()) {
    if (problems.length >= MAX_PROBLEMS) break;
    const patternProblems = await checkPatterns(context, input);
    try {
      const checked = checkCreateRoutine(input, context.limits);
      const ownSecrets = [...own, ...missingSecret(input, known)];
      const settings = requireValid(context, checked, input, null, { patternProblems, ownSecrets });
      const { key } = settings;
      if (key === null || !key.startsWith("import/") || keys.has(key)) {
        throw new ValidationError([describeProblem({ path: "key", code: "import_key_invalid" })]);
      }
      keys.add(key);
      items.push({ index, settings: { ...settings, key } });
    } catch (error) {
      problems.push(...placeProblems(index, error).problems);
    }
  }
  if (problems.length > 0) throw new ValidationError(problems);
  return items;
}

type Created = ImportResult["created"][number];

/** Inserts a routine without its tags. @throws {ValidationError} where it would never run, or too often. */
async function insert(
  tx: Transaction,
  context: ServiceContext,
  { settings }: Item,
  { now, room }: { now: Date; room: WorkspaceRoom },
): Promise<Created> {
  const columns = columnsOfNew(settings, now);
  room.planRuns(null, columns);
  const id = await insertRoutine(tx, context.workspaceId, columns);
  const { key, name, is_active } = settings;
  return { id, key, name, is_active };
}

/** Gives the new routines their tags, those that have the same ones at once. */
async function addTags(
  tx: Transaction,
  context: ServiceContext,
  routines: readonly { id: string; tags: readonly string[] }[],
) {
  const byTags = new Map<string, { tags: readonly string[]; ids: string[] }>();
  for (const { id, tags } of routines) {
    const key = JSON.stringify(tags);
    const group = byTags.get(key) ?? { tags, ids: [] };
    group.ids.push(id);
    byTags.set(key, group);
  }
  for (const { tags, ids } of byTags.values()) {
    if (tags.length === 0) continue;
    await addRoutineTags(tx, context.workspaceId, ids, await makeTags(tx, context, tags));
  }
}

/** The items of a text, by a preview of it, or those that were sent. */
async function readItems(context: ServiceContext, input: unknown): Promise<readonly unknown[]> {
  const { items, text, keys, ...reading } = parseInput(importRoutinesInput, input);
  if (items !== undefined) return items;
  const preview = await previewImport(context, { text, ...reading });
  const settings = new Map(preview.items.map((item) => [item.key, item.settings]));
  if (keys === undefined) return [...settings.values()];
  return keys.map((key, index) => {
    const found = settings.get(key);
    if (found !== undefined) return found;
    throw new ValidationError([
      describeProblem({ path: `keys.${index}`, code: "import_key_unknown" }),
    ]);
  });
}

/**
 * Creates routines from items of a preview, or from a text: all of them in one transaction, or none. Those
 * whose key the workspace has already stay as they are, so that importing twice changes nothing. A paused
 * routine may refer to a secret that is still to be made.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {ValidationError} with the problems of each item at its place; one of the whole where the
 *   workspace may not have so many routines.
 */
export async function importRoutines(
  context: ServiceContext,
  input: unknown,
): Promise<ImportResult> {
  requireRole(context, "MEMBER");
  const items = await checkItems(context, await readItems(context, input));
  const { workspaceId } = context;
  const apply = async (tx: Transaction): Promise<ImportResult> => {
    const room = await WorkspaceRoom.read(tx, context);
    const keys = items.map(({ settings }) => settings.key);
    const existing = await findTakenKeys(tx, workspaceId, keys);
    const fresh = items.filter(({ settings }) => !existing.has(settings.key));
    room.addRoutines(fresh.length);
    const now = await databaseNow(tx);
    const created: Created[] = [];
    for (const item of fresh) {
      try {
        created.push(await insert(tx, context, item, { now, room }));
      } catch (error) {
        throw error instanceof ValidationError ? placeProblems(item.index, error) : error;
      }
    }
    const tagged = created.map(({ id }, at) => ({ id, tags: fresh[at]?.settings.tags ?? [] }));
    await addTags(tx, context, tagged);
    return { created, existing: [...existing] };
  };
  return withDeadline(LONG_DEADLINE_SECONDS, () => asActor(context, apply)).catch(explainKeyTaken);
}
