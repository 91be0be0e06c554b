import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  groupAndEvent,
  planDelivery,
  type EarlierMessages,
  type PendingNotification,
  type PlannedChannel,
} from "@/lib/domain/channels/delivery-plan";
import { alertEvents, incidentStates } from "@/lib/domain/incidents/incident-options";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";

const NOW = new Date("2026-03-01T12:00:00.000Z");
const ago = (ms: number) => new Date(NOW.getTime() - ms);

const channelOf = (changes: Partial<PlannedChannel> = {}): PlannedChannel => ({
  isActive: true,
  quietHours: null,
  maxPerHour: 30,
  madeAt: [],
  earlier: new Map(),
  unresolvedGroups: new Set(),
  ...changes,
});

let nextId = 0;
const notificationOf = (changes: Partial<PendingNotification> = {}): PendingNotification => ({
  id: (nextId += 1),
  incidentId: "incident",
  groupId: "group",
  event: "incident.opened",
  dueAt: NOW,
  state: "open",
  snoozedUntil: null,
  ...changes,
});

const reasonsOf = (
  events: readonly PendingNotification["event"][],
  state: PendingNotification["state"],
) => {
  const pending = events.map((event) => notificationOf({ event, state }));
  const { skipped, messages } = planDelivery(pending, channelOf(), NOW);
  return pending.map(({ id }) =>
    messages.some(({ notificationIds }) => notificationIds.includes(id))
      ? "told"
      : (skipped.find((skip) => skip.id === id)?.reason ?? "waits"),
  );
};

describe("what a channel is told of one incident", () => {
  test.each([
    ["opened", "open", ["incident.opened"], ["told"]],
    [
      "acknowledged before it was told",
      "acknowledged",
      ["incident.opened", "incident.acknowledged"],
      ["told", "SUPERSEDED"],
    ],
    [
      "resolved before it was told",
      "resolved",
      ["incident.opened", "incident.resolved"],
      ["SUPERSEDED", "SUPERSEDED"],
    ],
    [
      "resolved, and the channel isn't told of that",
      "resolved",
      ["incident.opened"],
      ["SUPERSEDED"],
    ],
    [
      "resolved after it was told",
      "resolved",
      ["incident.acknowledged", "incident.resolved"],
      ["SUPERSEDED", "told"],
    ],
    [
      "resolved and reopened unseen",
      "open",
      ["incident.resolved", "incident.opened"],
      ["SUPERSEDED", "told"],
    ],
    [
      "told, then resolved, reopened and resolved unseen",
      "resolved",
      ["incident.resolved", "incident.opened", "incident.resolved"],
      ["SUPERSEDED", "SUPERSEDED", "told"],
    ],
    [
      "opened, resolved and reopened unseen",
      "open",
      ["incident.opened", "incident.resolved", "incident.opened"],
      ["SUPERSEDED", "SUPERSEDED", "told"],
    ],
    ["acknowledged before its reminder", "acknowledged", ["incident.reminder"], ["SUPERSEDED"]],
  ] as const)("%s", (_what, state, events, expected) => {
    expect(reasonsOf(events, state)).toEqual(expected);
  });

  test("nothing while it is snoozed, but that it is over", () => {
    const snoozedUntil = new Date(NOW.getTime() + 1);
    const pending = [
      notificationOf({ incidentId: "a", snoozedUntil }),
      notificationOf({
        incidentId: "b",
        event: "incident.resolved",
        state: "resolved",
        snoozedUntil,
      }),
    ];
    const plan = planDelivery(pending, channelOf(), NOW);
    expect(plan.skipped).toEqual([{ id: pending[0]?.id, reason: "SNOOZED" }]);
    expect(plan.messages).toMatchObject([{ event: "incident.resolved" }]);
  });
});

