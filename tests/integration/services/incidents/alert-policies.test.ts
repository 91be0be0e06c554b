import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { effectiveAlertPolicies, routines } from "@/db/schema";
import { defaultAlertPolicy, type AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import { backtestPolicy } from "@/lib/services/alert-policies/backtest-policy";
import { getAlertPolicy } from "@/lib/services/alert-policies/get-alert-policy";
import { getRoutinePolicy } from "@/lib/services/alert-policies/get-routine-policy";
import { setAlertPolicy } from "@/lib/services/alert-policies/set-alert-policy";
import { listIncidents } from "@/lib/services/incidents/list-incidents";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { deleteTag } from "@/lib/services/tags/delete-tag";
import { getTag } from "@/lib/services/tags/get-tag";
import { listTags } from "@/lib/services/tags/list-tags";
import { updateTag } from "@/lib/services/tags/update-tag";
import { AlertStory } from "@/tests/support/alert-story";
import { problemCodesOf } from "@/tests/support/problems-of";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const FORBIDDEN = { code: "FORBIDDEN" };
const NOT_FOUND = { code: "NOT_FOUND" };

const inARow = (count: number): AlertPolicy => ({
  ...defaultAlertPolicy,
  conditions: [{ type: "consecutive_failures", count }],
});

describe("alert policies", () => {
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

  test("the built-in one applies until an admin sets another, which every member reads", async () => {
    await begin();
    const [admin, viewer] = [await team.addMember("ADMIN"), await team.addMember("VIEWER")];
    const builtIn = { ...defaultAlertPolicy, is_default: true };
    expect(await getAlertPolicy(viewer)).toEqual(builtIn);
    const sparse = { conditions: [{ type: "failure_rate", percent: 50, window_minutes: 60 }] };
    const set = await setAlertPolicy(admin, sparse);
    expect(set).toEqual({
      conditions: [{ type: "failure_rate", percent: 50, window_minutes: 60, min_runs: 5 }],
      resolve_after: 1,
      cooldown_minutes: 30,
      is_default: false,
    });
    expect(await getAlertPolicy(viewer)).toEqual(set);
    expect(await setAlertPolicy(admin, await getAlertPolicy(admin))).toEqual(set);
    expect(await getAlertPolicy(stranger.context)).toEqual(builtIn);
  });

  test("only admins set one, and nobody another workspace's", async () => {
    await begin();
    const { workspaceId } = team.context;
    for (const role of ["MEMBER", "VIEWER"] as const) {
      const member = await team.addMember(role);
      await expect(setAlertPolicy(member, inARow(1))).rejects.toMatchObject(FORBIDDEN);
    }
    const forged = { ...stranger.context, workspaceId };
    await expect(setAlertPolicy(forged, inARow(1))).rejects.toMatchObject(NOT_FOUND);
    expect((await getAlertPolicy(team.context)).is_default).toBe(true);
  });

  test("decides from the next run on, where a routine has none of its own", async () => {
    await begin();
    await setAlertPolicy(team.context, inARow(1));
    const routineId = await team.addRoutine();
    const own = await team.addRoutine({ alert_policy: inARow(3) });
    await story.run(routineId, "F");
    await story.run(own, "FF");
    const { data } = await listIncidents(team.context, {});
    expect(data.map(({ routine_id }) => routine_id)).toEqual([routineId]);
    await story.run(own, "F");
    expect((await listIncidents(team.context, {})).data).toHaveLength(2);
  });

  test.each([
    [[], { "": "alert_policy_not_an_object" }],
    [{}, { conditions: "alert_conditions_not_a_list" }],
    [
      { conditions: [{ type: "consecutive_failures", count: 0 }, { type: "degraded" }] },
      {
        "conditions.0.count": "alert_count_out_of_range",
        "conditions.1.count": "alert_count_out_of_range",
      },
    ],
    [
      {
        conditions: [
          { type: "degraded", count: 1 },
          { type: "degraded", count: 2 },
        ],
      },
      { "conditions.1.type": "alert_condition_twice" },
    ],
    [
      { conditions: [{ type: "failures_of_last", failures: 5, runs: 4 }] },
      { "conditions.0.failures": "alert_failures_exceed_runs" },
    ],
    [{ conditions: [{ type: "never" }] }, { "conditions.0.type": "alert_condition_unknown" }],
    [
      { conditions: [], resolve_after: 0, cooldown_minutes: -1, more: 1 },
      {
        resolve_after: "alert_count_out_of_range",
        cooldown_minutes: "alert_cooldown_out_of_range",
        more: "field_unknown",
      },
    ],
    [{ conditions: [], is_default: "yes" }, { is_default: "field_unknown" }],
  ])("refuses %j with every problem at its field", async (input, problems) => {
    expect(await problemCodesOf(setAlertPolicy(team.context, input))).toEqual(problems);
  });

  describe("of tags", () => {
    const slow: AlertPolicy = {
      ...defaultAlertPolicy,
      conditions: [{ type: "slow", duration_ms: 50, count: 1 }],
    };
    const idOf = async (name: string) => {
      const tag = (await listTags(team.context)).find((known) => known.name === name);
      if (tag === undefined) throw new Error(`There is no tag ${name}.`);
      return tag.id;
    };
    const setTagPolicy = async (name: string, policy: AlertPolicy | null) =>
      updateTag(team.context, await idOf(name), { alert_policy: policy });
    const isWatched = async (id: string) => {
      const [row] = await database.db.select().from(routines).where(eq(routines.id, id));
      return row?.alertWatch;
    };
    /** The policy that is shown for a routine, which must be the one that is decided by. */
    const applied = async (id: string) => {
      const shown = await getRoutinePolicy(team.context, id);
      const [decided] = await database.db
        .select()
        .from(effectiveAlertPolicies)
        .where(eq(effectiveAlertPolicies.routineId, id));
      expect(shown.applied.policy).toEqual(decided?.policy ?? defaultAlertPolicy);
      return shown.applied;
    };

    test("apply after the routine's own and before the workspace's, the first by name", async () => {
      await begin();
      const id = await team.addRoutine({ tags: ["beta", "Alpha", "_internal"] });
      expect(await applied(id)).toEqual({
        policy: defaultAlertPolicy,
        origin: { from: "BUILT_IN" },
      });
      await setAlertPolicy(team.context, inARow(3));
      expect(await applied(id)).toEqual({ policy: inARow(3), origin: { from: "WORKSPACE" } });
      await setTagPolicy("beta", inARow(4));
      expect(await applied(id)).toEqual({
        policy: inARow(4),
        origin: { from: "TAG", name: "beta" },
      });
      await setTagPolicy("Alpha", inARow(5));
      expect(await applied(id)).toMatchObject({ origin: { name: "Alpha" } });
      await setTagPolicy("_internal", inARow(6));
      expect(await applied(id)).toMatchObject({ origin: { name: "_internal" } });
      await updateRoutine(team.context, id, { alert_policy: inARow(7) });
      expect(await getRoutinePolicy(team.context, id)).toEqual({
        applied: { policy: inARow(7), origin: { from: "ROUTINE" } },
        inherited: { policy: inARow(6), origin: { from: "TAG", name: "_internal" } },
      });
      await updateRoutine(team.context, id, { alert_policy: null });
      for (const name of ["_internal", "Alpha"]) await setTagPolicy(name, null);
      expect(await applied(id)).toMatchObject({ origin: { from: "TAG", name: "beta" } });
      await updateRoutine(team.context, id, { tags: [] });
      expect(await applied(id)).toMatchObject({ origin: { from: "WORKSPACE" } });
    });

    test("decide from the next run on, and only for routines that have the tag", async () => {
      await begin();
      const tagged = await team.addRoutine({ tags: ["urgent"] });
      const other = await team.addRoutine();
      await setTagPolicy("urgent", inARow(1));
      await story.run(tagged, "F");
      await story.run(other, "F");
      const { data } = await listIncidents(team.context, {});
      expect(data.map(({ routine_id }) => routine_id)).toEqual([tagged]);
    });

    test("with a slow condition log good runs too, until the tag has gone", async () => {
      await begin();
      const [kept, untagged] = [
        await team.addRoutine({ tags: ["slow"] }),
        await team.addRoutine({ tags: ["slow"] }),
      ];
      expect(await isWatched(kept)).toBe(false);
      await setTagPolicy("slow", slow);
      expect([await isWatched(kept), await isWatched(untagged)]).toEqual([true, true]);
      await updateRoutine(team.context, untagged, { tags: [] });
      expect([await isWatched(kept), await isWatched(untagged)]).toEqual([true, false]);
      await story.run(untagged, "S");
      await story.run(kept, "S");
      const { data } = await listIncidents(team.context, {});
      expect(data).toMatchObject([{ routine_id: kept, trigger: "SLOW" }]);
      const late = await team.addRoutine({ tags: ["slow"] });
      expect(await isWatched(late)).toBe(true);
      await deleteTag(team.context, await idOf("slow"));
      expect(await isWatched(late)).toBe(false);
    });

    test("are set by members, read by viewers, and are out of reach of other workspaces", async () => {
      await begin();
      const routineId = await team.addRoutine({ tags: ["guarded"] });
      const id = await idOf("guarded");
      const [member, viewer] = [await team.addMember("MEMBER"), await team.addMember("VIEWER")];
      const set = await updateTag(member, id, { alert_policy: inARow(2) });
      expect(set).toMatchObject({ name: "guarded", alert_policy: inARow(2), routines: 1 });
      expect(await updateTag(member, id, { color: "red" })).toEqual({ ...set, color: "red" });
      expect(await getTag(viewer, id)).toEqual({ ...set, color: "red" });
      const draft = { alert_policy: inARow(1) };
      await expect(updateTag(viewer, id, draft)).rejects.toMatchObject(FORBIDDEN);
      const forged = { ...stranger.context, workspaceId: team.context.workspaceId };
      for (const context of [stranger.context, forged]) {
        await expect(updateTag(context, id, draft)).rejects.toMatchObject(NOT_FOUND);
        await expect(getTag(context, id)).rejects.toMatchObject(NOT_FOUND);
        await expect(getRoutinePolicy(context, routineId)).rejects.toMatchObject(NOT_FOUND);
      }
      await expect(getTag(team.context, "no id")).rejects.toMatchObject(NOT_FOUND);
      expect(await getTag(viewer, id)).toMatchObject({ alert_policy: inARow(2) });
    });

    test("are refused with every problem at its field", async () => {
      await begin();
      await team.addRoutine({ tags: ["checked"] });
      const id = await idOf("checked");
      const conditions = [{ type: "missed", count: 0 }];
      const refused = updateTag(team.context, id, { alert_policy: { conditions }, color: "no" });
      expect(await problemCodesOf(refused)).toEqual({
        "alert_policy.conditions.0.count": "alert_count_out_of_range",
        color: "tag_color_unknown",
      });
      expect(await problemCodesOf(updateTag(team.context, id, { alert_policy: "none" }))).toEqual({
        alert_policy: "alert_policy_not_an_object",
      });
    });

    test("are tried on the runs of routines that the draft would apply to", async () => {
      await begin();
      const plain = await team.addRoutine({ tags: ["tried"] });
      const earlier = await team.addRoutine({ tags: ["tried", "early"] });
      const later = await team.addRoutine({ tags: ["tried", "zone"] });
      const own = await team.addRoutine({ tags: ["tried"], alert_policy: inARow(5) });
      const untagged = await team.addRoutine();
      await setTagPolicy("early", inARow(5));
      await setTagPolicy("zone", inARow(5));
      for (const routineId of [plain, earlier, later, own, untagged]) {
        await story.run(routineId, "FF");
      }
      const input = { tag_id: await idOf("tried"), policy: inARow(1) };
      const result = await backtestPolicy(team.context, input);
      expect(result).toMatchObject({
        routines: 2,
        runs: 4,
        saved: { opened: 1 },
        draft: { opened: 2 },
      });
      expect(result.moments.map(({ routine_id }) => routine_id)).toEqual([plain, later]);
      const all = await backtestPolicy(team.context, { policy: inARow(1) });
      expect(all.moments.map(({ routine_id }) => routine_id)).toEqual([plain, untagged]);
      await expect(backtestPolicy(stranger.context, input)).rejects.toMatchObject(NOT_FOUND);
    });
  });

  describe("a backtest", () => {
    test("replays a draft over a routine's runs, and changes nothing", async () => {
      await begin();
      const routineId = await team.addRoutine();
      await story.run(routineId, "SFSFFFSFF");
      const before = await listIncidents(team.context, {});
      const viewer = await team.addMember("VIEWER");
      await expect(
        backtestPolicy(viewer, { routine_id: routineId, policy: inARow(3) }),
      ).rejects.toMatchObject({ code: "FORBIDDEN" });
      const member = await team.addMember("MEMBER");
      const result = await backtestPolicy(member, { routine_id: routineId, policy: inARow(3) });
      expect(result).toMatchObject({
        is_complete: true,
        routines: 1,
        runs: 9,
        failures: 6,
        saved: { opened: 1, reopened: 1, resolved: 1, messages: 2 },
        draft: { opened: 1, reopened: 0, resolved: 1, messages: 1 },
      });
      expect(result.moments).toMatchObject([{ routine_id: routineId, trigger: "FAILURES" }]);
      expect(Date.parse(result.to) - Date.parse(result.from)).toBe(7 * 86_400_000);
      expect(await listIncidents(team.context, {})).toEqual(before);
    });

    test("of the workspace leaves out routines that have a policy of their own", async () => {
      await begin();
      const inherits = await team.addRoutine();
      const own = await team.addRoutine({ alert_policy: inARow(5) });
      await story.run(inherits, "FF");
      await story.run(own, "FF");
      const policy = inARow(1);
      const all = await backtestPolicy(team.context, { policy });
      expect(all).toMatchObject({ routines: 1, runs: 2, draft: { opened: 1 } });
      expect(all.moments.map(({ routine_id }) => routine_id)).toEqual([inherits]);
      const one = await backtestPolicy(team.context, { routine_id: own, policy });
      expect(one).toMatchObject({ saved: { opened: 0 }, draft: { opened: 1 } });
    });

    test("reads only the period, and the workspace of the user", async () => {
      await begin();
      const routineId = await team.addRoutine();
      await story.run(routineId, "F");
      await story.run(routineId, "F", {
        created_at: new Date(Date.now() - 3 * 86_400_000).toISOString(),
      });
      const policy = inARow(1);
      expect(await backtestPolicy(team.context, { policy, days: 1 })).toMatchObject({ runs: 1 });
      expect(await backtestPolicy(team.context, { policy, days: 30 })).toMatchObject({ runs: 2 });
      const { context } = stranger;
      expect(await backtestPolicy(context, { policy })).toMatchObject({ routines: 0, runs: 0 });
      const forged = { ...context, workspaceId: team.context.workspaceId };
      expect(await backtestPolicy(forged, { policy })).toMatchObject({ routines: 0, runs: 0 });
      for (const id of [routineId, randomUUID()]) {
        const refused = backtestPolicy(context, { policy, routine_id: id });
        await expect(refused).rejects.toMatchObject(NOT_FOUND);
      }
    });

    test.each([
      [{ policy: inARow(1), days: 31 }, { days: "backtest_days_out_of_range" }],
      [{ policy: inARow(1), routine_id: "x" }, { routine_id: "routine_id_invalid" }],
      [
        { policy: { conditions: [{ type: "degraded", count: 0 }] } },
        { "policy.conditions.0.count": "alert_count_out_of_range" },
      ],
      [{ policy: inARow(1), tag_id: "x" }, { tag_id: "tag_id_invalid" }],
      [
        { policy: inARow(1), routine_id: randomUUID(), tag_id: randomUUID() },
        { tag_id: "backtest_scope_twice" },
      ],
      [{}, { policy: "alert_policy_not_an_object" }],
    ])("refuses %j", async (input, problems) => {
      expect(await problemCodesOf(backtestPolicy(team.context, input))).toEqual(problems);
    });
  });
});
