import { describe, expect, it } from "vitest";
import { pasteValues, secretsFor } from "@/components/routines/form/paste/paste-note";
import {
  isSameForm,
  isSameRequest,
  newRoutineValues,
  toRoutineInput,
  type RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import { emptyRow } from "@/components/routines/form/rule-row";
import { readPaste } from "@/lib/domain/paste/read-paste";
import type { SecretOption } from "@/lib/domain/routine/secret-option";
import { routineLimits, settingFixture, settingNames } from "@/tests/support/routine-fixture";

const fresh = newRoutineValues(routineLimits);

function valuesOf(command: string) {
  const pasted = readPaste(command);
  if (pasted === null) throw new Error("It can't be read.");
  return pasteValues(pasted);
}

describe("a command that is pasted", () => {
  it("is the whole request: what it does not say is emptied", () => {
    expect(valuesOf("curl https://api.example.com/v1")).toEqual({
      http_method: "GET",
      endpoint_url: "https://api.example.com/v1",
      headers: "",
      body: "",
      follow_redirects: "",
    });
  });

  it("fills in every field that it says something of", () => {
    expect(valuesOf("curl https://a.example -L -m 7 --json '{}' -H 'X-A: b:c'")).toEqual({
      http_method: "POST",
      endpoint_url: "https://a.example",
      headers: "X-A: b:c\nContent-Type: application/json\nAccept: application/json",
      body: "{}",
      follow_redirects: "on",
      timeout_seconds: "7",
    });
  });

  it("leaves the URL as it is where it has none, and the timeout where it sets none", () => {
    const values = valuesOf("curl -X PUT");
    expect(values).not.toHaveProperty("endpoint_url");
    expect(values).not.toHaveProperty("timeout_seconds");
  });
});

describe("a line of a crontab that is pasted", () => {
  it("fills the schedule and the zone besides the request", () => {
    expect(valuesOf("CRON_TZ=Asia/Tokyo 0 5 * * * curl https://a.example")).toMatchObject({
      schedule: "cron",
      cron_expression: "0 5 * * *",
      timezone: "Asia/Tokyo",
      endpoint_url: "https://a.example",
    });
    expect(valuesOf("@every 2h curl https://a.example")).toMatchObject({
      schedule: "interval",
      interval_minutes: "120",
    });
  });

  it("leaves the request as it is where it has none, and the zone where it names none", () => {
    expect(valuesOf("0 5 * * * php cron.php")).toEqual({
      schedule: "cron",
      cron_expression: "0 5 * * *",
    });
  });
});

describe("the secret for a URL", () => {
  const secret = (name: string, purpose: SecretOption["purpose"], ...origins: string[]) => ({
    name,
    purpose,
    origins,
  });
  const secrets = [
    secret("KEY", "signing", "https://pay.example"),
    secret("PAY", "credential", "https://pay.example", "https://pay.example:8443"),
  ];

  it.each([
    ["https://pay.example/charge?a=1", ["PAY"]],
    [" https://pay.example:8443/ ", ["PAY"]],
    ["http://pay.example/", []],
    ["https://pay.example.evil.example/", []],
    ["pay.example", []],
    ["", []],
  ])("%j: %j", (url, names) => {
    expect(secretsFor(secrets, url).map(({ name }) => name)).toEqual(names);
  });
});

describe("what makes a form another", () => {
  const change = (changed: Partial<RoutineFormValues>) => ({ ...fresh, ...changed });

  it("nothing, where every field and row is the same", () => {
    const rows = [{ ...emptyRow, value: "ok" }];
    expect(
      isSameForm(change({ rules: rows }), change({ rules: [{ ...emptyRow, value: "ok" }] })),
    ).toBe(true);
  });

  it("nothing, where a browser writes the same moment in fewer figures", () => {
    const kept = change({ starts_at: "2026-01-01T09:00:00.500", ends_at: "2026-02-01T09:00:00" });
    const typed = change({ starts_at: "2026-01-01T09:00:00.5", ends_at: "2026-02-01T09:00" });
    expect(isSameForm(kept, typed)).toBe(true);
    expect(isSameForm(change({ name: "Job 1" }), change({ name: "Task 1" }))).toBe(false);
  });

  it("every field, and the rows", () => {
    // The version is what the form was opened with, and nothing that is typed.
    for (const field of Object.keys(fresh).filter((name) => name !== "version")) {
      const other = field === "rules" ? { rules: [emptyRow] } : { [field]: "another" };
      expect(isSameForm(fresh, change(other)), field).toBe(false);
    }
  });

  it.each<[string, Partial<RoutineFormValues>]>([
    ["name", { name: "other" }],
    ["schedule", { schedule: "cron", cron_expression: "0 9 * * *", timezone: "Asia/Tokyo" }],
    ["attempts and jitter", { max_attempts: "3", jitter_seconds: "9", misfire_policy: "SKIP" }],
    ["window", { starts_at: "2026-01-01T00:00", ends_at: "2027-01-01T00:00" }],
    ["kept bodies", { keep_body: "ALWAYS" }],
  ])("but a request is the same whatever its %s", (_, changed) => {
    expect(isSameRequest(fresh, change(changed))).toBe(true);
    expect(isSameForm(fresh, change(changed))).toBe(false);
  });

  it("a request is another where anything that is sent or judged is another", () => {
    const before = toRoutineInput(fresh, {}, null);
    for (const field of Object.keys(fresh)) {
      const other = field === "rules" ? { rules: [{ ...emptyRow, value: "x" }] } : { [field]: "7" };
      const after = toRoutineInput(change(other), {}, null);
      const isSent = settingNames.some(
        (name) =>
          name !== "is_active" &&
          name !== "alert_policy" &&
          name !== "key" &&
          settingFixture[name].isOfRequest &&
          JSON.stringify(after[name]) !== JSON.stringify(before[name]),
      );
      if (isSent) expect(isSameRequest(fresh, change(other)), field).toBe(false);
    }
  });
});
