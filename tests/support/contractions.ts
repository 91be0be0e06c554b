import {
  parse,
  type AlterTableCmd,
  type Constraint,
  type Node,
  type ParseResult,
  type RangeVar,
} from "libpg-query";
import { locksOf } from "@/db/migrations/locks-of";

/** Tables that grow with every run or change: what reads or writes all of their rows takes long. */
const LARGE: ReadonlySet<string> = new Set(["routine_runs", "routine_events"]);

/** Roles that the release before has no use for. */
const OUTSIDERS: ReadonlySet<string> = new Set(["anon", "authenticated", "service_role"]);

/** What migrations have made since the release before: whatever happens to it, that release knows nothing of it. */
export type Made = { objects: Set<string>; columns: Set<string> };

export const nothingMade = (): Made => ({ objects: new Set(), columns: new Set() });

const text = (node: Node | undefined): string =>
  node !== undefined && "String" in node ? (node.String.sval ?? "") : "";

const tableOf = (relation: RangeVar | undefined): string => relation?.relname ?? "";

/** The last names of what a `drop` names, as `routine_runs.trigger` for what belongs to a table. */
function droppedNames(nodes: readonly Node[], isOfTable: boolean): string[] {
  return nodes.map((node) => {
    const items =
      "List" in node
        ? (node.List.items ?? [])
        : "ObjectWithArgs" in node
          ? (node.ObjectWithArgs.objname ?? [])
          : [];
    return items
      .map(text)
      .filter((name) => name !== "public")
      .slice(isOfTable ? -2 : -1)
      .join(".");
  });
}

/**
 * What a migration takes away from the release before, or does to all rows of a large table, a sentence
 * each. What the migration makes is added to `made`. What functions and triggers do can't be seen here:
 * that release's own tests try it (`npm run proofs -- previous-release`).
 */
export async function findContractions(
  statements: readonly string[],
  made: Made,
): Promise<string[]> {
  const nodes: { node: Node; statement: string }[] = [];
  for (const statement of statements) {
    const { stmts = [] } = (await parse(statement)) as ParseResult;
    for (const { stmt } of stmts) {
      if (stmt !== undefined) nodes.push({ node: stmt, statement });
    }
  }
  const remade = new Set(nodes.flatMap(({ node }) => namesOf(node)));
  return nodes.flatMap(({ node, statement }) => {
    const contractions = judge(node, made, remade);
    note(node, made);
    const rewritten = locksOf(statement).filter(
      ({ table, work }) => LARGE.has(table) && work === "rewrite",
    );
    return [...contractions, ...rewritten.map(({ table }) => `writes every row of ${table}`)];
  });
}

/** What a statement makes, or makes again. */
function namesOf(node: Node): string[] {
  if ("CreateTrigStmt" in node) {
    return [`${tableOf(node.CreateTrigStmt.relation)}.${node.CreateTrigStmt.trigname ?? ""}`];
  }
  if ("CreatePolicyStmt" in node) {
    return [`${tableOf(node.CreatePolicyStmt.table)}.${node.CreatePolicyStmt.policy_name ?? ""}`];
  }
  if ("CreateFunctionStmt" in node) {
    return [text(node.CreateFunctionStmt.funcname?.at(-1))];
  }
  if ("AlterTableStmt" in node) {
    return commandsOf(node).flatMap(({ def, subtype }) =>
      subtype === "AT_AddConstraint" && def !== undefined && "Constraint" in def
        ? [def.Constraint.conname ?? ""]
        : [],
    );
  }
  return [];
}

const commandsOf = (node: Extract<Node, { AlterTableStmt: unknown }>): AlterTableCmd[] =>
  (node.AlterTableStmt.cmds ?? []).flatMap((command) =>
    "AlterTableCmd" in command ? [command.AlterTableCmd] : [],
  );

function note(node: Node, { objects, columns }: Made): void {
  if ("CreateStmt" in node) objects.add(tableOf(node.CreateStmt.relation));
  if ("ViewStmt" in node && node.ViewStmt.replace !== true) {
    objects.add(tableOf(node.ViewStmt.view));
  }
  if ("IndexStmt" in node) objects.add(node.IndexStmt.idxname ?? "");
  if ("CreateFunctionStmt" in node && node.CreateFunctionStmt.replace !== true) {
    for (const name of namesOf(node)) objects.add(name);
  }
  if ("CreateTrigStmt" in node || "CreatePolicyStmt" in node) {
    for (const name of namesOf(node)) objects.add(name);
  }
  if ("AlterTableStmt" in node) {
    for (const { subtype, def } of commandsOf(node)) {
      if (subtype === "AT_AddColumn" && def !== undefined && "ColumnDef" in def) {
        columns.add(`${tableOf(node.AlterTableStmt.relation)}.${def.ColumnDef.colname ?? ""}`);
      }
    }
  }
}