describe("the pace of a group", () => {
  const earlier = (count: number, ms: number) =>
    new Map([[groupAndEvent("group", "incident.opened"), { count, newestAt: ago(ms) }]]);

  test.each([
    ["the second message waits two minutes", 1, 2 * MINUTE_MS - 1, 0],
    ["the second message comes after two minutes", 1, 2 * MINUTE_MS, 1],
    ["later ones wait ten minutes", 2, 10 * MINUTE_MS - 1, 0],
    ["later ones come after ten minutes", 2, 10 * MINUTE_MS, 1],
  ])("%s", (_what, count, ms, messages) => {
    const plan = planDelivery([notificationOf()], channelOf({ earlier: earlier(count, ms) }), NOW);
    expect(plan.messages).toHaveLength(messages);
    expect(plan.postponed).toHaveLength(1 - messages);
  });

  test("what is due within the next seconds comes with what is due", () => {
    const soon = new Date(NOW.getTime() + 3 * SECOND_MS);
    const pending = [notificationOf(), notificationOf({ incidentId: "b", dueAt: soon })];
    const plan = planDelivery(pending, channelOf(), NOW);
    expect(plan.messages).toMatchObject([{ notificationIds: pending.map(({ id }) => id) }]);
  });

  test("the end of a whole group is told at once, of a part at the pace", () => {
    const resolved = notificationOf({ event: "incident.resolved", state: "resolved" });
    const told = new Map([
      [groupAndEvent("group", "incident.resolved"), { count: 1, newestAt: ago(1) }],
    ]);
    const whole = planDelivery([resolved], channelOf({ earlier: told }), NOW);
    expect(whole.messages).toHaveLength(1);
    const unresolvedGroups = new Set(["group"]);
    const part = planDelivery([resolved], channelOf({ earlier: told, unresolvedGroups }), NOW);
    expect(part.postponed).toHaveLength(1);
  });
});

describe("the room of an hour", () => {
  const groups = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      notificationOf({ incidentId: `i${index}`, groupId: `g${index}` }),
    );

  test("what fits is told by itself", () => {
    const plan = planDelivery(groups(3), channelOf({ maxPerHour: 3 }), NOW);
    expect(plan.messages.map(({ groupId }) => groupId)).toEqual(["g0", "g1", "g2"]);
  });

  test("the last place takes a digest of all that doesn't fit", () => {
    const plan = planDelivery(groups(5), channelOf({ maxPerHour: 3, madeAt: [ago(1)] }), NOW);
    expect(
      plan.messages.map(({ event, notificationIds }) => [event, notificationIds.length]),
    ).toEqual([
      ["incident.opened", 1],
      ["digest", 4],
    ]);
  });

  test("without a place it waits until the oldest message is an hour old", () => {
    const madeAt = [ago(5 * MINUTE_MS), ago(50 * MINUTE_MS), ago(HOUR_MS)];
    const plan = planDelivery(groups(2), channelOf({ maxPerHour: 2, madeAt }), NOW);
    const dueAt = new Date(NOW.getTime() + 10 * MINUTE_MS);
    expect(plan.postponed.map((move) => move.dueAt)).toEqual([dueAt, dueAt]);
  });
});

const instant = fc.integer({ min: -3 * HOUR_MS, max: HOUR_MS }).map((ms) => ago(-ms));

const arbitraryPending = fc
  .array(
    fc.record({
      incidentId: fc.constantFrom("a", "b", "c", "d"),
      event: fc.constantFrom(...alertEvents),
      dueAt: instant,
    }),
    { maxLength: 14 },
  )
  .chain((rows) =>
    fc
      .record({
        states: fc.dictionary(
          fc.constantFrom("a", "b", "c", "d"),
          fc.constantFrom(...incidentStates),
        ),
        snoozes: fc.dictionary(fc.constantFrom("a", "b", "c", "d"), instant),
      })
      .map(({ states, snoozes }) =>
        rows.map((row, id): PendingNotification => ({
          ...row,
          id,
          groupId: row.incidentId < "c" ? "one" : "two",
          state: states[row.incidentId] ?? "open",
          snoozedUntil: snoozes[row.incidentId] ?? null,
        })),
      ),
  );

