import type { ForeignSchedule } from "@/lib/domain/imports/foreign-schedule";
import type { FoundCredential } from "@/lib/domain/imports/hidden-credentials";
import type {
  ImportRemark,
  RefusalCode,
  RefusedJobError,
  RemarkParams,
} from "@/lib/domain/imports/remarks";
import type { RoutineSettings } from "@/lib/domain/routine/routine";
import type { RoutineLimits } from "@/lib/domain/routine/routine-options";

/** A job as its source has it, with all of its values: it never leaves the reading of a text. */
export type ForeignJob = {
  /** What the source itself calls the job by, where it has such an id. */
  id: string | null;
  /** What a person calls it; null for one that is named by its URL. */
  name: string | null;
  line: number | null;
  url: string;
  method: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: string | null;
  /** Credentials that the source keeps apart from headers. */
  credentials: readonly FoundCredential[];
  schedule: ForeignSchedule;
  timezone: string;
  timeoutSeconds: number | null;
  attempts: number;
  /** Further settings, as a routine has them. */
  settings: Partial<Omit<RoutineSettings, "key">>;
  remarks: readonly ImportRemark[];
  /** Whether it is turned off there, or a part of it must be completed first. */
  isPaused: boolean;
};

export const plainJob = {
  id: null,
  name: null,
  line: null,
  method: "GET",
  headers: [],
  body: null,
  credentials: [],
  timezone: "UTC",
  timeoutSeconds: null,
  attempts: 1,
  settings: {},
  remarks: [],
  isPaused: false,
} as const satisfies Partial<ForeignJob>;

/** A job of the text: read, or refused by its name; or what is said of the text as a whole. */
export type ReadJob =
  | { job: ForeignJob }
  | { note: ImportRemark }
  | { line: number | null; text: string; code: RefusalCode; params: RemarkParams };

export const refuse = (
  text: string,
  code: RefusalCode,
  params: RemarkParams = {},
  line: number | null = null,
): ReadJob => ({ line, text, code, params });

export const refusalOf = (
  error: RefusedJobError,
  text: string,
  line: number | null = null,
): ReadJob => refuse(text, error.code, error.params, line);

/** What a reader of a source gets beside the text. */
export type ReadOptions = {
  /** The zone of schedules that name none; null where nobody has chosen one. */
  timezone: string | null;
  baseUrl: string | null;
  /** The schedule of commands that have none, as a cron expression. */
  schedule: string | null;
  limits: RoutineLimits;
};

/** Reads the jobs of a text in its order. */
export type SourceReader = (text: string, options: ReadOptions) => ReadJob[];
