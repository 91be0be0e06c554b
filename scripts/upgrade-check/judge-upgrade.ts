import { locksOfAll, type TableLock, type Work } from "@/db/migrations/locks-of";
import type { Migration } from "@/db/migrations/migration-files";
import {
  ok,
  problem,
  warning,
  type Finding,
  type NamedFinding,
} from "@/lib/domain/instance/finding";
import { isNodeTooOld } from "@/lib/domain/instance/node-version";
import { SECOND_MS } from "@/lib/domain/time-units";
import { isNewer, type ReleaseNotes } from "@/scripts/upgrade-check/changelog";

export type UpgradeFacts = {
  /** The release that this code is, or is on its way to. */
  version: string;
  /** The release before it, which its schema is made for too. */
  previous: string;
  node: { version: string; engines: string };
  postgres: { version: string; number: number };
  /** The release whose schema the database has; null where it is older than all. */
  databaseRelease: string | null;
  /** Whether the database has no migration at all. */
  isEmpty: boolean;
  missing: readonly Migration[];
  /** Migrations that were made before the last one applied, and would be skipped. */
  skipped: readonly string[];
  /** How many migrations the database has that this code doesn't know. */
  unknown: number;
  /** Rows of each table, as the database estimates them. */
  rows: ReadonlyMap<string, number>;
  /** The oldest transaction that is open, in seconds. */
  oldestTransaction: { pid: number; seconds: number } | null;
  /** What the instance at this address says its version is; null where nothing responds. */
  instance: { url: string; version: string | null };
  notes: readonly ReleaseNotes[];
};

/** The oldest major version that hosted Supabase still runs. */
const OLDEST_POSTGRES = 15;

/** Measured on two cores with a million runs: see docs/operations/upgrades.md. */
const US_PER_ROW: Record<Work, number> = { touch: 0, scan: 0.5, index: 2, rewrite: 10 };
const TOUCH_MS = 50;

/** What nobody who uses the product notices. */
const UNNOTICED_MS = 200;

/** After this long a transaction makes a migration try again and again. */
const LONG_TRANSACTION_SECONDS = 30;

const migrationOf = (count: number) => (count === 1 ? "1 migration" : `${count} migrations`);

/** Every finding, in the order in which they are shown. Nothing stands in the way where none is a problem. */
export function judgeUpgrade(facts: UpgradeFacts): NamedFinding[] {
  const findings: [string, Finding][] = [
    ["node", judgeNode(facts)],
    ["postgres", judgePostgres(facts)],
    ["migrations", judgeMissing(facts)],
  ];
  if (facts.missing.length > 0 && !facts.isEmpty) {
    findings.push(
      ["locks", judgeLocks(facts)],
      ["transactions", judgeTransactions(facts)],
      ["instances", judgeInstances(facts)],
      [
        "backup",
        warning(
          "an older schema comes back only from a backup",
          "Make one now with npm run backup, and keep it until the new release has run for a while",
        ),
      ],
    );
  }
  findings.push(...judgeNotes(facts));
  return findings.map(([name, finding]) => ({ name, ...finding }));
}

function judgeNode({ node }: UpgradeFacts): Finding {
  return isNodeTooOld(node.version, node.engines)
    ? problem(
        `Node.js ${node.version} is too old for this release`,
        `Install Node.js ${node.engines.replace(">=", "")} or newer`,
      )
    : ok(`Node.js ${node.version}`);
}

function judgePostgres({ postgres }: UpgradeFacts): Finding {
  return postgres.number < OLDEST_POSTGRES * 10_000
    ? problem(
        `PostgreSQL ${postgres.version} is too old for this release`,
        `Upgrade it to version ${OLDEST_POSTGRES} or newer first`,
      )
    : ok(`PostgreSQL ${postgres.version}`);
}

