import { z } from "zod";
import type { CurlRequest } from "@/lib/domain/curl/request-draft";
import { problem } from "@/lib/domain/field-problems";
import type { Pasted, PasteRemark } from "@/lib/domain/paste/read-paste";
import type { RoutineSettings } from "@/lib/domain/routine/routine";

/** Longer than any command that is written by hand or copied from a browser. */
const MAX_PASTED_CHARACTERS = 100_000;

export const pastedTextInput = z.strictObject({
  text: z
    .string(problem("paste_unreadable"))
    .max(MAX_PASTED_CHARACTERS, problem("paste_unreadable")),
});

/** The settings of a routine that a pasted text says. What it doesn't say is left out. */
export type PastedSettings = Partial<
  Pick<
    RoutineSettings,
    | "endpoint_url"
    | "http_method"
    | "headers_json"
    | "body"
    | "follow_redirects"
    | "timeout_seconds"
    | "interval_minutes"
    | "cron_expression"
    | "timezone"
  >
>;

/** A pasted text as settings, and what was left out of them and why. */
export type PastedRoutineDto = { settings: PastedSettings; remarks: PasteRemark[] };

function requestSettings(request: CurlRequest): PastedSettings {
  const { method, url, headers, body, followRedirects, timeoutSeconds } = request;
  return {
    ...(url !== null && { endpoint_url: url }),
    http_method: method,
    headers_json: Object.fromEntries(headers),
    body,
    follow_redirects: followRedirects,
    ...(timeoutSeconds !== null && { timeout_seconds: timeoutSeconds }),
  };
}

function scheduleSettings(schedule: NonNullable<Pasted["schedule"]>): PastedSettings {
  if (schedule.kind === "interval") return { interval_minutes: schedule.minutes };
  const { expression, timezone } = schedule;
  return { cron_expression: expression, ...(timezone !== null && { timezone }) };
}

/** What a pasted text fills in, under the names of the API. */
export const pastedSettings = ({ request, schedule }: Pasted): PastedSettings => ({
  ...(request !== null && requestSettings(request)),
  ...(schedule !== null && scheduleSettings(schedule)),
});