const arbitraryChannel = fc.record({
  isActive: fc.boolean(),
  quietHours: fc.constantFrom(
    null,
    { start: "11:00", end: "13:00", timezone: "UTC" },
    { start: "22:00", end: "07:00", timezone: "America/Sao_Paulo" },
  ),
  maxPerHour: fc.integer({ min: 1, max: 4 }),
  madeAt: fc.array(
    instant.map((at) => new Date(Math.min(at.getTime(), NOW.getTime()))),
    {
      maxLength: 6,
    },
  ),
  earlier: fc
    .array(
      fc.tuple(
        fc.constantFrom("one", "two"),
        fc.constantFrom("incident.opened" as const, "incident.resolved" as const),
        fc.record({ count: fc.integer({ min: 1, max: 3 }), newestAt: instant }),
      ),
    )
    .map(
      (items) =>
        new Map<string, EarlierMessages>(
          items.map(([group, event, told]) => [groupAndEvent(group, event), told]),
        ),
    ),
  unresolvedGroups: fc.subarray(["one", "two"]).map((groups) => new Set(groups)),
});

describe("any plan", () => {
  test("ends or moves everything that is due, each once, and keeps the hour's room", () => {
    fc.assert(
      fc.property(arbitraryPending, arbitraryChannel, (pending, channel) => {
        const plan = planDelivery(pending, channel, NOW);
        const carried = plan.messages.flatMap(({ notificationIds }) => notificationIds);
        const ended = [
          ...carried,
          ...plan.skipped.map(({ id }) => id),
          ...plan.postponed.map(({ id }) => id),
        ];
        expect(new Set(ended).size).toBe(ended.length);
        for (const { id, dueAt } of pending) if (dueAt <= NOW) expect(ended).toContain(id);
        for (const { dueAt } of plan.postponed) {
          expect(dueAt.getTime()).toBeGreaterThan(NOW.getTime());
        }
        const recent = channel.madeAt.filter((at) => at > ago(HOUR_MS)).length;
        expect(plan.messages.length + Math.min(recent, channel.maxPerHour)).toBeLessThanOrEqual(
          channel.maxPerHour,
        );
        for (const { notificationIds, groupId, event } of plan.messages) {
          expect(notificationIds.length).toBeGreaterThan(0);
          const rows = notificationIds.map((id) => pending[id]);
          if (groupId === null) continue;
          expect(rows.every((row) => row?.groupId === groupId && row.event === event)).toBe(true);
          expect(new Set(rows.map((row) => row?.incidentId)).size).toBe(rows.length);
        }
      }),
      { numRuns: 400 },
    );
  });

  test("tells the end of every incident that was told, however it went on unseen", () => {
    // What the channel believes, fed by plans at arbitrary moments, is what is so in the end.
    const step = fc.constantFrom("open", "resolve", "plan" as const);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let believed: "open" | "resolved" = "resolved";
        let state: "open" | "resolved" = "resolved";
        let pending: PendingNotification[] = [];
        let told = 0;
        const plan = () => {
          const now = pending.map((row) => ({ ...row, state }));
          const { messages } = planDelivery(now, channelOf(), NOW);
          for (const { event } of messages) {
            const next = event === "incident.opened" ? "open" : "resolved";
            expect(next === "resolved" && believed === "resolved").toBe(false);
            believed = next;
            told += 1;
          }
          pending = [];
        };
        for (const name of steps) {
          if (name === "plan") plan();
          else if ((name === "open") !== (state === "open")) {
            state = name === "open" ? "open" : "resolved";
            const event = name === "open" ? "incident.opened" : "incident.resolved";
            pending.push(notificationOf({ event, state }));
          }
        }
        plan();
        expect(believed).toBe(state);
        expect(told).toBeLessThanOrEqual(steps.length);
      }),
      { numRuns: 500 },
    );
  });
});
