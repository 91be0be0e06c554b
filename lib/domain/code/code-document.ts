import { z } from "zod";
import { createChannelInput } from "@/lib/domain/channels/channel-input";
import { MAX_CHANNEL_ROUTINES } from "@/lib/domain/channels/channel-options";
import { codeFormats, CODE_VERSION, MAX_PREFIX_CHARACTERS } from "@/lib/domain/code/code-options";
import type { FieldProblem } from "@/lib/domain/errors";
import { describeProblem, problem, toFieldProblems } from "@/lib/domain/field-problems";
import { alertPolicy, type AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import { maintenanceInput } from "@/lib/domain/maintenance/maintenance";
import { MAX_WINDOW_ROUTINES } from "@/lib/domain/maintenance/maintenance-options";
import { createRoutineInput, routineKey } from "@/lib/domain/routine/routine";
import { MAX_KEY_CHARACTERS } from "@/lib/domain/routine/routine-options";
import { tagName, updateTagInput } from "@/lib/domain/tags/tag";

/** The keys of a file begin with its prefix, which ends where a name of them does. */
const prefixPattern = /^(?:[A-Za-z0-9._-]+\/)*$/;

const prefix = z
  .string(problem("code_prefix_invalid"))
  .max(MAX_PREFIX_CHARACTERS, problem("code_prefix_invalid"))
  .regex(prefixPattern, problem("code_prefix_invalid"));

/** Routines by their keys, or by the ids of those that have none. */
const routineRefs = (max: number) =>
  z
    .array(
      z.string(problem("code_routines_invalid")).max(MAX_KEY_CHARACTERS),
      problem("code_routines_invalid"),
    )
    .max(max, problem("code_routines_invalid"))
    .transform((refs) => [...new Set(refs)])
    .default([]);

const key = routineKey.meta({
  description: "The name by which the file knows it. It begins with the prefix of the file.",
});

/** A tag of the file. Without a colour it keeps the one that it has. */
const codeTag = z.strictObject({ name: tagName, color: updateTagInput.shape.color });

/**
 * A channel of the file. Its secret isn't in it: `secret_ref` names a secret of the workspace, whose value
 * the channel gets when the file is applied.
 */
export const codeChannel = createChannelInput.omit({ routine_ids: true, secret: true }).extend({
  key,
  name: createChannelInput.shape.name.unwrap(),
  secret_ref: z.string(problem("secret_unknown")).nullable().default(null).meta({
    description: "The name of a secret of the workspace; null keeps what the channel has.",
  }),
  routines: routineRefs(MAX_CHANNEL_ROUTINES),
});
export type CodeChannel = z.output<typeof codeChannel>;

/** A window of maintenance of the file. */
const codeMaintenance = maintenanceInput
  .omit({ routine_ids: true, applies_to_all: true })
  .extend({ key, routines: routineRefs(MAX_WINDOW_ROUTINES) });
export type CodeMaintenance = z.output<typeof codeMaintenance>;

/** A routine of the file, as far as a schema can say; `checkCreateRoutine` says the rest. */
const codeRoutine = createRoutineInput.extend({ key });

const codePolicies = z.strictObject({
  default: alertPolicy.optional().meta({ description: "The alert policy of the workspace." }),
  tags: z
    .record(tagName, alertPolicy)
    .optional()
    .meta({ description: "The alert policies of tags, by their names." }),
});

/** The whole file, from which its JSON Schema is made. */
export const codeDocument = z
  .strictObject({
    $schema: z.string().optional(),
    version: z.literal(CODE_VERSION),
    prefix: prefix.default("").meta({
      description:
        "What the file owns: everything whose key begins with this text, which ends with a slash. Without it, everything that has a key.",
    }),
    tags: z.array(codeTag).default([]),
    policies: codePolicies.default({}),
    channels: z.array(codeChannel).default([]),
    maintenance: z.array(codeMaintenance).default([]),
    routines: z.array(codeRoutine).default([]),
  })
  .meta({ title: "OpsPulse", description: "Routines of a workspace and what belongs to them." });

const list = z.array(z.unknown(), problem("code_not_a_list")).default([]);

/** The file with its things as they came: each is read by itself, so that all problems are found. */
const container = z.strictObject(
  {
    $schema: z.unknown().optional(),
    version: z.literal(CODE_VERSION, problem("code_version_unknown")),
    prefix: prefix.default(""),
    tags: list,
    policies: codePolicies.default({}),
    channels: list,
    maintenance: list,
    routines: list,
  },
  problem("code_not_an_object"),
);

/** A thing of the file and the path of it, under which its problems are reported. */
export type Placed<Value> = { path: string; value: Value };

export type CodeDocument = {
  prefix: string;
  tags: Placed<z.output<typeof codeTag>>[];
  defaultPolicy: AlertPolicy | null;
  tagPolicies: { name: string; policy: AlertPolicy }[];
  channels: Placed<CodeChannel>[];
  maintenance: Placed<CodeMaintenance>[];
  /** Unchecked but for the key: what a routine may be depends on what it is now. */
  routines: Placed<{ key: string } & Record<string, unknown>>[];
};

/** The problems of a part, at their paths in the whole. */
export const under = (path: string, problems: readonly FieldProblem[]): FieldProblem[] =>
  problems.map((found) => ({
    ...found,
    path: found.path === "" ? path : `${path}.${found.path}`,
  }));

function readList<Schema extends z.ZodType>(
  name: string,
  items: readonly unknown[],
  schema: Schema,
  problems: FieldProblem[],
): Placed<z.output<Schema>>[] {
  return items.flatMap((item, index) => {
    const path = `${name}.${index}`;
    const parsed = schema.safeParse(item);
    if (parsed.success) return [{ path, value: parsed.data }];
    problems.push(...under(path, toFieldProblems(parsed.error)));
    return [];
  });
}

/** Keys that two things of a kind have, and keys outside of what the file owns. */
function findKeyProblems(items: readonly Placed<{ key: string }>[], owned: string): FieldProblem[] {
  const seen = new Set<string>();
  return items.flatMap(({ path, value }) => {
    const at = `${path}.key`;
    if (seen.has(value.key)) {
      return [describeProblem({ path: at, code: "code_key_twice", params: { key: value.key } })];
    }
    seen.add(value.key);
    if (value.key.startsWith(owned) && value.key.length > owned.length) return [];
    return [
      describeProblem({ path: at, code: "code_key_outside_prefix", params: { prefix: owned } }),
    ];
  });
}

/**
 * Reads a file. Everything is checked that needs no look at the workspace; of routines, only the key.
 * @returns the document of what is sound, and every problem at its path.
 */
export function readCodeDocument(input: unknown): {
  document: CodeDocument | null;
  problems: FieldProblem[];
} {
  const parsed = container.safeParse(input);
  if (!parsed.success) return { document: null, problems: toFieldProblems(parsed.error) };
  const { prefix: owned, policies } = parsed.data;
  const problems: FieldProblem[] = [];
  const tags = readList("tags", parsed.data.tags, codeTag, problems);
  const channels = readList("channels", parsed.data.channels, codeChannel, problems);
  const maintenance = readList("maintenance", parsed.data.maintenance, codeMaintenance, problems);
  const keyed = z.looseObject({ key }, problem("code_not_an_object"));
  const routines = readList("routines", parsed.data.routines, keyed, problems);
  problems.push(
    ...findKeyProblems(
      tags.map(({ path, value }) => ({ path, value: { key: value.name.toLowerCase() } })),
      "",
    ).map((found) => ({ ...found, path: found.path.replace(/\.key$/, ".name") })),
    ...[channels, maintenance, routines].flatMap((items) => findKeyProblems(items, owned)),
  );
  const tagPolicies = Object.entries(policies.tags ?? {});
  return {
    document: {
      prefix: owned,
      tags,
      defaultPolicy: policies.default ?? null,
      tagPolicies: tagPolicies.map(([name, policy]) => ({ name, policy })),
      channels,
      maintenance,
      routines,
    },
    problems,
  };
}

const flag = z
  .enum(["true", "false"], problem("flag_invalid"))
  .transform((text) => text === "true");

/** The query of an export. Without a prefix, what has no key is in the file too. */
export const exportCodeQuery = z.strictObject({
  format: z.enum(codeFormats, problem("code_format_unknown")).default("yaml"),
  prefix: prefix.default(""),
  unmanaged: flag.optional(),
});

/** The query of an apply: the digest of the plan that was looked at, and whether only to plan. */
export const applyCodeQuery = z.strictObject({
  plan: z
    .string()
    .regex(/^[0-9a-f]{64}$/, problem("code_plan_invalid"))
    .optional(),
  dry_run: flag.optional(),
});
