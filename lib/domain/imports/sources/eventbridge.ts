import { asData, dataAt, listAt, numberAt, textAt, type Data } from "@/lib/domain/imports/data";
import {
  plainJob,
  refusalOf,
  type ForeignJob,
  type ReadJob,
} from "@/lib/domain/imports/foreign-job";
import type { ForeignSchedule } from "@/lib/domain/imports/foreign-schedule";
import { safeText } from "@/lib/domain/imports/hidden-credentials";
import { RefusedJobError, remark, type ImportRemark } from "@/lib/domain/imports/remarks";
import { MAX_JITTER_SECONDS } from "@/lib/domain/routine/routine-options";
import { HOUR_MINUTES, MINUTE_SECONDS } from "@/lib/domain/time-units";

/**
 * Schedules of EventBridge Scheduler (`get-schedule`) and rules of EventBridge (`list-rules` with
 * `list-targets-by-rule`), one or many. Only API destinations are HTTP addresses: their URLs are in the
 * output of `list-api-destinations`, which stands beside them.
 */

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  minute: MINUTE_SECONDS,
  hour: HOUR_MINUTES * MINUTE_SECONDS,
  day: 24 * HOUR_MINUTES * MINUTE_SECONDS,
};

function readExpression(text: string | null): ForeignSchedule {
  if (text === null) throw new RefusedJobError("schedule_missing");
  const invalid = () => new RefusedJobError("cron_invalid", { name: safeText(text) });
  const [, kind, inner = ""] = /^\s*(rate|cron|at)\s*\(([^()]{1,200})\)\s*$/.exec(text) ?? [];
  if (kind === "rate") {
    const [, count, unit = ""] = /^\s*(\d{1,9})\s+(minute|hour|day)s?\s*$/.exec(inner) ?? [];
    if (count === undefined) throw invalid();
    return { kind: "seconds", seconds: Number(count) * (UNIT_SECONDS[unit] ?? 0) };
  }
  if (kind === "at") return { kind: "once", at: inner.trim() };
  const fields = inner.trim().split(/\s+/);
  const [year] = fields.slice(5);
  if (kind !== "cron" || fields.length !== 6 || year === undefined) throw invalid();
  return { kind: "cron", expression: fields.slice(0, 5).join(" "), dialect: "quartz", year };
}

type Destination = { url: string; method: string };

const nameOfArn = (arn: string) => /:api-destination\/([^/]+)/.exec(arn)?.[1] ?? null;

/** What a target is, without the account that it is in. */
function describeTarget(arn: string): string {
  const universal = /:aws-sdk:(.+)$/.exec(arn)?.[1];
  if (universal !== undefined) return safeText(universal, 60);
  if (arn === "") return "?";
  const [, , service = "?", , , ...resource] = arn.split(":");
  return safeText(`${service} ${resource.join(":")}`.trim(), 60);
}

function findDestination(
  target: Data,
  destinations: ReadonlyMap<string, Destination>,
): Destination {
  const arn = textAt(target, "Arn") ?? "";
  const name = nameOfArn(arn);
  if (name === null) {
    throw new RefusedJobError("target_unsupported", { name: describeTarget(arn) });
  }
  const found = destinations.get(name);
  if (found === undefined) {
    throw new RefusedJobError("destination_unknown", { name: safeText(name) });
  }
  return found;
}

