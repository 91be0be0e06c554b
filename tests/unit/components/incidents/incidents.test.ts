import { createElement } from "react";
import { describe, expect, it } from "vitest";
import { toGroups } from "@/components/incidents/incident-groups";
import { IncidentList } from "@/components/incidents/incident-list";
import { IncidentTimeline } from "@/components/incidents/incident-timeline";
import { toSnoozeInput } from "@/components/incidents/snooze-input";
import { toTimeline } from "@/components/incidents/timeline-entries";
import type { Locale } from "@/i18n/locales";
import type { DeliveryDto } from "@/lib/domain/channels/delivery";
import type { IncidentDto, IncidentEventDto } from "@/lib/domain/incidents/incident";
import { incidentEventTypes, incidentSources } from "@/lib/domain/incidents/incident-options";
import { incidentOf } from "@/tests/support/incident-fixture";
import { renderMarkup, renderText } from "@/tests/support/render-markup";

const now = new Date("2026-03-02T11:00:00Z");

const listOf = (incidents: readonly IncidentDto[]) =>
  createElement(IncidentList, {
    incidents,
    now,
    renderActions: () => null,
    renderGroupAction: (ids: readonly string[]) => `all ${ids.length}`,
  });

const textOf = (incident: Partial<IncidentDto>, locale: Locale = "en") =>
  renderText(listOf([incidentOf(incident)]), { now, locale });

describe("an incident in the list", () => {
  it("says what fails, why, since when, how often and when it last was good", () => {
    expect(textOf({ failure_count: 5 })).toBe(
      "Payments The server responded with 503: it's overloaded or in maintenance. " +
        "Since 2026-03-02 10:00 UTC 5 failures Last good run 2 h ago Newest run Timeline",
    );
  });

  it("says the same in Portuguese", () => {
    expect(textOf({ failure_count: 5 }, "pt-BR")).toContain(
      "O servidor respondeu com 503: está sobrecarregado ou em manutenção.",
    );
  });

  it.each<[Partial<IncidentDto>, string]>([
    [{ state: "acknowledged", acknowledged_by: "ana@example.com" }, "ana@example.com has it"],
    [{ state: "acknowledged" }, "Someone has it"],
    [{ snoozed_until: "2026-03-02T12:00:00.000Z" }, "Snoozed until 2026-03-02 12:00 UTC"],
    [{ reopened_count: 2 }, "Reopened 2 times"],
    [{ in_maintenance: true }, "Opened in maintenance, so nobody was notified"],
    [{ last_good_at: null }, "No good run on record"],
    [
      { trigger: "SLOW", condition: { type: "slow", duration_ms: 2_000, count: 3 } },
      "Its runs take longer than 2.0 s.",
    ],
    [
      { trigger: "CERTIFICATE", condition: { type: "certificate", days: 14 } },
      "The certificate of api.example.com ends in less than 14 days.",
    ],
    [{ trigger: "MISSED", condition: { type: "missed", count: 1 } }, "2 missed slots"],
  ])("with %j says: %s", (incident, words) => {
    expect(textOf(incident)).toContain(words);
  });

  it("no longer says that it's snoozed once that is over", () => {
    expect(textOf({ snoozed_until: "2026-03-02T10:30:00.000Z" })).not.toContain("Snoozed");
  });

  it("leads to its routine, its newest run and its timeline", () => {
    const incident = incidentOf();
    const markup = renderMarkup(listOf([incident]), { now });
    for (const path of [
      `/routines/${incident.routine_id}`,
      `/runs/${incident.last_run_id}`,
      `/alerts/incidents/${incident.id}`,
    ]) {
      expect(markup).toContain(`href="${path}"`);
    }
  });
});

