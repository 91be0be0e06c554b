import { SECOND_MS } from "@/lib/domain/time-units";
import { checkBackup, type SealedCounts } from "@/scripts/backup/check-backup";
import { findOccupancy } from "@/scripts/backup/clear-place";
import { findPlace, openPlace } from "@/scripts/backup/open-place";
import { readRestoreOptions } from "@/scripts/backup/options";
import { analyze, requireEmpty, restoreInto, type Restored } from "@/scripts/backup/restore-into";
import type { BackupContent } from "@/scripts/backup/take-backup";
import { say, StartError } from "@/scripts/start/report";

/**
 * `npm run restore`: puts a backup into the database of the variables, which must be empty without
 * `--replace`. Returns the lines of its report, or JSON.
 * @throws {StartError}, {EnvError} and {BackupFileError} where that isn't possible; then nothing was changed.
 */
export async function runRestore(
  args: readonly string[],
  variables: Record<string, string | undefined>,
  projectRoot: string,
): Promise<string[]> {
  const options = readRestoreOptions(args);
  const startedAtMs = performance.now();
  const settings = await findPlace(variables, projectRoot);
  const content = await checkBackup(options.file, settings.keys);
  const facts = {
    taken_at: content.header.taken_at,
    app_version: content.header.app_version,
    rows: content.rows,
    tables: content.tables,
    sealed: content.sealed,
  };
  if (options.onlyChecks) {
    return options.isJson ? [JSON.stringify(facts)] : describeContent(options.file, content);
  }
  requireKeys(content.sealed, options.leavesSealed);
  const place = await openPlace(settings, { isNew: true });
  try {
    requireEmpty(await findOccupancy(place.db), options.replaces);
    await place.prepare();
    if (!options.isJson) say(`restoring ${content.rows} rows into ${place.name}`);
    const restored = await restoreInto(
      place.db,
      { path: options.file, header: content.header },
      {
        replaces: options.replaces,
        missesDue: options.missesDue,
        slackSeconds: settings.env.DUE_SLACK_SECONDS,
      },
    );
    await analyze(place.db);
    const seconds = (performance.now() - startedAtMs) / SECOND_MS;
    if (options.isJson) return [JSON.stringify({ ...facts, ...restored, seconds })];
    return [
      ...describeRestored(restored),
      `restored what there was at ${content.header.taken_at} in ${seconds.toFixed(1)} s: every row was read back, and is the same`,
    ];
  } finally {
    await place.close();
  }
}

/** @throws {StartError} where secrets would come that nobody can open. */
function requireKeys({ texts, opened }: SealedCounts, leavesSealed: boolean): void {
  if (leavesSealed || opened === texts) return;
  throw new StartError(
    `SECRETS_KEY opens ${opened} of the ${texts} secrets in this backup. Nothing was changed. Set SECRETS_KEY to that of the instance it was taken from (its variables, or secretsKey in the secrets.json of its OPSPULSE_DIR), and keep it set. If that is lost, add --without-secrets, and enter the secrets again.`,
  );
}

function describeContent(
  file: string,
  { header, tables, rows, sealed }: BackupContent & { sealed: SealedCounts },
) {
  const counts = Object.entries(tables)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name.replace("public.", "")} ${count}`);
  return [
    `${file} is whole: ${rows} rows as of ${header.taken_at}, by release ${header.app_version}`,
    counts.join(", "),
    `the key here opens ${sealed.opened} of its ${sealed.texts} secrets`,
  ];
}

function describeRestored({ replaced, dropped, settlement }: Restored): string[] {
  const { abandoned, closed, missed, expired } = settlement;
  return [
    ...(replaced.accounts + replaced.routines > 0
      ? [`removed ${replaced.accounts} accounts and ${replaced.routines} routines that were there`]
      : []),
    ...(dropped.length > 0
      ? [`the auth server here doesn't keep ${dropped.join(", ")}: left out`]
      : []),
    `runs in flight, now abandoned: ${abandoned}; slots that had begun, not tried again: ${closed}; slots since then, recorded as missed: ${missed}; alerts that were waiting, not sent: ${expired}`,
  ];
}
