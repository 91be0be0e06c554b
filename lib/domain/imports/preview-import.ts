import { parseDocument } from "@/lib/domain/imports/data";
import { detectSource } from "@/lib/domain/imports/detect-source";
import type { ReadJob, ReadOptions } from "@/lib/domain/imports/foreign-job";
import { safeText } from "@/lib/domain/imports/hidden-credentials";
import type { ImportItem, ImportPreview, ImportSecret } from "@/lib/domain/imports/import-preview";
import { MAX_IMPORT_JOBS, type ImportSource } from "@/lib/domain/imports/import-source";
import { ItemKeys } from "@/lib/domain/imports/item-keys";
import {
  RefusedJobError,
  refusalMessage,
  type ImportRefusal,
  type ImportRemark,
} from "@/lib/domain/imports/remarks";
import { SecretBook } from "@/lib/domain/imports/secret-book";
import { readCronJobOrg } from "@/lib/domain/imports/sources/cron-job-org";
import { readCrontabJobs } from "@/lib/domain/imports/sources/crontab";
import { readCurlJobs } from "@/lib/domain/imports/sources/curl";
import { readEventBridge } from "@/lib/domain/imports/sources/eventbridge";
import { readGitHubActions } from "@/lib/domain/imports/sources/github-actions";
import { readHealthchecks } from "@/lib/domain/imports/sources/healthchecks";
import { readUptimeKuma } from "@/lib/domain/imports/sources/uptime-kuma";
import { readVercel } from "@/lib/domain/imports/sources/vercel";
import { fitJob, type FittedJob } from "@/lib/domain/imports/to-item";
import type { SecretOption } from "@/lib/domain/routine/secret-option";
import { scheduleOf } from "@/lib/domain/schedule/schedule";
import { firstSlotOf, upcomingSlots, type RoutineSchedule } from "@/lib/domain/slots/routine-slots";

const SHOWN_SLOTS = 3;

export type PreviewOptions = ReadOptions & {
  /** Null where it is found by the text. */
  source: ImportSource | null;
  now: Date;
  /** The secrets that the workspace may name. */
  secrets: readonly SecretOption[];
  /** The data of a YAML document; undefined for text that isn't one. */
  parseYaml: (text: string) => unknown;
};

/** Why a text can't be read as a whole. */
type UnreadableText = "import_source_unknown" | "import_unreadable" | "import_too_many";

const documents: Partial<
  Record<ImportSource, (document: unknown, options: ReadOptions) => ReadJob[]>
> = {
  "cron-job-org": readCronJobOrg,
  "uptime-kuma": readUptimeKuma,
  healthchecks: readHealthchecks,
  eventbridge: readEventBridge,
  "github-actions": readGitHubActions,
  vercel: (document, { baseUrl }) => readVercel(document, baseUrl),
};

function readJobs(source: ImportSource, text: string, options: PreviewOptions): ReadJob[] | null {
  if (source === "crontab") return readCrontabJobs(text, options);
  if (source === "curl") return readCurlJobs(text, options);
  const document = source === "github-actions" ? options.parseYaml(text) : parseDocument(text);
  return document === undefined ? null : (documents[source]?.(document, options) ?? null);
}

const toRefusal = ({
  line,
  text,
  code,
  params,
}: Omit<ImportRefusal, "message">): ImportRefusal => ({
  line,
  text,
  code,
  params,
  message: refusalMessage(code, params),
});

function nextRuns({ checked }: FittedJob, now: Date): string[] {
  const { interval_minutes, cron_expression, run_at, timezone, gap_policy } = checked;
  const schedule: RoutineSchedule = {
    schedule: scheduleOf({
      intervalMinutes: interval_minutes,
      cronExpression: cron_expression,
      runAt: run_at === null ? null : new Date(run_at),
      timezone,
      gapPolicy: gap_policy,
    }),
    startsAt: checked.starts_at === null ? null : new Date(checked.starts_at),
    endsAt: checked.ends_at === null ? null : new Date(checked.ends_at),
  };
  const slots = upcomingSlots(schedule, firstSlotOf(schedule, now), SHOWN_SLOTS);
  return slots.map((slot) => slot.toISOString());
}

/** The host alone: the rest of a URL may be the reason why it is refused. */
const hostOf = (url: string) => URL.parse(url)?.hostname ?? "?";

/** The tag of all routines that come from one source: a list can be filtered by it. */
const tagOfSource = (source: ImportSource) => `from-${source}`;

function toItem(
  fitted: FittedJob,
  key: string,
  line: number | null,
  options: PreviewOptions,
  source: ImportSource,
): ImportItem {
  const { settings, remarks, secrets } = fitted;
  const tags = [...(settings.tags ?? []), tagOfSource(source)];
  return {
    key,
    name: settings.name,
    line,
    settings: { key, ...settings, tags },
    next_runs: nextRuns(fitted, options.now),
    exists: false,
    remarks,
    secrets,
  };
}

/**
 * What would be imported of a text, and what can't be. It writes nothing, never throws for what a text
 * holds, and no value of a credential is in what it returns.
 */
export function previewImport(
  text: string,
  options: PreviewOptions,
): { ok: true; preview: ImportPreview } | { ok: false; code: UnreadableText } {
  const source = options.source ?? detectSource(text);
  if (source === null) return { ok: false, code: "import_source_unknown" };
  const jobs = readJobs(source, text, options);
  if (jobs === null) return { ok: false, code: "import_unreadable" };
  if (jobs.length > MAX_IMPORT_JOBS) return { ok: false, code: "import_too_many" };
  const around = {
    limits: options.limits,
    now: options.now,
    secrets: new SecretBook(options.secrets),
  };
  const keys = new ItemKeys(source);
  const items: ImportItem[] = [];
  const refused: ImportRefusal[] = [];
  const remarks: ImportRemark[] = [];
  for (const read of jobs) {
    if ("note" in read) {
      remarks.push(read.note);
      continue;
    }
    if (!("job" in read)) {
      refused.push(toRefusal(read));
      continue;
    }
    const { job } = read;
    try {
      const fitted = fitJob(job, around);
      const { settings } = fitted;
      const { name, http_method, endpoint_url, interval_minutes, cron_expression, run_at } =
        settings;
      const content = [http_method, endpoint_url, interval_minutes, cron_expression, run_at].join(
        " ",
      );
      const key = keys.take({ id: job.id, name, content });
      items.push(toItem(fitted, key, job.line, options, source));
    } catch (error) {
      if (!(error instanceof RefusedJobError)) throw error;
      const { code, params } = error;
      const shown = safeText(job.name ?? hostOf(job.url));
      refused.push(toRefusal({ line: job.line, text: shown, code, params }));
    }
  }
  const secrets = new Map<string, ImportSecret>(
    items.flatMap((item) => item.secrets.map((secret) => [secret.name, secret])),
  );
  const needsBase = refused.some(({ code }) => code === "base_url_needed");
  return {
    ok: true,
    preview: {
      source,
      items,
      remarks,
      refused: refused.sort((one, other) => (one.line ?? 0) - (other.line ?? 0)),
      secrets: [...secrets.values()],
      needs: needsBase ? ["base_url"] : [],
    },
  };
}
