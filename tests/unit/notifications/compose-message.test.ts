import { describe, expect, test } from "vitest";
import type {
  AlertedRow,
  AlertedRun,
  MessageContent,
} from "@/db/queries/notifications/message-content";
import type { MessageEvent } from "@/lib/domain/channels/delivery";
import { alertTriggers } from "@/lib/domain/incidents/incident-options";
import { composeMessage } from "@/lib/notifications/compose-message";
import { SealingKeys } from "@/lib/sealing/sealing-keys";

const at = new Date("2026-03-01T12:00:00.000Z");
const ID = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
const composer = {
  appUrl: "https://ops.example.com",
  sealing: new SealingKeys(Buffer.alloc(32, 1)),
};

const run: AlertedRun = {
  id: ID,
  status: "FAIL",
  isDegraded: false,
  httpStatus: 503,
  durationMs: 212,
  errorCode: "HTTP_STATUS",
  errorMessage: "503",
  certificateExpiresAt: null,
  brokenRules: null,
  scheduledFor: null,
  startedAt: at,
  finishedAt: at,
  aiSummary: null,
};

const rowOf = (changes: Partial<AlertedRow> = {}): AlertedRow => ({
  ...{ id: ID, workspaceId: ID, routineId: ID, groupId: ID, trigger: "FAILURES", state: "open" },
  ...{ condition: { type: "consecutive_failures", count: 2 }, transitions: 1, openedAt: at },
  ...{ acknowledgedAt: null, acknowledgedBy: null, snoozedUntil: null, resolvedAt: null },
  ...{ reopenedCount: 0, failureCount: 2, goodRuns: 0, endpointHost: "api.example.com" },
  ...{ errorCode: "HTTP_STATUS", httpStatus: 503, errorMessage: "503", inMaintenance: false },
  ...{ lastGoodAt: new Date("2026-03-01T11:50:00Z"), firstRunId: ID, lastRunId: ID, createdAt: at },
  ...{ routineName: "Payments", endpointUrl: "https://api.example.com/pay", tags: ["billing"] },
  ...{ acknowledgedByEmail: null, run },
  ...changes,
});

const contentOf = (changes: Partial<MessageContent> = {}): MessageContent => {
  const rows = changes.rows ?? [rowOf()];
  return {
    workspaceName: "Shop",
    channel: {
      ...{ id: ID, workspaceId: ID, kind: "SLACK", name: "On call", config: {} },
      ...{
        key: null,
        secretRef: null,
        sealedSecret: null,
        hasSecret: false,
        isActive: true,
        disabledReason: null,
      },
      ...{ events: [], routineIds: [], tags: [], quietHours: null, reminderMinutes: null },
      ...{ language: "en", maxPerHour: 30, createdAt: at, updatedAt: at },
    },
    rows,
    total: rows.length,
    change: null,
    group: {
      ...{ endpointHost: "api.example.com", incidentCount: rows.length },
      ...{ unresolved: rows.filter(({ state }) => state !== "resolved").length, earlier: 0 },
    },
    counts: {},
    ...changes,
  };
};

const inPortuguese = (content: MessageContent): MessageContent => ({
  ...content,
  channel: { ...content.channel, language: "pt-BR" },
});

function compose(event: MessageEvent, content: MessageContent) {
  const message = composeMessage(composer, { id: ID, event, groupId: ID, createdAt: at }, content);
  if (message === null) throw new Error("There is no message.");
  return message;
}

const titlesOf = (event: MessageEvent, content: MessageContent) => [
  compose(event, content).title,
  compose(event, inPortuguese(content)).title,
];

const tlsRun: AlertedRun = {
  ...run,
  errorCode: "TLS",
  httpStatus: null,
  errorMessage: "CERT_HAS_EXPIRED",
};

const resolved = { state: "resolved", resolvedAt: new Date("2026-03-01T12:14:00Z") } as const;