function judge(node: Node, made: Made, remade: ReadonlySet<string>): string[] {
  const isNew = (table: string) => made.objects.has(table);
  if ("AlterTableStmt" in node) {
    const table = tableOf(node.AlterTableStmt.relation);
    if (isNew(table)) return [];
    return commandsOf(node).flatMap((command) => judgeCommand(table, command, made, remade));
  }
  if ("DropStmt" in node) {
    const kind = (node.DropStmt.removeType ?? "").replace("OBJECT_", "").toLowerCase();
    const isOfTable = kind === "trigger" || kind === "policy";
    return droppedNames(node.DropStmt.objects ?? [], isOfTable)
      .filter((name) => !made.objects.has(name) && !remade.has(name))
      .map((name) => `drops the ${kind} ${name}`);
  }
  if ("RenameStmt" in node) {
    const table = tableOf(node.RenameStmt.relation);
    return isNew(table) ? [] : [`renames ${table === "" ? "something" : `what ${table} has`}`];
  }
  if ("IndexStmt" in node) {
    const table = tableOf(node.IndexStmt.relation);
    if (isNew(table)) return [];
    const keys = (node.IndexStmt.indexParams ?? []).flatMap((key) =>
      "IndexElem" in key ? [key.IndexElem.name ?? ""] : [],
    );
    const isOfNewColumns = keys.some((key) => made.columns.has(`${table}.${key}`));
    return [
      ...(node.IndexStmt.unique === true && !isOfNewColumns
        ? [`makes ${keys.join(", ")} of ${table} unique`]
        : []),
      ...(LARGE.has(table) && node.IndexStmt.concurrent !== true
        ? [`builds an index of ${table} while nobody can write to it`]
        : []),
    ];
  }
  if ("GrantStmt" in node) {
    if (node.GrantStmt.is_grant === true) return [];
    const roles = (node.GrantStmt.grantees ?? []).flatMap((role) =>
      "RoleSpec" in role ? [role.RoleSpec.rolename ?? "public"] : [],
    );
    return roles
      .filter((role) => role !== "public" && !OUTSIDERS.has(role))
      .map((role) => `takes rights from ${role}`);
  }
  if ("CreatePolicyStmt" in node) {
    const table = tableOf(node.CreatePolicyStmt.table);
    return isNew(table) || node.CreatePolicyStmt.permissive === true
      ? []
      : [`hides rows of ${table} by a restrictive policy`];
  }
  if ("AlterPolicyStmt" in node) {
    const { table, policy_name = "" } = node.AlterPolicyStmt;
    return [`changes the policy ${policy_name} of ${tableOf(table)}`];
  }
  if ("UpdateStmt" in node) {
    const table = tableOf(node.UpdateStmt.relation);
    return LARGE.has(table) && !isNew(table) ? [`changes rows of ${table} in one statement`] : [];
  }
  if ("DeleteStmt" in node) {
    const table = tableOf(node.DeleteStmt.relation);
    return isNew(table) ? [] : [`deletes rows of ${table}`];
  }
  const kind = Object.keys(node)[0] ?? "";
  return HARMLESS.has(kind) ? [] : [`does something that this check doesn't know (${kind})`];
}

const HARMLESS: ReadonlySet<string> = new Set([
  "CreateStmt",
  "CreateFunctionStmt",
  "CreateTrigStmt",
  "ViewStmt",
  "SelectStmt",
  "InsertStmt",
  "CommentStmt",
]);

const HARMLESS_COMMANDS: ReadonlySet<string> = new Set([
  "AT_DropNotNull",
  "AT_ColumnDefault",
  "AT_SetRelOptions",
  "AT_ValidateConstraint",
]);

function judgeCommand(
  table: string,
  { subtype = "AT_AddColumn", name = "", def }: AlterTableCmd,
  made: Made,
  remade: ReadonlySet<string>,
): string[] {
  const isNewColumn = (column: string) => made.columns.has(`${table}.${column}`);
  if (subtype === "AT_AddColumn" && def !== undefined && "ColumnDef" in def) {
    const kinds = (def.ColumnDef.constraints ?? []).flatMap((constraint) =>
      "Constraint" in constraint ? [constraint.Constraint.contype ?? ""] : [],
    );
    const isFilled = ["CONSTR_DEFAULT", "CONSTR_GENERATED", "CONSTR_IDENTITY"].some((kind) =>
      kinds.includes(kind),
    );
    return kinds.includes("CONSTR_NOTNULL") && !isFilled
      ? [`requires ${def.ColumnDef.colname ?? ""} of ${table}, which nobody fills`]
      : [];
  }
  if (subtype === "AT_AddConstraint" && def !== undefined && "Constraint" in def) {
    return judgeConstraint(table, def.Constraint, isNewColumn, remade);
  }
  // What is dropped allows more; what replaces it is judged by itself.
  if (subtype === "AT_DropConstraint" || HARMLESS_COMMANDS.has(subtype)) return [];
  if (name !== "" && isNewColumn(name)) return [];
  const what = subtype
    .replace("AT_", "")
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toLowerCase();
  return [`does "${what}" to ${[table, name].filter((part) => part !== "").join(".")}`];
}

function judgeConstraint(
  table: string,
  constraint: Constraint,
  isNewColumn: (column: string) => boolean,
  remade: ReadonlySet<string>,
): string[] {
  const { conname = "", contype, skip_validation: isNotValid } = constraint;
  const columns = [...JSON.stringify(constraint).matchAll(/"sval":"(\w+)"/g)].map(
    ([, column = ""]) => column,
  );
  const isOfNewColumns = columns.some(isNewColumn);
  const isWider = contype === "CONSTR_CHECK" && remade.has(conname) && isNotValid === true;
  return [
    ...(isOfNewColumns || isWider
      ? []
      : [`adds the constraint ${conname} to columns of ${table} that were there`]),
    ...(LARGE.has(table) && isNotValid !== true
      ? [
          `checks every row of ${table} for ${conname}: add it not valid, and validate it in a migration of its own`,
        ]
      : []),
  ];
}
