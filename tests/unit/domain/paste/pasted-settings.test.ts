import { expect, test } from "vitest";
import { pastedSettings } from "@/lib/domain/paste/pasted-settings";
import { readPaste } from "@/lib/domain/paste/read-paste";
import { checkCreateRoutine } from "@/lib/domain/routine/routine";

const limits = { minIntervalMinutes: 1, maxTimeoutSeconds: 30, defaultTimeoutSeconds: 8 };

const settingsOf = (text: string) => {
  const pasted = readPaste(text);
  return pasted && pastedSettings(pasted);
};

test("a command becomes settings under the names of the API, without its credentials", () => {
  const settings = settingsOf(
    `curl -L -m 12 -u ann:hush -H 'X-Team: a' --json '{"a":1}' https://example.com/hook`,
  );
  expect(settings).toEqual({
    endpoint_url: "https://example.com/hook",
    http_method: "POST",
    headers_json: {
      "X-Team": "a",
      "Content-Type": "application/json",
      Accept: "application/json",
    },
    body: '{"a":1}',
    follow_redirects: true,
    timeout_seconds: 12,
  });
});

test("a line of a crontab becomes a routine as soon as it has a name", () => {
  const settings = settingsOf(
    "CRON_TZ=Europe/Lisbon 5 4 * * * wget -q https://example.com/nightly",
  );
  expect(settings).toMatchObject({ cron_expression: "5 4 * * *", timezone: "Europe/Lisbon" });
  expect(checkCreateRoutine({ name: "Nightly", ...settings }, limits)).toMatchObject({
    ok: true,
    value: { endpoint_url: "https://example.com/nightly", http_method: "GET" },
  });
});

test("a schedule alone says nothing about a request", () => {
  expect(settingsOf("@every 5m")).toEqual({ interval_minutes: 5 });
});
