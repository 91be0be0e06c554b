import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readMigrationNames } from "@/db/migrations/migration-files";
import { previousRelease, releaseOf, releases } from "@/db/migrations/releases";
import packageJson from "@/package.json";
import { isNewer, readUpgradeNotes } from "@/scripts/upgrade-check/changelog";
import { judgeUpgrade, type UpgradeFacts } from "@/scripts/upgrade-check/judge-upgrade";

const changelog = readFileSync("CHANGELOG.md", "utf8");

const migration = (name: string, ...statements: string[]) => ({
  name,
  statements,
  madeAt: 2,
  hash: "",
});

const facts: UpgradeFacts = {
  version: "0.2.0",
  previous: "0.1.0",
  node: { version: "24.21.0", engines: ">=22.19.0" },
  postgres: { version: "15.10", number: 150_010 },
  databaseRelease: "0.1.0",
  isEmpty: false,
  missing: [migration("0021_more", "alter table public.routine_runs add column more int")],
  skipped: [],
  unknown: 0,
  rows: new Map([["routine_runs", 1_000_000]]),
  oldestTransaction: null,
  instance: { url: "http://localhost:3000", version: "0.1.0" },
  notes: [
    { version: "0.2.0", notes: ["Set SECRETS_KEY."] },
    { version: "0.1.0", notes: ["Stop everything."] },
  ],
};

const judge = (changes: Partial<UpgradeFacts>) => {
  const findings = judgeUpgrade({ ...facts, ...changes });
  return Object.fromEntries(
    findings.map((finding) => [
      finding.name,
      `${finding.level}: ${finding.found}${finding.level === "ok" ? "" : `. ${finding.advice}`}`,
    ]),
  );
};

describe("an upgrade", () => {
  test("from the release before names its migrations, what they lock, and what to do first", () => {
    const found = judge({});
    expect(found.migrations).toBe(
      "ok: the schema is that of 0.1.0, and 1 migration would be applied: 0021_more",
    );
    expect(found.locks).toBe("ok: 0021_more locks routine_runs for about 0.1 s; nobody notices");
    expect(found.instances).toMatch(/^warning: the instance at \S+ is 0\.1\.0\. It runs on/);
    expect(found.backup).toMatch(/^warning: .* npm run backup/);
    expect(found.notes).toBe("warning: 0.2.0: Set SECRETS_KEY. See CHANGELOG.md");
  });

  test("that reads a large table says for how long others wait", () => {
    const statement = "create index i on public.routine_runs (worker_id)";
    const rows = new Map([["routine_runs", 10_000_000]]);
    expect(judge({ missing: [migration("0021_more", statement)], rows }).locks).toBe(
      "warning: 0021_more locks routine_runs for about 20 s. Choose a quiet hour: pages and ticks wait for as long",
    );
    const concurrently = statement.replace("index i", "index concurrently if not exists i");
    expect(judge({ missing: [migration("0021_more", concurrently)], rows }).locks).toBe(
      "ok: no table is locked for others",
    );
  });

  test("from an older schema says that instances must stop first", () => {
    const found = judge({ databaseRelease: null, instance: { url: "http://a", version: "0.0.9" } });
    expect(found.migrations).toMatch(
      /^warning: .*older than any release.* Stop all instances before/,
    );
    expect(found.instances).toMatch(/^warning: .*0\.0\.9.* Stop it/);
  });

  test("says nothing of locks, instances and backups where there is nothing to apply", () => {
    expect(Object.keys(judge({ missing: [], databaseRelease: "0.2.0" }))).toEqual([
      "node",
      "postgres",
      "migrations",
    ]);
  });

  test.each<[string, Partial<UpgradeFacts>, string]>([
    ["an old Node.js", { node: { version: "22.10.0", engines: ">=22.19.0" } }, "node"],
    ["an old PostgreSQL", { postgres: { version: "14.2", number: 140_002 } }, "postgres"],
    ["a database of a newer release", { unknown: 2 }, "migrations"],
    ["migrations that would be skipped", { skipped: ["0012_x"] }, "migrations"],
  ])("can't go with %s", (_, changes, name) => {
    expect(judge(changes)[name]).toMatch(/^problem: /);
  });

  test("is shown a transaction that keeps tables", () => {
    expect(judge({ oldestTransaction: { pid: 17, seconds: 900 } }).transactions).toMatch(
      /^warning: the process 17 .* 900 seconds/,
    );
  });
});

describe("the releases", () => {
  const names = [...readMigrationNames().values()];

  test("each name a migration of this code, in the order of both, and a dated section of the changelog", () => {
    const places = releases.map(({ migration: name }) => names.indexOf(name));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    for (const { version, date } of releases) {
      expect(changelog).toContain(`\n## ${version} - ${date}\n`);
    }
  });

  test("are older than this code, whose version heads the changelog", () => {
    expect(isNewer(packageJson.version, previousRelease.version)).toBe(true);
    expect(readUpgradeNotes(changelog)[0]?.version).toBe(packageJson.version);
  });

  test("each say in the changelog how to upgrade", () => {
    for (const { version, notes } of readUpgradeNotes(changelog)) {
      expect(notes.length, version).toBeGreaterThan(0);
    }
  });

  test("are found by the migrations of a database", () => {
    const [first] = releases;
    expect(releaseOf(names.slice(0, names.indexOf(first.migration)))).toBeNull();
    expect(releaseOf(names.slice(0, names.indexOf(first.migration) + 1))).toBe(first);
    expect(releaseOf(names)).toBe(previousRelease);
  });
});