describe("the title of a message", () => {
  test.each<[string, MessageEvent, MessageContent, string, string]>([
    [
      "one incident",
      "incident.opened",
      contentOf(),
      "Payments fails: api.example.com responded with 503 (2 times in a row)",
      "Payments está falhando: api.example.com respondeu com 503 (2 vezes seguidas)",
    ],
    [
      "one that came back",
      "incident.opened",
      contentOf({ rows: [rowOf({ reopenedCount: 1 })] }),
      "Again: Payments fails: api.example.com responded with 503 (2 times in a row)",
      "De novo: Payments está falhando: api.example.com respondeu com 503 (2 vezes seguidas)",
    ],
    [
      "some of the last",
      "incident.opened",
      contentOf({
        rows: [
          rowOf({ condition: { type: "failures_of_last", failures: 3, runs: 5 }, failureCount: 1 }),
        ],
      }),
      "Payments fails: api.example.com responded with 503 (3 of the last 5 runs)",
      "Payments está falhando: api.example.com respondeu com 503 (3 das últimas 5 execuções)",
    ],
    [
      "a rate",
      "incident.opened",
      contentOf({
        rows: [
          rowOf({
            condition: { type: "failure_rate", percent: 50, window_minutes: 60, min_runs: 5 },
          }),
        ],
      }),
      "Payments fails: api.example.com responded with 503 (at least 50 % of its runs)",
      "Payments está falhando: api.example.com respondeu com 503 (pelo menos 50 % das execuções)",
    ],
    [
      "slow",
      "incident.opened",
      contentOf({
        rows: [
          rowOf({
            trigger: "SLOW",
            condition: { type: "slow", duration_ms: 1_500, count: 3 },
            failureCount: 3,
          }),
        ],
      }),
      "Payments is slow: over 1.5 sec, 3 times in a row",
      "Payments está lenta: mais de 1,5 s, 3 vezes seguidas",
    ],
    [
      "degraded",
      "incident.opened",
      contentOf({
        rows: [rowOf({ trigger: "DEGRADED", condition: { type: "degraded", count: 2 } })],
      }),
      "Payments is degraded: 2 runs in a row",
      "Payments está degradada: 2 execuções seguidas",
    ],
    [
      "missed",
      "incident.opened",
      contentOf({
        rows: [
          rowOf({ trigger: "MISSED", condition: { type: "missed", count: 1 }, failureCount: 4 }),
        ],
      }),
      "Payments: 4 slots missed",
      "Payments: 4 slots perdidos",
    ],
    [
      "a certificate",
      "incident.opened",
      contentOf({
        rows: [
          rowOf({
            trigger: "CERTIFICATE",
            condition: { type: "certificate", days: 14 },
            run: {
              ...run,
              status: "SUCCESS",
              errorCode: null,
              certificateExpiresAt: new Date("2026-03-09T08:00:00Z"),
            },
          }),
        ],
      }),
      "Payments: the certificate of api.example.com ends on Mar 9, 2026",
      "Payments: o certificado de api.example.com vence em 9 de mar. de 2026",
    ],
    [
      "a host's",
      "incident.opened",
      contentOf({ rows: [rowOf(), rowOf()] }),
      "2 routines on api.example.com fail: api.example.com responded with 503",
      "2 rotinas em api.example.com estão falhando: api.example.com respondeu com 503",
    ],
    [
      "different causes",
      "incident.opened",
      contentOf({ rows: [rowOf(), rowOf({ errorCode: "TLS", httpStatus: null, run: tlsRun })] }),
      "2 routines on api.example.com fail",
      "2 rotinas em api.example.com estão falhando",
    ],
    [
      "different hosts",
      "incident.opened",
      contentOf({
        rows: [
          rowOf({ run: tlsRun, errorCode: "TLS" }),
          rowOf({ run: tlsRun, errorCode: "TLS", endpointHost: "b.example.com" }),
        ],
      }),
      "2 routines fail: TLS error",
      "2 rotinas estão falhando: Erro de TLS",
    ],
    [
      "different triggers",
      "incident.opened",
      contentOf({ rows: [rowOf(), rowOf({ trigger: "SLOW" })] }),
      "2 routines on api.example.com need attention",
      "2 rotinas em api.example.com precisam de atenção",
    ],
    [
      "acknowledged",
      "incident.acknowledged",
      contentOf({
        rows: [rowOf({ state: "acknowledged", acknowledgedByEmail: "ana@example.com" })],
      }),
      "Payments: acknowledged by ana@example.com",
      "Payments: incidente reconhecido por ana@example.com",
    ],
    [
      "resolved",
      "incident.resolved",
      contentOf({ rows: [rowOf(resolved)] }),
      "Payments works again after 14 minutes",
      "Payments voltou a funcionar depois de 14 minutos",
    ],
    [
      "all resolved",
      "incident.resolved",
      contentOf({ rows: [rowOf(resolved), rowOf(resolved)] }),
      "All 2 routines on api.example.com are back",
      "Todas as 2 rotinas em api.example.com voltaram",
    ],
    [
      "a reminder",
      "incident.reminder",
      contentOf(),
      "Payments still fails, since Mar 1, 2026, 12:00 UTC",
      "Payments continua falhando, desde 1 de mar. de 2026, 12:00 UTC",
    ],
    [
      "a digest",
      "digest",
      contentOf({ total: 14, counts: { "incident.opened": 14 } }),
      "14 alerts were held to keep this channel quiet",
      "14 alertas foram retidos para não encher este canal",
    ],
    [
      "a test",
      "test",
      contentOf({ rows: [] }),
      "Test message from OpsPulse",
      "Mensagem de teste do OpsPulse",
    ],
  ])("of %s", (_what, event, content, english, portuguese) => {
    expect(titlesOf(event, content)).toEqual([english, portuguese]);
  });

  test("has a form for every trigger, alone and in a group, in both languages", () => {
    for (const trigger of alertTriggers) {
      for (const count of [1, 2]) {
        const rows = Array.from({ length: count }, () => rowOf({ trigger }));
        for (const earlier of [0, 1]) {
          const base = contentOf({ rows });
          const content = { ...base, group: base.group && { ...base.group, earlier } };
          for (const event of ["opened", "acknowledged", "resolved", "reminder"] as const) {
            for (const title of titlesOf(`incident.${event}`, content)) {
              expect(title).not.toMatch(/alertMessages|undefined|null|\{/);
            }
          }
        }
      }
    }
  });
});

describe("a message", () => {
  test("about one incident says why, since when, and what to do", () => {
    const { paragraphs, url, acknowledgeUrl, severity, total, incidents } = compose(
      "incident.opened",
      contentOf({ rows: [rowOf({ run: { ...run, aiSummary: "The pool is full." } })] }),
    );
    expect(paragraphs).toEqual([
      "The server responded with 503: it's overloaded or in maintenance.",
      "Since Mar 1, 2026, 12:00 UTC. Last good run: Mar 1, 2026, 11:50 UTC.",
      "Summary by AI: The pool is full.",
      "What to do: Check whether a deployment or maintenance is running. If not, check the load of the server.",
    ]);
    expect(url).toBe(`https://ops.example.com/alerts/incidents/${ID}`);
    expect(acknowledgeUrl).toMatch(/^https:\/\/ops\.example\.com\/alerts\/acknowledge\//);
    expect([severity, total, incidents.length]).toEqual(["critical", 1, 1]);
  });

  test("explains what the incident has kept, where its run is gone", () => {
    const rows = [rowOf({ run: null })];
    expect(compose("incident.opened", contentOf({ rows })).paragraphs[0]).toBe(
      "The server responded with 503: it's overloaded or in maintenance.",
    );
  });

  test("holds at most ten incidents, and counts all", () => {
    const rows = Array.from({ length: 40 }, (_, index) => rowOf({ routineId: `${index}` }));
    const message = compose("incident.opened", contentOf({ rows, total: 40 }));
    expect([message.incidents.length, message.total]).toEqual([10, 40]);
    expect(message.data?.routines).toHaveLength(40);
  });

  test("says that a group is over only when all of it is", () => {
    const over = contentOf({ rows: [rowOf(resolved)] });
    expect(compose("incident.resolved", over).severity).toBe("resolved");
    const part = { ...over, group: over.group && { ...over.group, unresolved: 3 } };
    const message = compose("incident.resolved", part);
    expect(message.severity).toBe("info");
    expect(message.paragraphs.at(-1)).toBe("3 incidents of this group aren't resolved yet.");
  });

  test("offers no acknowledgement where there is nothing to acknowledge", () => {
    const taken = contentOf({ rows: [rowOf({ state: "acknowledged" })] });
    expect(compose("incident.opened", taken).acknowledgeUrl).toBeNull();
    expect(compose("incident.resolved", contentOf()).acknowledgeUrl).toBeNull();
    const message = { id: ID, event: "incident.opened", groupId: ID, createdAt: at } as const;
    const unsigned = composeMessage({ ...composer, sealing: null }, message, contentOf());
    expect(unsigned?.acknowledgeUrl).toBeNull();
  });

  test("lists in a digest what became of each incident", () => {
    const rows = [rowOf(), rowOf({ ...resolved, routineName: "Orders" })];
    const counts = { "incident.opened": 2, "incident.resolved": 1 };
    expect(compose("digest", contentOf({ rows, counts, total: 2 })).paragraphs).toEqual([
      "2 incidents opened, 1 was resolved",
      "Payments: open",
      "Orders: resolved",
    ]);
  });

  test("takes names as they are, whatever is in them", () => {
    const routineName = "{count} <b>'x'</b> {missing}";
    const { title } = compose("incident.opened", contentOf({ rows: [rowOf({ routineName })] }));
    expect(title).toContain(`${routineName} fails`);
  });
});
