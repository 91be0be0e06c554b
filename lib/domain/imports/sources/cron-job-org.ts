import {
  asData,
  dataAt,
  flagAt,
  isOff,
  listAt,
  numberAt,
  own,
  textAt,
  type Data,
} from "@/lib/domain/imports/data";
import {
  plainJob,
  refusalOf,
  type ForeignJob,
  type ReadJob,
} from "@/lib/domain/imports/foreign-job";
import { loginCredential, safeText } from "@/lib/domain/imports/hidden-credentials";
import { RefusedJobError, remark, type ImportRemark } from "@/lib/domain/imports/remarks";
import { isTimezone } from "@/lib/domain/schedule/wall-clock";
import { fromZonedTime } from "@/lib/domain/schedule/zoned-time";

/** Their API, `GET /jobs` and `GET /jobs/{id}`: https://docs.cron-job.org/rest-api.html */

/** By the number of `requestMethod`. */
const METHODS = ["GET", "POST", "OPTIONS", "HEAD", "PUT", "DELETE", "TRACE", "CONNECT", "PATCH"];

/** A field of a schedule: numbers, -1 among them for all. */
function readField(schedule: Data, name: string): readonly number[] | null {
  const values = listAt(schedule, name).map(Number);
  if (values.length === 0 || values.includes(-1)) return null;
  if (values.length > 60 || !values.every((value) => Number.isInteger(value) && value >= 0)) {
    throw new RefusedJobError("cron_invalid", { name });
  }
  return Array.from(new Set(values)).sort((one, other) => one - other);
}

/** Numbers as a field of a crontab: ranges and steps where they are even. */
function toField(values: readonly number[] | null, all: number): string {
  if (values === null) return "*";
  const [first = 0, second = 0] = values;
  const step = second - first;
  const isStep =
    values.length > 2 &&
    first === 0 &&
    values.length === Math.ceil(all / step) &&
    values.every((value, index) => value === index * step);
  if (isStep) return step === 1 ? "*" : `*/${step}`;
  const isRange = values.length > 2 && values.every((value, index) => value === first + index);
  return isRange ? `${first}-${String(values.at(-1))}` : values.join(",");
}

/** Days that must match both ways, which a cron expression says in few cases alone. */
function joinDays(mdays: readonly number[], wdays: readonly number[]): [string, string] {
  const [from = 0] = mdays;
  const isWeek = mdays.length === 7 && mdays.every((day, index) => day === from + index);
  const place = (from - 1) / 7 + 1;
  if (isWeek && Number.isInteger(place) && place <= 4) {
    return ["*", wdays.map((day) => `${day}#${place}`).join(",")];
  }
  // A step over all days isn't a restriction to cron, so that both fields must match.
  if (mdays.length === 1 && from === 1) return ["*/31", wdays.join(",")];
  if (wdays.length === 1 && wdays[0] === 0) return [mdays.join(","), "*/7"];
  throw new RefusedJobError("days_both", { name: `${mdays.join(",")} / ${wdays.join(",")}` });
}

function readSchedule(schedule: Data): { expression: string; remarks: ImportRemark[] } {
  const minutes = toField(readField(schedule, "minutes"), 60);
  const hours = toField(readField(schedule, "hours"), 24);
  const months = toField(readField(schedule, "months"), 999);
  const mdays = readField(schedule, "mdays");
  const wdays = readField(schedule, "wdays");
  const isBoth = mdays !== null && wdays !== null;
  const [days, weekdays] = isBoth
    ? joinDays(mdays, wdays)
    : [toField(mdays, 999), toField(wdays, 7)];
  const expression = [minutes, hours, days, months, weekdays].join(" ");
  return { expression, remarks: isBoth ? [remark("days_rewritten", { to: expression })] : [] };
}

/** The end of a job, `YYYYMMDDhhmmss` in its own zone; null for none. */
function readEnd(schedule: Data, timezone: string): string | null {
  const written = String(numberAt(schedule, "expiresAt") ?? "");
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(written) ?? [];
  const [year = "", month, day, hour, minute, second] = parts;
  if (year === "" || !isTimezone(timezone)) return null;
  const end = fromZonedTime(`${year}-${month}-${day}T${hour}:${minute}:${second}`, timezone);
  return end?.toISOString() ?? null;
}

function readNotification(job: Data): ImportRemark[] {
  const notification = dataAt(job, "notification");
  const names = ["onFailure", "onSuccess"].filter((name) => flagAt(notification, name));
  return [
    ...(names.length > 0 ? [remark("notifications_left_out", { name: names.join(", ") })] : []),
    ...(flagAt(notification, "onDisable") ? [remark("disabling_left_out")] : []),
  ];
}

function readJob(job: Data): ForeignJob {
  const schedule = dataAt(job, "schedule");
  const { expression, remarks } = readSchedule(schedule);
  const timezone = textAt(schedule, "timezone") ?? "UTC";
  const number = numberAt(job, "requestMethod") ?? 0;
  const method = METHODS[number];
  if (method === undefined) throw new RefusedJobError("method_unsupported", { name: number });
  const extended = dataAt(job, "extendedData");
  const auth = dataAt(job, "auth");
  const isDisabled = isOff(job, "enabled");
  const hasDetails = own(job, "extendedData") !== undefined;
  const login = loginCredential(textAt(auth, "user") ?? "", textAt(auth, "password") ?? "");
  const end = readEnd(schedule, timezone);
  const id = numberAt(job, "jobId");
  return {
    ...plainJob,
    id: id === null ? null : String(id),
    name: textAt(job, "title"),
    url: textAt(job, "url") ?? "",
    method,
    headers: Object.entries(dataAt(extended, "headers")).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value] as const] : [],
    ),
    body: textAt(extended, "body"),
    credentials: flagAt(auth, "enable") ? [login] : [],
    schedule: { kind: "cron", expression, dialect: "crontab" },
    timezone,
    timeoutSeconds: numberAt(job, "requestTimeout"),
    settings: {
      ...(flagAt(job, "saveResponses") && { keep_body: "ALWAYS" as const }),
      ...(flagAt(job, "redirectSuccess") && {
        success_rules: [{ type: "status" as const, accept: ["2xx", "3xx"] }],
      }),
      ...(end !== null && { ends_at: end }),
    },
    remarks: [
      ...remarks,
      ...(isDisabled ? [remark("disabled_there")] : []),
      ...(hasDetails ? [] : [remark("details_missing")]),
      ...readNotification(job),
      ...((numberAt(job, "folderId") ?? 0) > 0 ? [remark("folder_left_out")] : []),
    ],
    isPaused: isDisabled || !hasDetails,
  };
}

/** The jobs of a document: a list, one job's details, or a list of those. */
function findJobs(document: unknown): Data[] {
  const parts: readonly unknown[] = Array.isArray(document) ? document : [document];
  return parts.flatMap((part) => {
    const data = asData(part);
    if (own(data, "jobDetails") !== undefined) return [dataAt(data, "jobDetails")];
    return Array.isArray(own(data, "jobs")) ? listAt(data, "jobs").map(asData) : [data];
  });
}

export function readCronJobOrg(document: unknown): ReadJob[] {
  return findJobs(document).map((job) => {
    try {
      return { job: readJob(job) };
    } catch (error) {
      if (!(error instanceof RefusedJobError)) throw error;
      return refusalOf(
        error,
        safeText(textAt(job, "title") ?? String(numberAt(job, "jobId") ?? "?")),
      );
    }
  });
}
