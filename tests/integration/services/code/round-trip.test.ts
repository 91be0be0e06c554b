import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { channels, maintenanceWindows, routines, tags, workspaces } from "@/db/schema";
import { HOUR_MS } from "@/lib/domain/time-units";
import { setAlertPolicy } from "@/lib/services/alert-policies/set-alert-policy";
import { createChannel } from "@/lib/services/channels/create-channel";
import { applyCode } from "@/lib/services/code/apply-code";
import { exportCode } from "@/lib/services/code/export-code";
import { planCode } from "@/lib/services/code/plan-code";
import { createMaintenance } from "@/lib/services/maintenance/create-maintenance";
import { createSecret } from "@/lib/services/secrets/create-secret";
import { listTags } from "@/lib/services/tags/list-tags";
import { updateTag } from "@/lib/services/tags/update-tag";
import { codeRoutine, jsonFile, yamlFile } from "@/tests/support/code-file";
import { problemsOf } from "@/tests/support/problems-of";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const SIGNING_KEY = `whsec_${Buffer.alloc(32, 3).toString("base64")}`;
const SLACK_URL = "https://hooks.example.com/services/T0/B0/not-shown";

const textAt = (text: string, line = 0) => text.split("\n")[line - 1]?.trim();

describe("an export", () => {
  const database = openSuiteDatabase();
  let workspace: TestWorkspace;

  const exportYaml = (owner = workspace, prefix = "") =>
    exportCode(owner.context, { format: "yaml", prefix, withUnmanaged: prefix === "" });

  async function addSecrets(owner: TestWorkspace) {
    await createSecret(owner.context, {
      name: "slack",
      value: SLACK_URL,
      origins: ["https://hooks.example.com"],
    });
    await createSecret(owner.context, {
      name: "signing",
      value: SIGNING_KEY,
      origins: ["https://receiver.example.com"],
    });
    await createSecret(owner.context, {
      name: "api-token",
      value: "a-token-that-is-not-shown",
      origins: ["https://example.com"],
    });
  }

  async function wipe({ context }: TestWorkspace) {
    const { workspaceId } = context;
    for (const table of [routines, channels, maintenanceWindows, tags]) {
      await database.db.delete(table).where(eq(table.workspaceId, workspaceId));
    }
    await database.db
      .update(workspaces)
      .set({ alertPolicy: null })
      .where(eq(workspaces.id, workspaceId));
  }

  /** Everything that a person can make, with and without keys. */
  async function fill(owner: TestWorkspace) {
    const { context } = owner;
    await addSecrets(owner);
    const ids = [
      await owner.addRoutine({ name: "Backup", tags: ["Prod", "eu"], key: "backups/nightly" }),
      await owner.addRoutine({ name: "Backup" }),
      await owner.addRoutine({ name: "Backup", is_active: false, jitter_seconds: 20 }),
      await owner.addRoutine({
        name: "日次処理",
        interval_minutes: null,
        run_at: "2999-01-01T09:00:00Z",
      }),
      await owner.addRoutine({
        name: "Everything: # quoted",
        kind: "WEBHOOK",
        http_method: "POST",
        endpoint_url: "https://receiver.example.com/hook?day={{slot_date}}",
        headers_json: { "Content-Type": "application/json", Accept: "yes" },
        body: '{"a": 1}\n  two lines\n\n and "more"\ttext\n',
        interval_minutes: null,
        cron_expression: "*/10 9-17 * * mon-fri",
        timezone: "America/Sao_Paulo",
        gap_policy: "RUN_AFTER_GAP",
        signing_secret_ref: "signing",
        max_attempts: 3,
        timeout_seconds: 20,
        starts_at: "2026-01-01T00:00:00Z",
        ends_at: "2999-01-01T00:00:00Z",
        keep_body: "ALWAYS",
        success_rules: [
          { type: "status", accept: ["2xx", "304"] },
          { type: "body", operator: "contains", value: "^ok: (a|b)$" },
          { type: "json", path: "$.n", operator: "equals", value: 9007199254740991 },
        ],
        alert_policy: { conditions: [{ type: "slow", duration_ms: 900, count: 2 }] },
      }),
      await owner.addRoutine({
        name: "With a secret",
        auth_mode: "SECRET_REF",
        secret_ref: "api-token",
        fill_values: false,
        misfire_policy: "SKIP",
      }),
    ];
    const [first = "", second = ""] = ids;
    await createChannel(context, { kind: "EMAIL", config: { to: ["a@example.com"] } });
    await createChannel(context, {
      kind: "WEBHOOK",
      name: "Hook",
      key: "hook",
      config: { url: "https://receiver.example.com/alerts" },
      routine_ids: [first, second],
      tags: ["prod"],
      events: ["incident.opened"],
      quiet_hours: { start: "22:00", end: "07:00", timezone: "Europe/Lisbon" },
      reminder_minutes: 30,
      language: "pt-BR",
    });
    await createMaintenance(context, {
      name: "Night",
      cron_expression: "0 2 * * *",
      timezone: "Europe/Lisbon",
      duration_minutes: 60,
      routine_ids: [second],
      tags: ["eu"],
    });
    await createMaintenance(context, {
      starts_at: new Date(Date.now() + HOUR_MS).toISOString(),
      duration_minutes: 30,
    });
    await setAlertPolicy(context, { conditions: [{ type: "missed", count: 3 }], resolve_after: 2 });
    for (const { id, name } of await listTags(context)) {
      if (name === "eu") await updateTag(context, id, { color: "purple" });
      else await updateTag(context, id, { alert_policy: { conditions: [] } });
    }
    // Numbers keep all of their figures, which the test's own JSON can't write.
    await database.db.execute(sql`
      update routines set success_rules =
        jsonb_set(success_rules, '{2,value}', '123456789012345678901234.5')
      where workspace_id = ${context.workspaceId} and jsonb_array_length(success_rules) = 3`);
    return ids;
  }

  beforeEach(async () => {
    workspace = await createTestWorkspace(database.db);
    workspace.context.smtp = { url: "smtp://127.0.0.1", from: "a@example.com" };
    await fill(workspace);
  });

  test("is the same file, byte for byte, once it is applied to what was wiped", async () => {
    const text = await exportYaml();
    expect(text).toContain("123456789012345678901234.5");
    await wipe(workspace);
    const plan = await planCode(workspace.context, yamlFile(text));
    expect(plan.summary).toMatchObject({ update: 0, delete: 0, adopt: 0 });
    await applyCode(workspace.context, yamlFile(text), plan.plan);
    expect(await exportYaml()).toBe(text);
    const json = await exportCode(workspace.context, {
      format: "json",
      prefix: "",
      withUnmanaged: true,
    });
    await wipe(workspace);
    await applyCode(workspace.context, { text: json, format: "json" }, null);
    expect(await exportYaml()).toBe(text);
  });

  test("applied where it came from, adopts what has no key and changes nothing else", async () => {
    const before = await database.db.select().from(routines).orderBy(routines.id);
    const text = await exportYaml();
    const { changes, summary } = await planCode(workspace.context, yamlFile(text));
    expect(summary).toMatchObject({ create: 0, update: 0, delete: 0, adopt: 8 });
    expect(changes.flatMap(({ fields }) => fields.map(({ path }) => path))).toEqual(
      Array.from({ length: 8 }, () => "key"),
    );
    await applyCode(workspace.context, yamlFile(text), null);
    expect(await exportYaml()).toBe(text);
    const after = await database.db.select().from(routines).orderBy(routines.id);
    const asBefore = after.map((row, index) => {
      const { key, updatedAt, revision } = before[index] ?? row;
      return { ...row, key, updatedAt, revision };
    });
    expect(asBefore).toEqual(before);
    expect((await planCode(workspace.context, yamlFile(text))).changes).toEqual([]);
  });

  test("makes another workspace the same, where it has the secrets", async () => {
    const text = await exportYaml();
    const other = await createTestWorkspace(database.db);
    other.context.smtp = workspace.context.smtp;
    const problems = await problemsOf(applyCode(other.context, yamlFile(text), null));
    expect(problems.map(({ code, line }) => [code, textAt(text, line)])).toEqual([
      ["secret_unknown", "signing_secret_ref: signing"],
      ["secret_unknown", "secret_ref: api-token"],
    ]);
    await addSecrets(other);
    await applyCode(other.context, yamlFile(text), null);
    expect(await exportYaml(other)).toBe(text);
  });

  test("never has a secret in it, and names those that a file gave", async () => {
    await applyCode(
      workspace.context,
      jsonFile({
        version: 1,
        prefix: "team/",
        channels: [
          { key: "team/slack", name: "Slack", kind: "SLACK", secret_ref: "slack" },
          {
            key: "team/hook",
            name: "Signed",
            kind: "WEBHOOK",
            config: { url: "https://receiver.example.com/signed" },
            secret_ref: "signing",
          },
        ],
        routines: [codeRoutine("team/a")],
      }),
      null,
    );
    const text = await exportYaml(workspace, "team/");
    expect(text).toContain("secret_ref: slack");
    for (const secret of [SLACK_URL, SIGNING_KEY, "not-shown"]) {
      expect(text).not.toContain(secret);
      expect(await exportYaml()).not.toContain(secret);
    }
    await wipe(workspace);
    await applyCode(workspace.context, yamlFile(text), null);
    expect(await exportYaml(workspace, "team/")).toBe(text);
  });
});