describe("incidents of one cause", () => {
  const members = ["Payments", "Orders", "Users"].map((name, index) =>
    incidentOf({ id: `incident ${index}`, routine_name: name, error_code: "TLS" }),
  );
  const other = incidentOf({ id: "other", group_id: "another", routine_name: "Search" });

  it("stand together, where the first of them was", () => {
    const [payments, orders, users] = members;
    if (!payments || !orders || !users) throw new Error("There are three.");
    const groups = toGroups([payments, other, orders, users]);
    expect(groups.map((group) => group.incidents.map((one) => one.routine_name))).toEqual([
      ["Payments", "Orders", "Users"],
      ["Search"],
    ]);
  });

  it("are under one heading with their host and their cause", () => {
    expect(renderText(listOf(members), { now })).toMatch(/^3 routines on api\.example\.com: /);
  });

  it("name no host where they have several", () => {
    const [first] = members;
    if (first === undefined) throw new Error("There is one.");
    const text = renderText(listOf([first, { ...first, id: "2", endpoint_host: "b.example" }]));
    expect(text).toMatch(/^2 routines: /);
  });

  it("can be acknowledged at once, as many as nobody has acknowledged", () => {
    const [first, ...others] = members;
    if (first === undefined) throw new Error("There is one.");
    const acknowledged = { ...first, state: "acknowledged" as const };
    expect(renderText(listOf(members), { now })).toContain("all 3");
    expect(renderText(listOf([acknowledged, ...others]), { now })).toContain("all 2");
    expect(renderText(listOf([acknowledged, other]), { now })).not.toContain("all");
  });
});

describe("the end of a snooze", () => {
  it.each([
    ["UTC", "2026-03-02T23:59:00Z", "2026-03-03T09:00:00.000Z"],
    ["America/Sao_Paulo", "2026-03-03T01:00:00Z", "2026-03-03T12:00:00.000Z"],
    ["Asia/Tokyo", "2026-03-02T16:00:00Z", "2026-03-04T00:00:00.000Z"],
    // The clocks go forward in the night between.
    ["Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T07:00:00.000Z"],
    ["no zone", "2026-12-31T12:00:00Z", "2027-01-01T09:00:00.000Z"],
  ])("tomorrow at nine in %s, from %s, is %s", (timezone, at, until) => {
    expect(toSnoozeInput("tomorrow", { timezone, now: new Date(at) })).toEqual({ until });
  });

  it("in hours doesn't depend on a zone", () => {
    expect(toSnoozeInput("1h", { timezone: "UTC", now })).toEqual({ minutes: 60 });
    expect(toSnoozeInput("4h", { timezone: "UTC", now })).toEqual({ minutes: 240 });
  });
});

describe("a timeline", () => {
  const eventOf = (other: Partial<IncidentEventDto>): IncidentEventDto => ({
    id: "1",
    type: "opened",
    at: "2026-03-02T10:00:00.000Z",
    source: "POLICY",
    actor: null,
    note: null,
    run_id: null,
    snoozed_until: null,
    ...other,
  });
  const delivery: DeliveryDto = {
    id: "message",
    channel_id: "channel",
    channel_name: "On call",
    channel_kind: "WEBHOOK",
    event: "incident.opened",
    status: "FAILED",
    title: "Payments fails",
    attempt: 3,
    next_attempt_at: null,
    response_status: 500,
    response: "no room",
    incident_ids: [],
    created_at: "2026-03-02T10:00:00.000Z",
    finished_at: null,
  };

  it("has the newest first, and of one moment the message before the change that it tells of", () => {
    const entries = toTimeline({
      events: [eventOf({ id: "opened" }), eventOf({ id: "note", at: "2026-03-02T10:05:00.000Z" })],
      deliveries: [delivery],
      runs: [],
    });
    expect(entries.map(({ id }) => id)).toEqual(["note", "message", "opened"]);
  });

  it("shows the response to a message that failed, and what people wrote", () => {
    const note = eventOf({
      id: "n",
      type: "note",
      source: "PAGE",
      actor: "ana@example.com",
      note: "On it",
    });
    const entries = toTimeline({ events: [note], deliveries: [delivery], runs: [] });
    const text = renderText(createElement(IncidentTimeline, { entries }), { now });
    expect(text).toContain("Message to On call failed");
    expect(text).toContain("500 no room");
    expect(text).toContain("Note by ana@example.com On it");
  });

  it.each(["en", "pt-BR"] as const)("has words in %s for every event and source", (locale) => {
    const events = incidentEventTypes.flatMap((type) =>
      incidentSources.map((source) =>
        eventOf({
          id: `${type} ${source}`,
          type,
          source,
          snoozed_until: "2026-03-02T12:00:00.000Z",
        }),
      ),
    );
    const entries = toTimeline({ events, deliveries: [], runs: [] });
    // A message that is missing throws.
    expect(renderText(createElement(IncidentTimeline, { entries }), { now, locale })).not.toBe("");
  });
});
