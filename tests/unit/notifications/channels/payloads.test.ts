import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { z } from "zod";
import type { AlertMessage } from "@/lib/notifications/alert-message";
import { alertmanagerBody } from "@/lib/notifications/channels/alertmanager";
import { discordBody } from "@/lib/notifications/channels/discord";
import { ntfyBody } from "@/lib/notifications/channels/ntfy";
import { pagerDutyBody } from "@/lib/notifications/channels/pagerduty";
import { pushPayload } from "@/lib/notifications/channels/push";
import { slackBody } from "@/lib/notifications/channels/slack";
import { teamsBody } from "@/lib/notifications/channels/teams";
import { telegramBody } from "@/lib/notifications/channels/telegram";
import {
  makeAlertedIncident,
  makeAlertMessage,
  makeGroupMessage,
} from "@/tests/support/notifications/alert-message-fixture";
import { hostileMessage } from "@/tests/support/notifications/hostile-text";
import {
  alertmanagerSchema,
  discordSchema,
  ntfySchema,
  pagerDutySchema,
  pushSchema,
  slackSchema,
  teamsSchema,
  telegramSchema,
} from "@/tests/support/notifications/service-schemas";

type Service = { schema: z.ZodType; bodyOf: (message: AlertMessage) => unknown };

const services: Record<string, Service> = {
  Slack: { schema: slackSchema, bodyOf: slackBody },
  Discord: { schema: discordSchema, bodyOf: discordBody },
  "Microsoft Teams": {
    schema: teamsSchema,
    bodyOf: teamsBody,
  },
  Telegram: { schema: telegramSchema, bodyOf: (message) => telegramBody(message, "-1001") },
  ntfy: { schema: ntfySchema, bodyOf: (message) => ntfyBody(message, "alerts") },
  PagerDuty: {
    schema: pagerDutySchema,
    bodyOf: (message) => pagerDutyBody(message, "integration-key"),
  },
  Alertmanager: {
    schema: alertmanagerSchema,
    bodyOf: (message) => alertmanagerBody(message, "workspace"),
  },
  "a push service": { schema: pushSchema, bodyOf: pushPayload },
};

/** Every text in a value, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** Every text under one of these names, however deep. */
function textsUnder(value: unknown, names: readonly string[]): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === "string" && names.includes(name) ? [inner] : textsUnder(inner, names),
  );
}

