/**
 * What is said about a job that comes from elsewhere: `info` where it means the same here, `changed` where
 * it will do something else, `left_out` where a part of it has no place here.
 */
export const severities = ["info", "changed", "left_out"] as const;
export type Severity = (typeof severities)[number];

export type RemarkParams = Readonly<Record<string, string | number>>;

/** Texts hold the names of parameters in braces. The screens have the same texts in each language. */
const remarks = {
  // Schedules
  timezone_assumed: ["info", "No time zone there: {timezone} is assumed."],
  timezone_variable: ["info", "TZ is taken as the time zone of the schedule: {timezone}."],
  seconds_dropped: [
    "info",
    "Schedules have no seconds here: {from} becomes {to}, which starts at second 0 as well.",
  ],
  seconds_lost: [
    "changed",
    "Schedules have no seconds here: {from} becomes {to}, and runs start on the full minute.",
  ],
  seconds_rounded: [
    "changed",
    "Intervals are whole minutes here: {seconds} s become {minutes} min.",
  ],
  interval_raised: [
    "changed",
    "The shortest interval here is {to} min: it runs every {to} min instead of every {from} s.",
  ],
  cron_thinned: ["changed", "Runs are at least {minutes} min apart here: {from} becomes {to}."],
  cron_rewritten: ["info", "{from} is written as {to} here. It means the same."],
  year_as_window: ["info", "The year {year} becomes a start date and an end date."],
  days_rewritten: [
    "info",
    "Days of the month and of the week must both match there: {to} means the same.",
  ],
  schedule_missing: [
    "changed",
    "There's no schedule: every {minutes} min is filled in, and it's imported paused. Choose one, then resume it.",
  ],
  jitter_fixed: [
    "changed",
    "The flexible window becomes a jitter of up to {seconds} s, always the same for this routine.",
  ],
  gap_run: [
    "info",
    "A time that the clock skips in spring runs right after the gap, as cron does it.",
  ],
  // Requests
  timeout_capped: ["changed", "The longest timeout here is {to} s, instead of {from} s."],
  attempts_capped: ["changed", "A slot has at most {to} attempts here, instead of {from}."],
  body_dropped: ["left_out", "A {method} request has no body here: it's left out."],
  header_left_out: [
    "left_out",
    "The header {name} is left out: OpsPulse sets it itself, or nobody may set it.",
  ],
  setting_left_out: ["left_out", "{name} is left out: routines have no such setting."],
  file_left_out: [
    "left_out",
    "{name} reads a file of that machine, which isn't here. Complete the request, then resume it.",
  ],
  form_left_out: [
    "left_out",
    "Forms of several parts aren't supported: the body is left out. Complete the request, then resume it.",
  ],
  insecure_left_out: ["left_out", "Certificates are always verified here: {name} is left out."],
  proxy_left_out: ["left_out", "Requests go out directly here: the proxy is left out."],
  output_left_out: [
    "left_out",
    "{name} wrote the response to a file there. Here it's kept as evidence only.",
  ],
  variable_kept: [
    "changed",
    "The value of {name} isn't known: it stands as it was written. Fill it in, then resume it.",
  ],
  glob_kept: [
    "changed",
    "curl would call several URLs here, and a routine calls one: correct the URL, then resume it.",
  ],
  urls_left_out: ["left_out", "It calls several URLs there: only the first is imported."],
  rest_left_out: ["left_out", "Further commands of this line are left out."],
  pipe_left_out: [
    "left_out",
    "What reads the response there ({name}) is left out: only the request is imported, and it's paused.",
  ],
  condition_left_out: [
    "changed",
    "It runs there only if a condition holds ({name}). Here it would always run, so it's imported paused.",
  ],
  wrapper_left_out: ["left_out", "{name} is left out: only the request is imported."],
  input_kept: ["info", "What follows % is the command's input there: it's the body here."],
  redirects_off: [
    "changed",
    "Requests with a secret never follow redirects: they're recorded as the result.",
  ],
  values_filled: ["info", "{from} becomes {to}, which is filled in for each run."],
  // The machine or the service it comes from
  user_left_out: ["left_out", "It runs there as the user {name}, which has no meaning here."],
  mailto_left_out: [
    "left_out",
    "MAILTO isn't imported: set up an email channel, which hears of failures only.",
  ],
  crontab_variable: ["left_out", "The variable {name} of the crontab is left out."],
  disabled_there: ["info", "It's turned off there, so it's imported paused."],
  notifications_left_out: [
    "left_out",
    "Its notifications aren't imported ({name}): set up channels and a policy.",
  ],
  disabling_left_out: [
    "info",
    "OpsPulse never turns a routine off because it fails, so there's nothing to be notified of.",
  ],
  details_missing: [
    "changed",
    "The list has no headers, body or login. Paste the job's details, or complete it here; until then it's paused.",
  ],
  folder_left_out: ["left_out", "Its folder isn't imported: use tags."],
  description_left_out: ["left_out", "Its description isn't imported."],
  retry_interval_left_out: [
    "left_out",
    "The wait of {seconds} s between retries isn't imported: attempts back off here.",
  ],
  certificate_alert_left_out: [
    "left_out",
    "Its warning about certificates isn't imported: add the condition to the alert policy.",
  ],
  tag_left_out: ["left_out", "The tag {name} can't be used here and is left out."],
  statuses_left_out: [
    "changed",
    "Its accepted statuses can't be read: any 2xx is a success here. Check the success rules.",
  ],
  json_query_left_out: [
    "left_out",
    "Its JSON query can't be written as a path here. Add a success rule, then resume it.",
  ],
  auth_left_out: [
    "left_out",
    "Its authentication ({name}) isn't supported here. Replace it, then resume it.",
  ],
  vercel_secret: [
    "left_out",
    "Vercel sends CRON_SECRET as a bearer token if the project has one. If so, make it a secret and attach it.",
  ],
  step_left_out: ["left_out", "The step {name} isn't a request and is left out."],
  needs_left_out: ["left_out", "It waits there for other jobs ({name}). Here it runs by itself."],
  dead_letter_left_out: [
    "left_out",
    "Its dead-letter queue isn't imported: set up a channel to hear of failures.",
  ],
  // Secrets
  secret_in_header: [
    "changed",
    "The value of {name} isn't imported. Make the secret {secret}, which is sent in its place.",
  ],
  secret_in_login: [
    "changed",
    "The user name and password aren't imported. Make the secret {secret}: its value is both as user:password in Base64.",
  ],
  secret_in_url: [
    "changed",
    "The URL had a credential in {name}, which isn't imported. It would be sent as {header} from the secret {secret}: check that the endpoint takes it there, then resume it.",
  ],
  secret_in_body: [
    "changed",
    "The body had a credential in {name}, which isn't imported. Its place is empty: change how the endpoint is called, then resume it.",
  ],
  secret_left_out: [
    "left_out",
    "A request carries one secret: {name} isn't imported. Change how the endpoint is called, then resume it.",
  ],
} as const satisfies Record<string, readonly [Severity, string]>;

