import fc from "fast-check";
import type { AlertMessage } from "@/lib/notifications/alert-message";
import {
  makeAlertedIncident,
  makeAlertMessage,
} from "@/tests/support/notifications/alert-message-fixture";

/** What would be markup, a mention, a link or a header somewhere. */
const hostileParts = [
  "<!channel>",
  "<@U123>",
  "<https://evil.example|Sign in>",
  "@everyone",
  "<@&42>",
  "[Sign in](https://evil.example)",
  "**bold** __under__ ~~out~~ ||spoiler||",
  "`code` ```block```",
  "# Heading",
  "> quote",
  "- item",
  "1. item",
  "<b>bold</b><a href='https://evil.example'>x</a>",
  "<script>alert(1)</script>",
  "&lt;b&gt;",
  "</title><img src=x onerror=alert(1)>",
  "<at>someone</at>",
  "{{DATE(2026-01-01T00:00:00Z)}}",
  "https://evil.example/path",
  "evil.example",
  "@someone #tag /start $COIN",
  "\r\nBcc: victim@example.com\r\n\r\nbody",
  "\u202egnp.exe",
  "\0\u0007\u001b[31m",
  '"quoted" \\ back',
  "\u{1f600} \ud800",
  "*|MERGE|*",
];

/** A text of hostile and plain parts, up to far beyond any limit. */
const hostileText = fc
  .tuple(
    fc.array(fc.oneof(fc.constantFrom(...hostileParts), fc.string({ unit: "binary" })), {
      minLength: 1,
      maxLength: 8,
    }),
    fc.constantFrom(1, 1, 1, 40, 400),
  )
  // No text of the product is without a character to see.
  .map(([parts, times]) => `${parts.join(" ").repeat(times).slice(0, 12_000)}x`);

const url = "https://ops.example.com/alerts/incidents/7b1c3c52-4a6a-4e58-8d3e-0f2f8f4f1a01";

/** A message whose every text is hostile; its links are the product's own. */
export const hostileMessage: fc.Arbitrary<AlertMessage> = fc
  .record({
    title: hostileText,
    paragraphs: fc.array(hostileText, { maxLength: 4 }),
    workspaceName: hostileText,
    names: fc.array(fc.tuple(hostileText, hostileText, hostileText), { maxLength: 10 }),
    more: fc.nat(30),
    severity: fc.constantFrom("critical", "warning", "info", "resolved"),
    event: fc.constantFrom(
      "incident.opened",
      "incident.acknowledged",
      "incident.resolved",
      "incident.reminder",
      "test",
      "digest",
    ),
    isAcknowledged: fc.boolean(),
  })
  .map(({ names, more, isAcknowledged, ...texts }) => {
    const incidents = names.map(([routine_name, endpoint_host, cause]) =>
      makeAlertedIncident({ routine_name, endpoint_host }, { cause, next: cause, url }),
    );
    return makeAlertMessage({
      ...texts,
      url,
      incidents,
      total: incidents.length + more,
      ...(isAcknowledged && { acknowledgeUrl: null }),
      labels: { open: "Open", acknowledge: "Acknowledge", footer: texts.workspaceName },
    });
  });