describe.each(Object.entries(services))("a message to %s", (_, { schema, bodyOf }) => {
  test("keeps the service's limits, whatever its texts are", () => {
    fc.assert(
      fc.property(hostileMessage, (message) => {
        expect(schema.safeParse(bodyOf(message)).error).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  test("keeps them with ten incidents of long texts in a wide script", () => {
    const wide = "漢".repeat(5_000);
    const incidents = Array.from({ length: 10 }, () =>
      makeAlertedIncident({ routine_name: wide, endpoint_host: wide }, { cause: wide, next: wide }),
    );
    const message = makeAlertMessage({
      title: wide,
      paragraphs: Array<string>(4).fill(wide),
      workspaceName: wide,
      incidents,
      total: 40,
    });

    expect(schema.safeParse(bodyOf(message)).error).toBeUndefined();
  });

  test("names the routines of a group, and how many more there are", () => {
    const text = textsIn(bodyOf(makeGroupMessage())).join("\n");

    expect(text).toContain("12 routines on api");
    expect(text).toContain("Nightly job 1");
    if (!text.includes('"total"')) expect(text).toMatch(/\+2|Nightly job 10/);
  });

  test("leads to the incident, and to nothing that a text names", () => {
    fc.assert(
      fc.property(hostileMessage, (message) => {
        const links = textsUnder(bodyOf(message), [
          ...["url", "href", "click", "client_url", "generatorURL", "acknowledge_url"],
        ]);

        expect(links).not.toEqual([]);
        for (const link of links) expect(link).toMatch(/^https:\/\/ops\.example\.com\//);
      }),
      { numRuns: 30 },
    );
  });
});

describe("a text in a message", () => {
  const property = (check: (message: AlertMessage) => void) =>
    fc.assert(fc.property(hostileMessage, check), { numRuns: 60 });

  test("is no markup, link or mention to Slack", () => {
    property((message) => {
      for (const text of textsUnder(slackBody(message), ["text"])) {
        expect(text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
      }
    });
  });

  test("is no markup, link or mention to Discord", () => {
    property((message) => {
      const [embed] = discordBody(message).embeds;
      const own = /^\[Open\]\(<https:[^>]*>\)(?: · \[Acknowledge\]\(<https:[^>]*>\))?$/;
      const written = [embed?.title ?? "", ...(embed?.description.split("\n") ?? [])];
      const texts = written.filter((text) => !own.test(text));

      expect(texts).toHaveLength(written.length - 1);
      for (const text of texts) {
        expect(text.replace(/\\./gu, "")).not.toMatch(/[\\*_~`|<>@[\]#]|:\/\//);
        expect(text).not.toMatch(/^(?:[-+]\s|\d+[.)]\s)/);
      }
    });
  });

  test("is nothing that a card of Teams computes", () => {
    property((message) => {
      for (const text of textsUnder(teamsBody(message), ["text", "title"])) {
        expect(text).not.toContain("{{");
      }
    });
  });

  test("is no markup, link, mention, hashtag or command to Telegram", () => {
    property((message) => {
      const { text } = telegramBody(message, "-1001");
      const inner = text.replace(/^<b>(.*)<\/b>$/m, "$1").replace(/^<i>(.*)<\/i>$/m, "$1");

      expect(inner).not.toMatch(/[<>"]|&(?!amp;|lt;|gt;|quot;)/);
      expect(inner).not.toMatch(/@\w|(?:^|[^\p{L}\p{N}])#\w|(?:^|\s)\/\w|:\/\/|\w\.[a-z]/u);
    });
  });
});

describe("an alert of a service that keeps state", () => {
  const actions = [
    ["incident.opened", "critical", "trigger"],
    ["incident.reminder", "critical", "trigger"],
    ["incident.acknowledged", "info", "acknowledge"],
    ["incident.resolved", "resolved", "resolve"],
    // Some of a group are over, and others are not.
    ["incident.resolved", "info", "trigger"],
  ] as const;

  test.each(actions)("PagerDuty: %s with severity %s is a %s", (event, severity, action) => {
    expect(pagerDutyBody(makeAlertMessage({ event, severity }), "key").event_action).toBe(action);
  });

  test("Alertmanager: it fires until the whole group is over, under the same labels", () => {
    const at = new Date("2026-03-02T10:00:00.000Z");
    const [opened] = alertmanagerBody(makeAlertMessage(), "workspace");
    const [partly] = alertmanagerBody(
      makeAlertMessage({ event: "incident.resolved", severity: "info", at }),
      "workspace",
    );
    const [resolved] = alertmanagerBody(
      makeAlertMessage({ event: "incident.resolved", severity: "resolved", at, title: "Back" }),
      "workspace",
    );

    expect([opened?.labels, partly?.labels]).toEqual([resolved?.labels, resolved?.labels]);
    expect(opened?.startsAt).toBe("2026-03-02T09:00:00.000Z");
    expect(Date.parse(opened?.endsAt ?? "")).toBeGreaterThan(at.getTime());
    expect(Date.parse(partly?.endsAt ?? "")).toBeGreaterThan(at.getTime());
    expect(resolved?.endsAt).toBe(at.toISOString());
  });
});

test("Telegram gets no button to a host that it can't know, and the links as text", () => {
  const { text, reply_markup: keyboard } = telegramBody(
    makeAlertMessage({ url: "http://localhost:3000/a", acknowledgeUrl: "http://localhost:3000/b" }),
    "42",
  );

  expect(keyboard).toBeUndefined();
  expect(text).toContain("Open in OpsPulse: http://localhost:3000/a");
  expect(text).toContain("Acknowledge: http://localhost:3000/b");
});