/** Why a job can't become a routine. */
const refusals = {
  not_http: "{name} is no HTTP request: OpsPulse runs no commands.",
  reboot: "It runs when the machine starts, and OpsPulse has no such moment.",
  unreadable: "This can't be read.",
  too_long: "This is too long to be read.",
  unclosed: "A quote is never closed.",
  url_missing: "It names no URL.",
  url_invalid: "Its URL isn't one that can be called over HTTP.",
  url_variable: "Its URL depends on {name}, whose value isn't known.",
  secret_in_path:
    "The path of its URL is a credential, which OpsPulse doesn't keep in the clear. Use an endpoint that takes a header.",
  method_unsupported: "The method {name} isn't supported.",
  cron_invalid: "The schedule {name} can't be read.",
  cron_too_frequent: "{name} runs more often than every {minutes} min, the shortest here.",
  cron_years: "The years {name} can't be written as one start and one end.",
  days_both:
    "Days of the month and of the week must both match there ({name}), which one cron expression can't say.",
  timezone_unknown: "{name} isn't an IANA time zone.",
  interval_invalid: "Its interval isn't between a minute and a year.",
  time_passed: "It ran once, at {name}, which has passed.",
  schedule_missing: "It has no schedule.",
  monitor_unsupported: "Monitors of type {name} send no HTTP request.",
  upside_down: "It's a success there if the endpoint fails, which no rule says here.",
  waits_for_pings:
    "It waits for pings ({name}) and sends no request. A routine can take its place only if OpsPulse starts the job.",
  base_url_needed: "Its URL has only a path: enter the base URL of the deployment.",
  target_unsupported: "Its target is {name}, which isn't an HTTP address.",
  destination_unknown:
    "The URL of the API destination {name} isn't in the text: add the output of list-api-destinations.",
  no_requests: "Its steps send no request with curl or wget.",
  target_refused: "OpsPulse may not call its address. {reason}",
  setting_invalid: "Its {name} isn't accepted here: {reason}",
} as const;

type RemarkCode = keyof typeof remarks;
export type RefusalCode = keyof typeof refusals;

export const remarkCodes = Object.keys(remarks) as [RemarkCode, ...RemarkCode[]];
export const refusalCodes = Object.keys(refusals) as [RefusalCode, ...RefusalCode[]];

export type ImportRemark = {
  code: RemarkCode;
  severity: Severity;
  params: RemarkParams;
  /** In English, with the parameters in their places. */
  message: string;
};

/** A job that can't become a routine. `text` names it, and never holds a value of it. */
export type ImportRefusal = {
  line: number | null;
  text: string;
  code: RefusalCode;
  params: RemarkParams;
  message: string;
};

const fill = (text: string, params: RemarkParams) =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ""));

export function remark(code: RemarkCode, params: RemarkParams = {}): ImportRemark {
  const [severity, text] = remarks[code];
  return { code, severity, params, message: fill(text, params) };
}

export const refusalMessage = (code: RefusalCode, params: RemarkParams): string =>
  fill(refusals[code], params);

/** Both tables as the screens have them, for the test that compares them. */
export const importTexts = {
  remarks: Object.fromEntries(Object.entries(remarks).map(([code, [, text]]) => [code, text])),
  refusals: refusals as Readonly<Record<string, string>>,
};

/** Stops the reading of one job, which is then named among the refused. */
export class RefusedJobError extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly params: RemarkParams = {},
  ) {
    super(code);
    this.name = "RefusedJobError";
  }
}
