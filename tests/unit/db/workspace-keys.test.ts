import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { describe, expect, it } from "vitest";
import * as schema from "@/db/schema";

/**
 * A distributed PostgreSQL spreads tables by the workspace, and then a key can only be unique with the
 * workspace in it. The exceptions are what docs/operations/distributed-postgresql.md changes.
 */

const all = Object.values(schema)
  .filter((table) => is(table, PgTable))
  .map((table) => getTableConfig(table));

const isOfWorkspace = ({ columns }: (typeof all)[number]) =>
  columns.some(({ name }) => name === "workspace_id");

const tables = all.filter(isOfWorkspace);

type Key = { name: string; columns: readonly string[] };

/** The primary and the unique keys of a table. An expression is a column without a name. */
function keysOf({
  columns,
  primaryKeys,
  uniqueConstraints,
  indexes,
  name,
}: (typeof tables)[number]) {
  const primary = columns.filter((column) => column.primary);
  const namesOf = (of: readonly object[]) =>
    of.map((column) => ("name" in column ? String(column.name) : ""));
  return [
    ...(primary.length > 0 ? [{ name: `${name} primary`, columns: namesOf(primary) }] : []),
    ...primaryKeys.map((key) => ({ name: `${name} primary`, columns: namesOf(key.columns) })),
    ...uniqueConstraints.map((key) => ({ name: key.name ?? "", columns: namesOf(key.columns) })),
    ...indexes
      .filter(({ config }) => config.unique)
      .map(({ config }) => ({ name: config.name ?? "", columns: namesOf(config.columns) })),
  ] satisfies Key[];
}

const withoutWorkspace = (keys: readonly Key[]) =>
  keys.filter(({ columns }) => !columns.includes("workspace_id")).map(({ name }) => name);

/** Keys that are unique in the whole database today, with the reason why they have no workspace. */
const exceptions: Readonly<Record<string, string>> = {
  // Ids are random or of one sequence: the workspace is put before each, and nothing else changes.
  "alert_messages primary": "a random id",
  "channels primary": "a random id",
  "incident_events primary": "the number of a sequence",
  "incident_groups primary": "a random id",
  "incident_signals primary": "the number of a sequence",
  "incidents primary": "a random id",
  "maintenance_windows primary": "a random id",
  "notifications primary": "the number of a sequence",
  "replays primary": "a random id",
  "routine_events primary": "the number of a sequence",
  "routine_runs primary": "a random id",
  "routines primary": "a random id",
  "tags primary": "a random id",
  "workspace_invitations primary": "a random id",
  "workspace_secrets primary": "a random id",
  // Both columns belong to one workspace, by the foreign keys of the table.
  "maintenance_routines primary": "pairs of ids of one workspace",
  "maintenance_tags primary": "pairs of ids of one workspace",
  "routine_tags primary": "pairs of ids of one workspace",
  // An id of one workspace comes first, so that the workspace before it makes no other key.
  uq_incident_events_transition: "transitions of an incident",
  uq_incidents_unresolved: "the open incident of a routine",
  uq_notifications_transition: "transitions of an incident",
  uq_replay_slots_open: "slots of a routine",
  uq_runs_slot_outcome: "slots of a routine",
  // A person who opens the link names no workspace: the plan has a directory for it.
  uq_workspace_invitations_token_hash: "the hash of a random token",
};

it("every table is of a workspace, except those of the instance and of a user", () => {
  const others = all.filter((table) => !isOfWorkspace(table)).map(({ name }) => name);
  expect(others.toSorted()).toEqual([
    "history_trims",
    "instance_keys",
    "rate_counters",
    "scheduler_clocks",
    "scheduler_hours",
    "scheduler_state",
    "session_uses",
    "workspaces",
  ]);
});

it.each(["docs", "docs/pt-BR"])("the plan in %s names every file with statements", (folder) => {
  const root = join(import.meta.dirname, "../../..");
  const plan = readFileSync(join(root, folder, "operations/distributed-postgresql.md"), "utf8");
  const files = readdirSync(join(root, "db/queries"), { recursive: true, encoding: "utf8" });
  const unnamed = files.filter((file) => file.endsWith(".ts") && !plan.includes(`\`${file}\``));
  expect(unnamed).toEqual([]);
});

describe("the keys of a workspace's tables", () => {
  it("contain the workspace, or are a known exception", () => {
    expect(tables.length).toBeGreaterThanOrEqual(18);
    const found = tables.flatMap((table) => withoutWorkspace(keysOf(table)));
    expect(found.toSorted()).toEqual(Object.keys(exceptions).toSorted());
  });

  it("refer to other tables of a workspace by the workspace too", () => {
    const distributed = new Set(tables.map(({ name }) => name));
    const references = tables.flatMap(({ name, foreignKeys }) =>
      foreignKeys.map((key) => {
        const { columns, foreignTable } = key.reference();
        const target = getTableConfig(foreignTable).name;
        return { name: `${name} to ${target}`, target, columns: columns.map((of) => of.name) };
      }),
    );
    const outside = references.filter(
      ({ target, columns }) => distributed.has(target) && columns[0] !== "workspace_id",
    );
    expect(references.length).toBeGreaterThan(20);
    expect(outside).toEqual([]);
  });

  it("are such that every table can be addressed by its workspace and its id", () => {
    // What other tables refer to has the pair as a key already.
    const referred = tables.flatMap(({ foreignKeys }) =>
      foreignKeys
        .map((key) => key.reference())
        .filter(({ foreignColumns }) => foreignColumns.some((of) => of.name === "workspace_id"))
        .map(({ foreignTable }) => getTableConfig(foreignTable)),
    );
    for (const table of referred) {
      const keys = keysOf(table);
      expect(
        keys.some(({ columns }) => columns[0] === "workspace_id"),
        table.name,
      ).toBe(true);
    }
  });
});