function judgeMissing(facts: UpgradeFacts): Finding {
  const { missing, skipped, unknown, isEmpty, databaseRelease, previous, version } = facts;
  const from = databaseRelease === null ? "older than any release" : `that of ${databaseRelease}`;
  if (unknown > 0) {
    return problem(
      `the database has ${migrationOf(unknown)} that this code, on its way to ${version}, doesn't know: it belongs to a newer release`,
      "This is a way back, not an upgrade. The page about upgrades says which releases it is open to",
    );
  }
  if (skipped.length > 0) {
    return problem(
      `${skipped.join(", ")} would be skipped, because the database has newer migrations`,
      "Use the code of a release, or of main: this one is neither",
    );
  }
  if (isEmpty) return ok("the database is empty: the first start fills it, in one transaction");
  if (missing.length === 0) return ok("the database has this code's schema");
  const found = `the schema is ${from}, and ${migrationOf(missing.length)} would be applied: ${missing.map(({ name }) => name).join(", ")}`;
  return databaseRelease === previous || databaseRelease === version
    ? ok(found)
    : warning(
        found,
        `Only ${previous} runs on the new schema. Stop all instances before this upgrade, or upgrade to ${previous} first`,
      );
}

function judgeLocks({ missing, rows }: UpgradeFacts): Finding {
  const locked = missing.flatMap((migration) => {
    const locks = locksOfAll(migration.statements);
    const ms = locks.reduce((sum, lock) => sum + blockedMs(lock, rows), 0);
    const names = locks
      .filter(({ blocks }) => blocks === "everything" || blocks === "writes")
      .map(({ table }) => table);
    return names.length === 0 ? [] : [{ name: migration.name, names, ms: TOUCH_MS + ms }];
  });
  if (locked.length === 0) return ok("no table is locked for others");
  const found = locked
    .map(({ name, names, ms }) => `${name} locks ${names.join(", ")} for about ${inWords(ms)}`)
    .join("; ");
  return locked.every(({ ms }) => ms <= UNNOTICED_MS)
    ? ok(`${found}; nobody notices`)
    : warning(found, "Choose a quiet hour: pages and ticks wait for as long");
}

function blockedMs({ table, blocks, work }: TableLock, rows: ReadonlyMap<string, number>): number {
  if (blocks === "nothing") return 0;
  return ((rows.get(table) ?? 0) * US_PER_ROW[work]) / SECOND_MS;
}

const inWords = (ms: number): string =>
  ms < SECOND_MS ? `${(ms / SECOND_MS).toFixed(1)} s` : `${Math.round(ms / SECOND_MS)} s`;

function judgeTransactions({ oldestTransaction }: UpgradeFacts): Finding {
  return oldestTransaction !== null && oldestTransaction.seconds > LONG_TRANSACTION_SECONDS
    ? warning(
        `the process ${oldestTransaction.pid} of the database has had a transaction open for ${oldestTransaction.seconds} seconds`,
        "End it if nobody needs it: a migration waits for the tables that it holds, and gives up after five minutes",
      )
    : ok("no transaction has been open for long");
}

function judgeInstances({ instance, version, previous }: UpgradeFacts): Finding {
  if (instance.version === null) {
    return ok(`no instance responds at ${instance.url}`);
  }
  const found = `the instance at ${instance.url} is ${instance.version}`;
  if (instance.version === version) return ok(found);
  return isNewer(previous, instance.version)
    ? warning(found, `It doesn't run on the new schema. Stop it and its like before the upgrade`)
    : warning(
        found,
        "It runs on while this one starts. Replace it and its like one after the other",
      );
}

function judgeNotes({ notes, databaseRelease, isEmpty }: UpgradeFacts): [string, Finding][] {
  if (isEmpty) return [];
  return notes
    .filter(({ version }) => databaseRelease === null || isNewer(version, databaseRelease))
    .toReversed()
    .flatMap(({ version, notes: list }) =>
      list.map((note): [string, Finding] => [
        "notes",
        warning(`${version}: ${note.replace(/\.$/, "")}`, "See CHANGELOG.md"),
      ]),
    );
}