/** The parameters of a target, put into the URL of its destination. */
function fillUrl(url: string, parameters: Data): string {
  let at = 0;
  const paths = listAt(parameters, "PathParameterValues");
  const filled = url.replace(/\*/g, (star) => {
    const value = paths[at];
    at += 1;
    return typeof value === "string" ? encodeURIComponent(value) : star;
  });
  const query = Object.entries(dataAt(parameters, "QueryStringParameters")).flatMap(
    ([name, value]) =>
      typeof value === "string" ? [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`] : [],
  );
  return query.length === 0
    ? filled
    : `${filled}${filled.includes("?") ? "&" : "?"}${query.join("&")}`;
}

/** Values that EventBridge Scheduler fills into an input, and those of a routine. */
const VALUES: Readonly<Record<string, string>> = {
  "<aws.scheduler.scheduled-time>": "{{slot}}",
  "<aws.scheduler.execution-id>": "{{run_id}}",
  "<aws.scheduler.attempt-number>": "{{attempt}}",
};

function fillBody(input: string | null): { body: string | null; remarks: ImportRemark[] } {
  const remarks: ImportRemark[] = [];
  let body = input;
  for (const [from, to] of Object.entries(VALUES)) {
    if (body?.includes(from) !== true) continue;
    // Braces that were there before are text, and would be read as values too.
    if (input?.includes("{{") === true) return { body: input, remarks: [] };
    body = body.replaceAll(from, to);
    remarks.push(remark("values_filled", { from: from.replace(/[<>]/g, ""), to }));
  }
  return { body, remarks };
}

function readWindow(schedule: Data, isOnce: boolean) {
  const window = dataAt(schedule, "FlexibleTimeWindow");
  const minutes = numberAt(window, "MaximumWindowInMinutes") ?? 0;
  if (textAt(window, "Mode") !== "FLEXIBLE" || !(minutes > 0) || isOnce) return null;
  return Math.min(Math.round(minutes) * MINUTE_SECONDS, MAX_JITTER_SECONDS);
}

/** Jitter ends before the next slot: the window is cut to the shortest interval that is said here. */
const cutJitter = (seconds: number, schedule: ForeignSchedule) =>
  schedule.kind === "seconds" ? Math.min(seconds, Math.max(0, schedule.seconds - 1)) : seconds;

const instantAt = (data: Data, name: string): string | null => {
  const text = textAt(data, name);
  const number = numberAt(data, name);
  const instant = text !== null && number === null ? Date.parse(text) : (number ?? NaN) * 1_000;
  return Number.isFinite(instant) && Math.abs(instant) < 8e15
    ? new Date(instant).toISOString()
    : null;
};

function readSchedule(
  schedule: Data,
  target: Data,
  destinations: ReadonlyMap<string, Destination>,
): ForeignJob {
  const { url, method } = findDestination(target, destinations);
  const when = readExpression(textAt(schedule, "ScheduleExpression"));
  const window = readWindow(schedule, when.kind === "once");
  const jitter = window === null ? null : cutJitter(window, when);
  const parameters = dataAt(target, "HttpParameters");
  const filled = fillBody(textAt(target, "Input"));
  const isDisabled = textAt(schedule, "State") === "DISABLED";
  const starts = instantAt(schedule, "StartDate");
  const ends = instantAt(schedule, "EndDate");
  const retries = numberAt(dataAt(target, "RetryPolicy"), "MaximumRetryAttempts") ?? 0;
  return {
    ...plainJob,
    name: textAt(schedule, "Name"),
    url: fillUrl(url, parameters),
    method,
    headers: Object.entries(dataAt(parameters, "HeaderParameters")).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value] as const] : [],
    ),
    body: filled.body,
    schedule: when,
    timezone: textAt(schedule, "ScheduleExpressionTimezone") ?? "UTC",
    attempts: retries + 1,
    settings: {
      ...(jitter !== null && { jitter_seconds: jitter }),
      ...(starts !== null && when.kind !== "once" && { starts_at: starts }),
      ...(ends !== null && when.kind !== "once" && { ends_at: ends }),
      ...(filled.remarks.length > 0 && { fill_values: true }),
    },
    remarks: [
      ...(isDisabled ? [remark("disabled_there")] : []),
      ...filled.remarks,
      ...(jitter === null ? [] : [remark("jitter_fixed", { seconds: jitter })]),
      ...(textAt(dataAt(target, "DeadLetterConfig"), "Arn") === null
        ? []
        : [remark("dead_letter_left_out")]),
      ...(fillUrl(url, parameters).includes("*") ? [remark("variable_kept", { name: "*" })] : []),
      // The connection's credentials are never part of an export.
      remark("auth_left_out", { name: "connection" }),
    ],
    isPaused: true,
  };
}

/** Every object of a document, and of the lists that it is made of. */
function partsOf(document: unknown): Data[] {
  const parts: readonly unknown[] = Array.isArray(document) ? document : [document];
  return parts.map(asData);
}

function findDestinations(parts: readonly Data[]): Map<string, Destination> {
  const all = parts.flatMap((part) => [...listAt(part, "ApiDestinations").map(asData), part]);
  return new Map(
    all.flatMap((each): [string, Destination][] => {
      const url = textAt(each, "InvocationEndpoint");
      const name = textAt(each, "Name");
      const method = textAt(each, "HttpMethod") ?? "POST";
      return url === null || name === null ? [] : [[name, { url, method }]];
    }),
  );
}

/** A schedule with its target, or a rule with each of its targets. */
function findSchedules(parts: readonly Data[]): { schedule: Data; target: Data }[] {
  const targets = parts.flatMap((part) => {
    const rule = textAt(part, "Rule");
    return listAt(part, "Targets").map((target) => ({ rule, target: asData(target) }));
  });
  const all = parts
    .flatMap((part) => [
      ...listAt(part, "Schedules").map(asData),
      ...listAt(part, "Rules").map(asData),
      part,
    ])
    .filter(
      (part) =>
        (textAt(part, "ScheduleExpression") !== null || Object.hasOwn(part, "Target")) &&
        textAt(part, "Name") !== null,
    );
  // The response for the targets of a rule doesn't name the rule: with several rules, it may be of any.
  const isAlone = all.filter((part) => !Object.hasOwn(part, "Target")).length === 1;
  return all.flatMap((schedule) => {
    if (Object.hasOwn(schedule, "Target")) {
      return [{ schedule, target: dataAt(schedule, "Target") }];
    }
    const inside = listAt(schedule, "Targets").map(asData);
    const name = textAt(schedule, "Name");
    const outside = targets
      .filter(({ rule }) => (rule === null ? isAlone : rule === name))
      .map(({ target }) => target);
    const found = inside.length > 0 ? inside : outside;
    return (found.length > 0 ? found : [asData(null)]).map((target) => ({ schedule, target }));
  });
}

export function readEventBridge(document: unknown): ReadJob[] {
  const parts = partsOf(document);
  const destinations = findDestinations(parts);
  return findSchedules(parts).map(({ schedule, target }) => {
    try {
      return { job: readSchedule(schedule, target, destinations) };
    } catch (error) {
      if (!(error instanceof RefusedJobError)) throw error;
      return refusalOf(error, safeText(textAt(schedule, "Name") ?? "?"));
    }
  });
}
