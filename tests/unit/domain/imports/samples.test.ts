import { describe, expect, it } from "vitest";
import { previewLines, previewText, readSample } from "@/tests/support/imports/import-sample";

const linesOf = (name: string, options = {}) =>
  previewLines(previewText(readSample(name), options));

describe("the preview of what other schedulers export", () => {
  it("reads the crontab of a user, with its zone, variables, comments and macros", () => {
    expect(linesOf("crontab.txt")).toEqual([
      "crontab/daily-report | POST https://shop.example.com/reports/daily | 30 6 * * 1-5 | America/Sao_Paulo | active | gap_run",
      "crontab/warm-the-cache | GET https://shop.example.com/warm | */5 * * * * | America/Sao_Paulo | active | cron_thinned",
      "crontab/api-shop-example-com-v1-sync | GET https://api.shop.example.com/v1/sync | 0 * * * * | America/Sao_Paulo | paused | API_TOKEN = Authorization: Bearer {value} | secret_in_header",
      "crontab/legacy-example-org-run-php | GET https://legacy.example.org/run.php | 0 4 * * * | America/Sao_Paulo | paused | EXAMPLE_ORG_LEGACY = Authorization: Basic {value} | gap_run secret_in_login",
      "crontab/example-com-wp-cron-php | GET https://example.com/wp-cron.php?doing_wp_cron | 15 3 1 * * | America/Sao_Paulo | paused | EXAMPLE_COM = Authorization: Bearer {value} | gap_run secret_in_url",
      "crontab/monthly-invoice | POST https://billing.example.com/run | 0 8 1 * * | America/Sao_Paulo | paused | EXAMPLE_COM_BILLING = Authorization: Bearer {value} | gap_run wrapper_left_out wrapper_left_out secret_in_body",
      "crontab/example-com-in | POST https://example.com/in | 5 5 * * * | America/Sao_Paulo | active | input_kept gap_run",
      "crontab/example-com-list | GET https://example.com/list | 0 1 * * * | America/Sao_Paulo | paused | gap_run pipe_left_out",
      "✗ 20 curl: reboot",
      "✗ 21 backup.sh: not_http",
      "✗ 22 mysqldump: not_http",
      "✗ 23 example.com: cron_too_frequent",
      "✗ 24 example.com: cron_invalid",
      "✗ 25 hooks.slack.com: secret_in_path",
      "… crontab_variable SHELL",
      "… crontab_variable PATH",
      "… mailto_left_out",
    ]);
  });

  it("reads the crontab of a system, whose lines name a user", () => {
    expect(linesOf("system-crontab.txt", { timezone: "Europe/Lisbon" })).toEqual([
      "crontab/intranet-example-com-daily | GET https://intranet.example.com/daily | 25 6 * * * | Europe/Lisbon | active | timezone_assumed user_left_out gap_run",
      "crontab/intranet-example-com-weekly | GET https://intranet.example.com/weekly | 0 0 * * 0 | Europe/Lisbon | paused | EXAMPLE_COM_INTRANET = X-Api-Key: {value} | timezone_assumed user_left_out gap_run secret_in_header redirects_off",
      "✗ 2 run-parts: not_http",
      "… crontab_variable SHELL",
    ]);
  });

  it("reads several commands, which have no schedule of their own", () => {
    expect(linesOf("curl.txt")).toEqual([
      "curl/ping-the-worker | POST https://worker.example.com/tick | every 60 min | paused | EXAMPLE_COM_WORKER = X-API-Key: {value} | schedule_missing secret_in_header",
      "curl/stats-example-com-rollup | GET https://stats.example.com/rollup?day=yesterday | every 60 min | paused | EXAMPLE_COM_STATS = Authorization: Basic {value} | schedule_missing secret_in_login redirects_off",
      "curl/example-com-hook | POST https://example.com/hook | every 60 min | paused | schedule_missing",
      "curl/example-com-upload | POST https://example.com/upload | every 60 min | paused | schedule_missing form_left_out",
    ]);
    const [, , hook] = previewText(readSample("curl.txt"), { schedule: "0 7 * * *" }).items;
    expect(hook?.settings).toMatchObject({
      cron_expression: "0 7 * * *",
      max_attempts: 3,
      body: "a=1",
    });
    expect(hook?.settings.is_active).toBeUndefined();
  });

  it("reads jobs of cron-job.org, whose days must match both ways", () => {
    expect(linesOf("cron-job-org.json")).toEqual([
      "cron-job-org/12345 | POST https://example.com/import | 15 2 * * 1,3,5 | Europe/Berlin | paused | EXAMPLE_COM = Authorization: Basic {value} | notifications_left_out disabling_left_out folder_left_out secret_in_login secret_left_out timeout_capped",
      "cron-job-org/12346 | GET https://example.com/monday | 0 9 * * 1#1 | UTC | paused | days_rewritten disabled_there",
      "cron-job-org/12348 | PATCH https://example.com/q | */15 * * * * | America/Sao_Paulo | paused | EXAMPLE_COM_2 = Authorization: Bearer {value} | details_missing secret_in_url",
      "✗ Friday the 13th: days_both",
      "✗ Trace: method_unsupported",
    ]);
    const [first] = previewText(readSample("cron-job-org.json")).items;
    expect(first?.settings).toMatchObject({
      keep_body: "ALWAYS",
      success_rules: [{ type: "status", accept: ["2xx", "3xx"] }],
      ends_at: "2030-12-31T22:59:59.000Z",
    });
  });

  it("reads a backup of Uptime Kuma, with its rules, and names the monitors of other types", () => {
    expect(linesOf("uptime-kuma.json")).toEqual([
      "uptime-kuma/1 | GET https://shop.example.com/ | every 5 min | active | interval_raised certificate_alert_left_out retry_interval_left_out notifications_left_out timeout_capped",
      "uptime-kuma/2 | POST https://api.example.com/status | every 10 min | paused | EXAMPLE_COM_API = X-Access-Token: {value} | secret_in_header",
      "uptime-kuma/3 | GET https://www.example.com/login | every 5 min | paused | EXAMPLE_COM = Authorization: Basic {value} | interval_raised disabled_there insecure_left_out secret_in_login redirects_off",
      "uptime-kuma/4 | GET https://sso.example.com/ | every 5 min | paused | auth_left_out",
      "✗ Gateway: monitor_unsupported",
      "✗ Backup done: monitor_unsupported",
      "✗ Must be down: upside_down",
    ]);
    const { items } = previewText(readSample("uptime-kuma.json"));
    expect(items[0]?.settings.tags).toEqual(["region: eu", "from-uptime-kuma"]);
    expect(items[1]?.settings.success_rules).toEqual([
      { type: "status", accept: ["200-299", "304"] },
      { type: "json", path: "$.data.queue.depth", operator: "equals", value: 0 },
    ]);
  });

  it("names each check of Healthchecks, because it waits for pings", () => {
    expect(linesOf("healthchecks.json")).toEqual([
      "✗ Filesystem Backup: waits_for_pings",
      "✗ DB maintenance: waits_for_pings",
    ]);
  });

  it("reads the requests of a workflow, once for each of its schedules", () => {
    expect(linesOf("github-actions.yml")).toEqual([
      "github-actions/send-digest | POST https://api.example.com/digest | 15 3 * * * | UTC | paused | DIGEST_TOKEN = Authorization: Bearer {value} | step_left_out secret_in_header",
      "github-actions/send-digest-vv3t30 | POST https://api.example.com/digest | 0 */6 * * 1-5 | UTC | paused | DIGEST_TOKEN = Authorization: Bearer {value} | step_left_out secret_in_header",
      "✗ Purge: method_unsupported",
      "✗ build: no_requests",
    ]);
  });

  it("reads schedules and rules of EventBridge whose targets are API destinations", () => {
    expect(linesOf("eventbridge.json")).toEqual([
      "eventbridge/nightly-import | POST https://api.example.com/tenants/acme/import | 30 3 ? * MON-FRI | UTC | paused | EXAMPLE_COM_API = Authorization: Bearer {value} | cron_rewritten dead_letter_left_out auth_left_out secret_in_url attempts_capped",
      "eventbridge/every-quarter | POST https://api.example.com/tenants/*/import | every 15 min | paused | disabled_there values_filled jitter_fixed variable_kept auth_left_out",
      "eventbridge/in-2027 | POST https://api.example.com/tenants/*/import | 0 9 L * ? | Europe/Berlin | paused | year_as_window variable_kept auth_left_out",
      "eventbridge/once | POST https://api.example.com/tenants/*/import | 2027-01-01T12:00:00.000Z | America/Sao_Paulo | paused | seconds_lost variable_kept auth_left_out",
      "✗ long-ago: time_passed",
      "✗ weekday: cron_invalid",
      "✗ resize: target_unsupported",
      "✗ stop-db: target_unsupported",
      "✗ elsewhere: destination_unknown",
    ]);
    const [, quarter, year] = previewText(readSample("eventbridge.json")).items;
    expect(quarter?.settings).toMatchObject({ body: '{"at":"{{slot}}"}', jitter_seconds: 600 });
    expect(year?.next_runs).toEqual([
      "2027-01-31T08:00:00.000Z",
      "2027-02-28T08:00:00.000Z",
      "2027-03-31T07:00:00.000Z",
    ]);
  });

  it("asks for the base URL that the paths of Vercel need", () => {
    const without = previewText(readSample("vercel.json"));
    expect(without.needs).toEqual(["base_url"]);
    expect(previewLines(without)).toEqual([
      "✗ /api/cron/daily: base_url_needed",
      "✗ /api/cron/sync?source=crm: base_url_needed",
    ]);
    expect(linesOf("vercel.json", { baseUrl: "https://app.example.com" })).toEqual([
      "vercel/app-example-com-api-cron-daily | GET https://app.example.com/api/cron/daily | 0 5 * * * | UTC | active | vercel_secret",
      "vercel/app-example-com-api-cron-sync | GET https://app.example.com/api/cron/sync?source=crm | */10 * * * * | UTC | paused | EXAMPLE_COM_APP = Authorization: Bearer {value} | vercel_secret secret_in_url",
    ]);
  });

  it("gives the same keys to the jobs of a text to which others were added above", () => {
    const before = previewText(
      "0 1 * * * curl https://a.example/x\n0 2 * * * curl https://b.example/x",
    );
    const after = previewText(
      "0 3 * * * curl https://c.example/x\n0 1 * * * curl https://a.example/x\n0 2 * * * curl https://b.example/x",
    );
    const keys = after.items.map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(before.items.map(({ key }) => key)));
    expect(new Set(keys).size).toBe(3);
  });

  it("imports a routine active once the workspace has its secret", () => {
    const secret = { name: "EXAMPLE_COM", purpose: "credential", origins: ["https://example.com"] };
    const text = "0 1 * * * curl -H 'X-Api-Key: 0123456789abcdef' https://example.com/x";
    const [waiting] = previewText(text).items;
    expect(waiting?.settings.is_active).toBe(false);
    const [ready] = previewText(text, { secrets: [{ ...secret, purpose: "credential" }] }).items;
    expect(ready?.settings.is_active).toBeUndefined();
    expect(ready?.secrets).toEqual([
      {
        name: "EXAMPLE_COM",
        header: "X-Api-Key: {value}",
        origin: "https://example.com",
        exists: true,
      },
    ]);
    const elsewhere = {
      ...secret,
      purpose: "credential" as const,
      origins: ["https://other.example"],
    };
    const [other] = previewText(text, { secrets: [elsewhere] }).items;
    expect(other?.secrets[0]?.name).toBe("EXAMPLE_COM_2");
  });
});
