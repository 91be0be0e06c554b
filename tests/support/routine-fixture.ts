import type { RoutineDto, RoutineSettings } from "@/lib/domain/routine/routine";
import type { RoutineLimits } from "@/lib/domain/routine/routine-options";
import { SLOT, type Row } from "@/tests/support/rows";
import { someRules } from "@/tests/support/rule-fixture";

type SettingCase<Value> = {
  /** The setting of the fixture's routine, and another. One of them is null where null is allowed. */
  value: Value;
  other: Value;
  /** A test of a request sends it, or judges the response by it. */
  isOfRequest: boolean;
  /** The page of a routine shows it among its facts. */
  isFact: boolean;
  /** Values that the API refuses in the fixture's routine, each with the code of its problem. */
  refused: readonly (readonly [unknown, string])[];
  /** Rows that the database refuses: the constraint, what is wrong, and the columns. */
  refusedRows: readonly (readonly [string, string, Row])[];
};

/** Everything that holds for a setting of a routine, by example. */
export const settingFixture: {
  [Setting in keyof RoutineSettings]: SettingCase<RoutineSettings[Setting]>;
} = {
  name: {
    value: "Payments",
    other: "Orders",
    isOfRequest: false,
    isFact: false,
    refused: [
      [" ", "name_required"],
      ["x".repeat(121), "name_too_long"],
      ["\0", "text_not_storable"],
      ["a\nb", "text_not_storable"],
    ],
    refusedRows: [
      ["ck_routines_name", "an empty name", { name: "" }],
      ["ck_routines_name", "a line break in a name", { name: "a\nb" }],
      ["ck_routines_name", "a name of 121 characters", { name: "é".repeat(121) }],
    ],
  },
  key: {
    value: "team-a/payments",
    other: null,
    isOfRequest: false,
    isFact: true,
    refused: [
      ["", "key_invalid"],
      ["/a", "key_invalid"],
      ["a/", "key_invalid"],
      ["a//b", "key_invalid"],
      ["a b", "key_invalid"],
      ["é", "key_invalid"],
      ["x".repeat(201), "key_invalid"],
      [7, "key_invalid"],
    ],
    refusedRows: [
      ["ck_routines_key", "an empty key", { key: "" }],
      ["ck_routines_key", "a key that begins with a slash", { key: "/a" }],
      ["ck_routines_key", "a key with a line break", { key: "a\n" }],
      ["ck_routines_key", "a key of 201 characters", { key: "x".repeat(201) }],
    ],
  },
  kind: {
    value: "WEBHOOK",
    other: "CHECK",
    isOfRequest: true,
    isFact: true,
    refused: [["OTHER", "kind_unknown"]],
    refusedRows: [["ck_routines_kind", "an unknown kind", { kind: "OTHER" }]],
  },
  endpoint_url: {
    value: "https://api.example.com/health",
    other: "https://api.example.com/status",
    isOfRequest: true,
    isFact: true,
    refused: [["", "url_required"]],
    refusedRows: [
      ["ck_routines_endpoint_url", "an empty URL", { endpoint_url: "" }],
      ["ck_routines_endpoint_url", "another scheme", { endpoint_url: "ftp://example.com/" }],
      ["ck_routines_endpoint_url", "a space in a URL", { endpoint_url: "https://example.com/ a" }],
      ["ck_routines_endpoint_url", "a URL of 2049 bytes", { endpoint_url: `${"é".repeat(1024)}x` }],
    ],
  },
  http_method: {
    value: "POST",
    other: "OPTIONS",
    isOfRequest: true,
    isFact: true,
    refused: [["TRACE", "method_unknown"]],
    refusedRows: [
      ["ck_routines_http_method", "an unknown method", { http_method: "TRACE" }],
      ["ck_routines_http_method", "a method in lower case", { http_method: "get" }],
    ],
  },
  headers_json: {
    value: { Accept: "application/json", "X-Trace": "a:b" },
    other: { Accept: "text/plain" },
    isOfRequest: true,
    isFact: true,
    refused: [["Accept: */*", "headers_not_an_object"]],
    refusedRows: [
      ["ck_routines_headers_json", "an array", { headers_json: "[]" }],
      ["ck_routines_headers_json", "a JSON null", { headers_json: "null" }],
      ["ck_routines_headers_json", "a number as a value", { headers_json: '{"A":1}' }],
      [
        "ck_routines_headers_json",
        "a header that may not be set",
        { headers_json: '{"X_Forwarded_For":"192.0.2.1"}' },
      ],
      [
        "ck_routines_headers_json",
        "more than 32 KB",
        { headers_json: JSON.stringify({ a: "x".repeat(32_768) }) },
      ],
    ],
  },
  body: {
    value: '{\n  "deep": true\n}',
    other: null,
    isOfRequest: true,
    isFact: true,
    refused: [
      [1, "body_not_text"],
      ["x".repeat(65_537), "body_too_long"],
    ],
    refusedRows: [
      [
        "ck_routines_body",
        "a body of 65537 characters",
        { http_method: "POST", body: "x".repeat(65_537) },
      ],
      ["ck_routines_body", "a body that the method doesn't carry", { body: "a" }],
    ],
  },
  fill_values: {
    value: true,
    other: false,
    isOfRequest: true,
    isFact: false,
    refused: [["yes", "fill_values_not_boolean"]],
    refusedRows: [],
  },
  interval_minutes: {
    value: null,
    other: 15,
    isOfRequest: false,
    isFact: true,
    refused: [
      [5.5, "interval_not_whole"],
      [525_601, "interval_too_long"],
    ],
    refusedRows: [
      ["ck_routines_one_schedule", "no schedule", { interval_minutes: null }],
      ["ck_routines_one_schedule", "two schedules", { cron_expression: "0 * * * *" }],
      ["ck_routines_interval_minutes", "an interval of 0", { interval_minutes: 0 }],
      [
        "ck_routines_interval_minutes",
        "an interval of more than a year",
        { interval_minutes: 525_601 },
      ],
    ],
  },
  cron_expression: {
    value: "0 9 * * 1-5",
    other: null,
    isOfRequest: false,
    isFact: true,
    refused: [
      [5, "cron_not_text"],
      ["0".repeat(201), "cron_too_long"],
      ["0 9 * *", "cron_invalid"],
    ],
    refusedRows: [
      [
        "ck_routines_cron_expression",
        "an expression of 8 characters",
        { interval_minutes: null, cron_expression: "* * * * " },
      ],
      [
        "ck_routines_cron_expression",
        "a character that no expression has",
        { interval_minutes: null, cron_expression: "0 9 * * %" },
      ],
      [
        "ck_routines_cron_expression",
        "an expression of 201 characters",
        { interval_minutes: null, cron_expression: "*".repeat(201) },
      ],
    ],
  },
  run_at: {
    value: null,
    other: "2027-01-05T12:30:00.000Z",
    isOfRequest: false,
    isFact: true,
    refused: [
      ["tomorrow", "instant_invalid"],
      ["2027-01-05T12:30:15Z", "run_at_not_whole_minute"],
      ["1999-12-31T23:59:00Z", "instant_out_of_range"],
      ["2999-12-31T00:00:00Z", "instant_out_of_range"],
    ],
    refusedRows: [
      ["ck_routines_one_schedule", "an interval and a time", { run_at: "2027-01-05T12:30:00Z" }],
      [
        "ck_routines_run_at",
        "a time within a minute",
        { interval_minutes: null, run_at: "2027-01-05T12:30:01Z" },
      ],
      ["ck_routines_run_at", "no time at all", { interval_minutes: null, run_at: "infinity" }],
      [
        "ck_routines_run_at",
        "a time before 2000",
        { interval_minutes: null, run_at: "1999-12-31T23:59:00Z" },
      ],
    ],
  },
  timezone: {
    value: "America/Sao_Paulo",
    other: "Europe/Berlin",
    isOfRequest: false,
    isFact: true,
    refused: [["Nowhere", "timezone_unknown"]],
    refusedRows: [
      ["ck_routines_timezone", "an empty time zone", { timezone: "" }],
      ["ck_routines_timezone", "a fixed offset", { timezone: "+03:00" }],
      ["ck_routines_timezone", "a time zone of 65 characters", { timezone: "Z".repeat(65) }],
    ],
  },
  is_active: {
    value: true,
    other: false,
    isOfRequest: false,
    isFact: false,
    refused: [["yes", "is_active_not_boolean"]],
    refusedRows: [],
  },
  auth_mode: {
    value: "SECRET_REF",
    other: "NONE",
    isOfRequest: true,
    isFact: false,
    refused: [["BASIC", "auth_mode_unknown"]],
    refusedRows: [["ck_routines_auth_mode", "an unknown mode", { auth_mode: "BASIC" }]],
  },
  secret_ref: {
    value: "payments-token",
    other: null,
    isOfRequest: true,
    isFact: true,
    refused: [[null, "secret_required"]],
    refusedRows: [
      ["ck_routines_secret_ref", "SECRET_REF without a reference", { auth_mode: "SECRET_REF" }],
      ["ck_routines_secret_ref", "a reference without SECRET_REF", { secret_ref: "PAYMENTS" }],
      [
        "ck_routines_secret_ref",
        "a reference that no secret can have",
        { auth_mode: "SECRET_REF", secret_ref: "../PAYMENTS" },
      ],
    ],
  },
  timeout_seconds: {
    value: 12,
    other: 8,
    isOfRequest: true,
    isFact: true,
    refused: [
      [1.5, "timeout_not_whole"],
      [31, "timeout_out_of_range"],
    ],
    refusedRows: [
      ["ck_routines_timeout_seconds", "a timeout of 0", { timeout_seconds: 0 }],
      ["ck_routines_timeout_seconds", "a timeout of 31", { timeout_seconds: 31 }],
    ],
  },
  jitter_seconds: {
    value: 30,
    other: 0,
    isOfRequest: false,
    isFact: true,
    refused: [
      [-1, "jitter_out_of_range"],
      [3_601, "jitter_out_of_range"],
    ],
    refusedRows: [
      ["ck_routines_jitter_seconds", "a negative jitter", { jitter_seconds: -1 }],
      [
        "ck_routines_jitter_seconds",
        "a jitter as long as the interval",
        { interval_minutes: 5, jitter_seconds: 300 },
      ],
      ["ck_routines_jitter_seconds", "a jitter over an hour", { jitter_seconds: 3_601 }],
    ],
  },
  starts_at: {
    value: "2026-03-01T03:00:00.000Z",
    other: null,
    isOfRequest: false,
    isFact: true,
    refused: [
      ["next week", "instant_invalid"],
      ["1999-12-31T23:59:59.999Z", "instant_out_of_range"],
    ],
    refusedRows: [
      ["ck_routines_window", "an end that is the start", { starts_at: SLOT, ends_at: SLOT }],
      ["ck_routines_window", "a start before 2000", { starts_at: "-infinity" }],
      ["ck_routines_window", "an end from 3000 on", { ends_at: "infinity" }],
    ],
  },
  ends_at: {
    value: null,
    other: "2027-03-01T03:00:00.000Z",
    isOfRequest: false,
    isFact: true,
    refused: [
      ["next week", "instant_invalid"],
      ["9999-12-31T23:59:59Z", "instant_out_of_range"],
      ["2026-02-01T03:00:00.000Z", "ends_before_start"],
    ],
    refusedRows: [],
  },
  max_attempts: {
    value: 3,
    other: 1,
    isOfRequest: false,
    isFact: true,
    refused: [
      [0, "max_attempts_out_of_range"],
      [6, "max_attempts_out_of_range"],
    ],
    refusedRows: [
      ["ck_routines_max_attempts", "no attempt", { max_attempts: 0 }],
      ["ck_routines_max_attempts", "six attempts", { max_attempts: 6 }],
    ],
  },
  misfire_policy: {
    value: "SKIP",
    other: "FIRE_ONCE",
    isOfRequest: false,
    isFact: true,
    refused: [["FIRE_ALL", "misfire_policy_unknown"]],
    refusedRows: [
      ["ck_routines_misfire_policy", "an unknown policy", { misfire_policy: "FIRE_ALL" }],
    ],
  },
  gap_policy: {
    value: "RUN_AFTER_GAP",
    other: "SKIP",
    isOfRequest: false,
    isFact: true,
    refused: [["RUN_BEFORE_GAP", "gap_policy_unknown"]],
    refusedRows: [["ck_routines_gap_policy", "an unknown policy", { gap_policy: "NEVER" }]],
  },
  follow_redirects: {
    value: false,
    other: true,
    isOfRequest: true,
    isFact: true,
    refused: [
      ["yes", "follow_redirects_not_boolean"],
      [true, "redirects_with_secret"],
    ],
    refusedRows: [
      [
        "ck_routines_redirects_without_secret",
        "redirects with a credential",
        { follow_redirects: true, auth_mode: "SECRET_REF", secret_ref: "PAYMENTS" },
      ],
      [
        "ck_routines_redirects_without_secret",
        "redirects with a signature",
        { follow_redirects: true, kind: "WEBHOOK", signing_secret_ref: "HOOK" },
      ],
    ],
  },
  success_rules: {
    value: someRules,
    other: [],
    isOfRequest: true,
    isFact: true,
    refused: [["2xx", "rules_not_a_list"]],
    refusedRows: [
      ["ck_routines_success_rules", "rules that are no list", { success_rules: "{}" }],
      ["ck_routines_success_rules", "a rule that is nothing", { success_rules: "[null]" }],
      [
        "ck_routines_success_rules",
        "two status rules",
        {
          success_rules: JSON.stringify([
            { type: "status", accept: ["2xx"] },
            { type: "status", accept: ["3xx"] },
          ]),
        },
      ],
      [
        "ck_routines_success_rules",
        "more than 128 KB of rules",
        { success_rules: JSON.stringify(["x".repeat(131_072)]) },
      ],
    ],
  },
  keep_body: {
    value: "ALWAYS",
    other: "ON_FAILURE",
    isOfRequest: false,
    isFact: true,
    refused: [["NEVER", "keep_body_unknown"]],
    refusedRows: [["ck_routines_keep_body", "an unknown policy", { keep_body: "NEVER" }]],
  },
  signing_secret_ref: {
    value: "orders-key",
    other: null,
    isOfRequest: true,
    isFact: true,
    refused: [[1, "secret_unknown"]],
    refusedRows: [
      [
        "ck_routines_signing_secret_ref",
        "a signature of another kind",
        { signing_secret_ref: "HOOK" },
      ],
      [
        "ck_routines_signing_secret_ref",
        "a reference that no secret can have",
        { kind: "WEBHOOK", signing_secret_ref: "" },
      ],
    ],
  },
  alert_policy: {
    value: {
      conditions: [
        { type: "consecutive_failures", count: 3 },
        { type: "slow", duration_ms: 2_000, count: 5 },
      ],
      resolve_after: 2,
      cooldown_minutes: 10,
    },
    other: null,
    isOfRequest: false,
    isFact: true,
    refused: [
      [[], "alert_policy_not_an_object"],
      ["default", "alert_policy_not_an_object"],
    ],
    refusedRows: [
      ["ck_routines_alert_policy", "an array", { alert_policy: "[]" }],
      [
        "ck_routines_alert_policy",
        "a policy of more than 4 KB",
        { alert_policy: JSON.stringify({ conditions: "x".repeat(4_096) }) },
      ],
    ],
  },
  tags: {
    value: ["payments", "production"],
    other: [],
    isOfRequest: false,
    isFact: false,
    refused: [
      ["payments", "tags_not_a_list"],
      [Array.from({ length: 21 }, (_, index) => `tag ${index}`), "tags_too_many"],
    ],
    refusedRows: [],
  },
};

export const settingNames = Object.keys(settingFixture) as (keyof RoutineSettings)[];

const pick = (part: "value" | "other") =>
  Object.fromEntries(
    settingNames.map((name) => [name, settingFixture[name][part]]),
  ) as RoutineSettings;

/** A routine with something in every setting that it can have at once. */
export const fullRoutine: RoutineDto = {
  ...pick("value"),
  id: "0b6a9c1e-6a5b-4d3f-9a51-0d8f3a1f7c11",
  workspace_id: "d1d3c7a8-0a3e-4d0e-8f58-6f2f6b3c2b22",
  next_run_at: "2026-03-02T12:00:00.000Z",
  last_run_at: null,
  last_status: null,
  maintenance_until: null,
  next_slots: ["2026-03-02T12:00:00.000Z"],
  created_at: "2026-03-01T12:00:00.000Z",
  updated_at: "2026-03-01T12:00:00.000Z",
};

/** The settings of `fullRoutine`, and for each setting another. */
export const fullSettings = pick("value");
export const otherSettings = pick("other");

export const routineLimits: RoutineLimits = {
  minIntervalMinutes: 5,
  maxTimeoutSeconds: 30,
  defaultTimeoutSeconds: 8,
};
