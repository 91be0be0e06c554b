import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { alertMessages, channels, notifications } from "@/db/schema";
import type { ServiceContext } from "@/lib/services/context";
import {
  acknowledgeIncident,
  addNote,
  resolveIncident,
  snoozeIncident,
} from "@/lib/services/incidents/change-incident";
import { countUnresolved } from "@/lib/services/incidents/count-unresolved";
import { getIncident } from "@/lib/services/incidents/get-incident";
import { listIncidents } from "@/lib/services/incidents/list-incidents";
import { AlertStory } from "@/tests/support/alert-story";
import { problemCodesOf } from "@/tests/support/problems-of";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const NOT_FOUND = { code: "NOT_FOUND" };
const CONFLICT = { code: "CONFLICT" };

describe("incidents", () => {
  const database = openSuiteDatabase();
  let team: TestWorkspace;
  let stranger: TestWorkspace;
  let story: AlertStory;

  const begin = async () => {
    team = await createTestWorkspace(database.db);
    story = new AlertStory(team);
  };

  beforeAll(async () => {
    stranger = await createTestWorkspace(database.db);
    await begin();
  });

  const emailOf = ({ actor }: ServiceContext) => `${actor.userId}@example.com`;

  /** Every page of a list, by pages of `limit`. */
  async function readAll(query: Record<string, unknown>, limit: number) {
    const ids: string[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await listIncidents(team.context, {
        ...query,
        limit,
        ...(cursor && { cursor }),
      });
      expect(page.data.length).toBeLessThanOrEqual(limit);
      ids.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
    }
    return ids;
  }

  describe("the list", () => {
    beforeEach(begin);

    test("has what isn't resolved first, each part newest first, and every incident on one page", async () => {
      const first = await story.open({ name: "a" });
      const second = await story.open({ name: "b" });
      const third = await story.open({ name: "c" });
      const fourth = await story.open({ name: "d" });
      await story.run(second.routineId, "S");
      await story.run(fourth.routineId, "S");
      await acknowledgeIncident(team.context, first.id, {}, "API");
      const all = [third.id, first.id, fourth.id, second.id];
      for (const limit of [1, 2, 3, 4, 50]) expect(await readAll({}, limit)).toEqual(all);
      expect(await readAll({ state: "open" }, 1)).toEqual([third.id]);
      expect(await readAll({ state: "acknowledged" }, 1)).toEqual([first.id]);
      expect(await readAll({ state: "resolved" }, 1)).toEqual([fourth.id, second.id]);
      expect(await readAll({ routine_id: second.routineId }, 1)).toEqual([second.id]);
      expect(await countUnresolved(team.context)).toEqual({ open: 1, acknowledged: 1 });
    });

    test("says of an incident what failed, since when and how often", async () => {
      const { id, routineId } = await story.open({ name: "Payments" });
      const openedAt = story.now.toISOString();
      const { data } = await listIncidents(team.context, {});
      expect(data).toEqual([
        {
          id,
          workspace_id: team.context.workspaceId,
          routine_id: routineId,
          routine_name: "Payments",
          endpoint_host: "example.com",
          trigger: "FAILURES",
          state: "open",
          condition: { type: "consecutive_failures", count: 2 },
          opened_at: openedAt,
          acknowledged_at: null,
          acknowledged_by: null,
          snoozed_until: null,
          resolved_at: null,
          reopened_count: 0,
          failure_count: 2,
          error_code: "HTTP_STATUS",
          http_status: 503,
          error_message: null,
          last_good_at: new Date(story.now.getTime() - 2 * 60_000).toISOString(),
          first_run_id: expect.any(String) as unknown,
          last_run_id: expect.any(String) as unknown,
          group_id: expect.any(String) as unknown,
          in_maintenance: false,
        },
      ]);
      expect(data[0]?.first_run_id).not.toBe(data[0]?.last_run_id);
    });

    test("is empty for another workspace, whose routines are not found", async () => {
      const { routineId } = await story.open();
      expect(await listIncidents(stranger.context, {})).toEqual({ data: [], next_cursor: null });
      expect(await countUnresolved(stranger.context)).toEqual({ open: 0, acknowledged: 0 });
      const query = { routine_id: routineId };
      await expect(listIncidents(stranger.context, query)).rejects.toMatchObject(NOT_FOUND);
      const { workspaceId } = team.context;
      const forged = { ...stranger.context, workspaceId };
      expect(await listIncidents(forged, {})).toEqual({ data: [], next_cursor: null });
    });

    test.each([
      [{ state: "snoozed" }, { state: "incident_state_unknown" }],
      [{ state: "OPEN" }, { state: "incident_state_unknown" }],
      [{ limit: "0" }, { limit: "limit_out_of_range" }],
      [{ limit: "101" }, { limit: "limit_out_of_range" }],
      [{ cursor: "x" }, { cursor: "cursor_invalid" }],
      [{ routine_id: "x" }, { routine_id: "routine_id_invalid" }],
      [{ status: "open" }, { status: "field_unknown" }],
    ])("refuses %j", async (query, problems) => {
      expect(await problemCodesOf(listIncidents(team.context, query))).toEqual(problems);
    });
  });

  describe("one incident", () => {
    beforeEach(begin);

    test("comes with its timeline, the messages about it and the others of its group", async () => {
      const { id } = await story.open({ name: "a" });
      const other = await story.open({ name: "b" }, "FF");
      const member = await team.addMember("MEMBER");
      await acknowledgeIncident(member, id, { note: "On it" }, "PAGE");
      await snoozeIncident(member, id, { minutes: 30 }, "API");
      const { workspaceId } = team.context;
      const [channel] = await database.db
        .insert(channels)
        .values({ workspaceId, kind: "SLACK", name: "Ops", config: {}, events: [] })
        .returning();
      if (channel === undefined) throw new Error("The channel was not inserted.");
      const detail = await getIncident(team.context, id);
      const message = {
        workspaceId,
        channelId: channel.id,
        groupId: detail.group_id,
        event: "incident.opened",
        dueAt: new Date("2026-03-01T09:00:00Z"),
      } as const;
      const ids = await database.db
        .insert(alertMessages)
        .values([{ ...message, title: "a fails" }, message])
        .returning({ id: alertMessages.id });
      await database.db.insert(notifications).values({
        workspaceId,
        incidentId: id,
        channelId: channel.id,
        transition: 1,
        event: "incident.opened",
        dueAt: message.dueAt,
        messageId: ids[0]?.id ?? null,
      });

      const shown = await getIncident(team.context, id);
      expect(shown).toMatchObject({
        state: "acknowledged",
        acknowledged_by: emailOf(member),
        group: [{ id: other.id, group_id: detail.group_id }],
        deliveries: [
          {
            id: ids[0]?.id,
            channel_name: "Ops",
            channel_kind: "SLACK",
            event: "incident.opened",
            status: "PENDING",
            title: "a fails",
            next_attempt_at: "2026-03-01T09:00:00.000Z",
            incident_ids: [id],
            finished_at: null,
          },
        ],
      });
      expect(shown.deliveries).toHaveLength(1);
      expect(
        shown.events.map(({ type, source, actor, note }) => ({ type, source, actor, note })),
      ).toEqual([
        { type: "opened", source: "POLICY", actor: null, note: null },
        { type: "acknowledged", source: "PAGE", actor: emailOf(member), note: "On it" },
        { type: "snoozed", source: "API", actor: emailOf(member), note: null },
      ]);
      expect(shown.events[0]?.run_id).toBe(shown.last_run_id);
      expect(shown.events[2]?.snoozed_until).toBe(shown.snoozed_until);
    });

    test("of another workspace is not found, like one that there isn't", async () => {
      const { id } = await story.open();
      for (const missing of [id, randomUUID(), "x", ""]) {
        await expect(getIncident(stranger.context, missing)).rejects.toMatchObject(NOT_FOUND);
      }
      const { workspaceId } = team.context;
      const forged = { ...stranger.context, workspaceId };
      await expect(getIncident(forged, id)).rejects.toMatchObject(NOT_FOUND);
    });
  });

  const changes = {
    acknowledge: (context: ServiceContext, id: string, input: unknown = {}) =>
      acknowledgeIncident(context, id, input, "API"),
    snooze: (context: ServiceContext, id: string, input: unknown = { minutes: 5 }) =>
      snoozeIncident(context, id, input, "API"),
    resolve: (context: ServiceContext, id: string, input: unknown = {}) =>
      resolveIncident(context, id, input, "API"),
    note: (context: ServiceContext, id: string, input: unknown = { note: "Seen" }) =>
      addNote(context, id, input, "API"),
  };

  describe.each(Object.keys(changes) as (keyof typeof changes)[])("to %s", (name) => {
    const change = changes[name];

    test("is for members, and nothing is changed for others", async () => {
      const { id } = await story.open();
      const viewer = await team.addMember("VIEWER");
      const { workspaceId } = team.context;
      await expect(change(viewer, id)).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(change(stranger.context, id)).rejects.toMatchObject(NOT_FOUND);
      await expect(change({ ...stranger.context, workspaceId }, id)).rejects.toMatchObject(
        NOT_FOUND,
      );
      await expect(change(team.context, randomUUID())).rejects.toMatchObject(NOT_FOUND);
      await expect(change(team.context, "x")).rejects.toMatchObject(NOT_FOUND);
      expect((await getIncident(viewer, id)).events).toHaveLength(1);
      expect(await change(await team.addMember("MEMBER"), id)).toMatchObject({ id });
    });

    test.each([
      [{ note: 5 }, { note: "note_not_text" }],
      [{ note: "x".repeat(1_001) }, { note: "note_too_long" }],
      [{ note: "a\u0000b" }, { note: "text_not_storable" }],
    ])("refuses the note of %j", async (input, problems) => {
      const { id } = await story.open();
      const rest = name === "snooze" ? { minutes: 5 } : {};
      const refused = change(team.context, id, { ...rest, ...input });
      expect(await problemCodesOf(refused)).toEqual(problems);
    });
  });

  test("who acknowledges first has it, and to do it again changes nothing but adds a note", async () => {
    const { id } = await story.open();
    const [first, second] = [await team.addMember("MEMBER"), await team.addMember("MEMBER")];
    const acknowledged = await acknowledgeIncident(first, id, { note: "  Mine  " }, "API");
    expect(acknowledged).toMatchObject({ state: "acknowledged", acknowledged_by: emailOf(first) });
    expect(await acknowledgeIncident(second, id, {}, "API")).toEqual(acknowledged);
    await acknowledgeIncident(second, id, { note: "Me too" }, "API");
    const { events } = await getIncident(team.context, id);
    expect(events.map(({ type, note }) => [type, note])).toEqual([
      ["opened", null],
      ["acknowledged", "Mine"],
      ["note", "Me too"],
    ]);
  });

  test("two who acknowledge at once make one transition", async () => {
    const { id } = await story.open();
    await Promise.all([1, 2, 3].map(() => acknowledgeIncident(team.context, id, {}, "API")));
    const { events } = await getIncident(team.context, id);
    expect(events.map(({ type }) => type)).toEqual(["opened", "acknowledged"]);
  });

  test("what is resolved can't be acknowledged, snoozed or resolved, but noted", async () => {
    const { id, routineId } = await story.open();
    await story.run(routineId, "S");
    for (const name of ["acknowledge", "snooze", "resolve"] as const) {
      await expect(changes[name](team.context, id)).rejects.toMatchObject(CONFLICT);
    }
    expect(await addNote(team.context, id, { note: "A certificate" }, "PAGE")).toMatchObject({
      state: "resolved",
    });
  });

  test("what is resolved by hand is reopened by as many failures as opened it", async () => {
    const { id, routineId } = await story.open();
    const resolved = await resolveIncident(team.context, id, {}, "API");
    expect(resolved).toMatchObject({ state: "resolved", acknowledged_by: null });
    const after = (seconds: number) => ({
      finished_at: new Date(Date.parse(resolved.resolved_at ?? "") + seconds * 1_000).toISOString(),
    });
    await story.run(routineId, "F", after(1));
    expect(await getIncident(team.context, id)).toMatchObject({ state: "resolved" });
    await story.run(routineId, "F", after(2));
    const reopened = await getIncident(team.context, id);
    expect(reopened).toMatchObject({ state: "open", reopened_count: 1, failure_count: 4 });
    expect(reopened.events.map(({ type }) => type)).toEqual(["opened", "resolved", "reopened"]);
  });

  test("a snooze ends after minutes or at a time, and keeps the state", async () => {
    const { id } = await story.open();
    const startedAt = Date.now();
    const short = await snoozeIncident(team.context, id, { minutes: 60 }, "API");
    expect(short.state).toBe("open");
    const ends = Date.parse(short.snoozed_until ?? "");
    expect(ends).toBeGreaterThan(startedAt + 50 * 60_000);
    expect(ends).toBeLessThan(startedAt + 70 * 60_000);
    const until = new Date(startedAt + 86_400_000).toISOString();
    expect(await snoozeIncident(team.context, id, { until }, "API")).toMatchObject({
      snoozed_until: until,
    });
  });

  test("a snooze ends at one time, ahead and within a week", async () => {
    const { id } = await story.open();
    const cases: [Record<string, unknown>, Record<string, string>][] = [
      [{}, { minutes: "snooze_end_required" }],
      [{ minutes: 5, until: "2999-01-01T00:00:00Z" }, { until: "snooze_end_required" }],
      [{ minutes: 0 }, { minutes: "snooze_out_of_range" }],
      [{ minutes: 1.5 }, { minutes: "snooze_out_of_range" }],
      [{ minutes: 10_081 }, { minutes: "snooze_out_of_range" }],
      [{ until: "tomorrow" }, { until: "instant_invalid" }],
      [{ until: "2020-01-01T00:00:00Z" }, { until: "snooze_ends_before" }],
      [{ until: "2999-01-01T00:00:00Z" }, { until: "snooze_too_long" }],
    ];
    for (const [input, problems] of cases) {
      const refused = snoozeIncident(team.context, id, input, "API");
      expect([input, await problemCodesOf(refused)]).toEqual([input, problems]);
    }
    expect((await getIncident(team.context, id)).snoozed_until).toBeNull();
  });

  test("a note needs a text", async () => {
    const { id } = await story.open();
    for (const input of [{}, { note: null }, { note: "  " }]) {
      const refused = addNote(team.context, id, input, "API");
      expect(await problemCodesOf(refused)).toEqual({ note: "note_required" });
    }
  });
});
