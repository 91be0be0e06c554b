/**
 * Known defects of the scheduler, of alerts and of success rules, one for each rule. Each is put into the source while
 * the tests load it; the story test, or the one that the mutant names, must then fail, or it does not
 * guard that rule.
 */
export type Mutant = {
  name: string;
  /** The rule that the mutant breaks. */
  rule: string;
  /** From the root of the project. */
  file: string;
  /** The test that guards the rule, where it isn't the story test. */
  test?: string;
  /** Each `find` is exact, and is in the file once. */
  edits: readonly { find: string; replace: string }[];
};

const placesTest = "tests/unit/services/scheduler/places.test.ts";
const fairnessTest = "tests/integration/scheduler/fairness.test.ts";
const giveBackTest = "tests/integration/scheduler/give-back.test.ts";
const incidentTest = "tests/unit/domain/incidents/incident-model.test.ts";
const planTest = "tests/unit/domain/channels/delivery-plan.test.ts";
const deliveryTest = "tests/integration/notifications/delivery.test.ts";
const lingerTest = "tests/integration/scheduler/linger.test.ts";
const incidentsTest = "tests/integration/incidents/model/incidents.test.ts";
const judgeJsonTest = "tests/unit/services/success-rules/judge-json.test.ts";
const signals = "db/queries/incidents/signals.ts";

export const mutants: readonly Mutant[] = [
  {
    name: "last-place-for-anybody",
    rule: "a workspace never holds the last place",
    file: "lib/services/scheduler/places.ts",
    test: placesTest,
    edits: [
      {
        find: "Math.max(1, Math.floor(places / 20))",
        replace: "Math.min(0, places)",
      },
    ],
  },
  {
    name: "reserve-for-slow-requests",
    rule: "slow requests leave a tenth of the places to others",
    file: "lib/services/scheduler/places.ts",
    test: placesTest,
    edits: [{ find: "&& !lane.isBrisk(nowMs)", replace: "&& lane.held < 0" }],
  },
  {
    name: "lane-starts-large",
    rule: "a lane that nobody has seen respond starts small",
    file: "lib/services/scheduler/places.ts",
    test: placesTest,
    edits: [{ find: "const FIRST_MOST = 2;", replace: "const FIRST_MOST = 1_000;" }],
  },
  {
    name: "silent-lane-keeps-its-places",
    rule: "a host that ran into its deadline gets one place until it responds again",
    file: "lib/services/scheduler/lane.ts",
    test: placesTest,
    edits: [
      {
        find: 'if (outcome === "silent") this.#most = 1;',
        replace: 'if (outcome === "silent") this.#most = Math.max(1, this.#most);',
      },
    ],
  },
  {
    name: "overdue-lane-grows",
    rule: "a lane doesn't grow while half of its requests are overdue",
    file: "lib/services/scheduler/lane.ts",
    test: placesTest,
    edits: [{ find: "else if (mayGrow)", replace: "else if (mayGrow || !mayGrow)" }],
  },
  {
    name: "dead-hosts-hold-everything",
    rule: "the hosts of a workspace that haven't responded leave places to its others",
    file: "lib/services/scheduler/places.ts",
    test: placesTest,
    edits: [
      {
        find: "return unproven < mostUnproven(places, lane.held === 0);",
        replace: "return unproven < places + mostUnproven(places, lane.held === 0);",
      },
    ],
  },
  {
    name: "turns-without-place-seconds",
    rule: "the turn is that of the workspace that used the fewest place-seconds",
    file: "lib/services/scheduler/places.ts",
    test: placesTest,
    edits: [
      {
        find: "return tenant.held + tenant.usage.at(nowMs)",
        replace: "return tenant.held + 0 * tenant.usage.at(nowMs)",
      },
    ],
  },
  {
    name: "cut-read-forgets-the-others",
    rule: "a read that was cut says nothing of what it didn't reach",
    file: "lib/services/scheduler/waiting-routines.ts",
    test: placesTest,
    edits: [{ find: "if (!isCut) this", replace: "if (!isCut || groups.length > 0) this" }],
  },
  {
    name: "read-never-deepens",
    rule: "while places stay free and more is due, it is looked for further on",
    file: "lib/services/scheduler/due-reader.ts",
    test: fairnessTest,
    edits: [
      { find: "this.#depth = isDeeper ?", replace: "this.#depth = isDeeper && this.#depth < 0 ?" },
    ],
  },
  {
    name: "every-tick-lingers",
    rule: "one tick of all instances lingers",
    file: "db/queries/linger.ts",
    test: lingerTest,
    edits: [
      {
        find: "or lingering_until is null or lingering_until <= now()",
        replace: "or true",
      },
    ],
  },
  {
    name: "lingering-with-slack",
    rule: "a tick that lingers starts nothing before it is due",
    file: "lib/services/scheduler/due-reader.ts",
    test: lingerTest,
    edits: [
      {
        find: "this.#hasRead && this.#mayLinger ? 0",
        replace: "this.#hasRead && this.#mayLinger ? scheduler.slackSeconds",
      },
    ],
  },
  {
    name: "claim-takes-live-leases",
    rule: "a live lease is never taken",
    file: "db/queries/find-due-routines.ts",
    edits: [
      {
        find: "and (${sql.raw(alias)}.lock_until is null or ${sql.raw(alias)}.lock_until <= now())",
        replace: "",
      },
    ],
  },
  {
    name: "claim-is-early",
    rule: "nothing starts earlier than the slack",
    file: "db/queries/find-due-routines.ts",
    edits: [
      {
        find: "and ${dueTime(alias)} <= now() + make_interval(secs => ${slackSeconds})",
        replace: "and ${dueTime(alias)} <= now() + make_interval(secs => ${slackSeconds} + 1)",
      },
    ],
  },
  {
    name: "claim-keeps-the-token",
    rule: "every claim raises the fencing token",
    file: "db/queries/claim-due-routines.ts",
    edits: [{ find: "lease_token = r.lease_token + 1", replace: "lease_token = r.lease_token" }],
  },
  {
    name: "manual-claim-keeps-the-token",
    rule: "every claim raises the fencing token, a manual one too",
    file: "db/queries/claim-routine.ts",
    edits: [{ find: "sql`${routines.leaseToken} + 1`", replace: "sql`${routines.leaseToken}`" }],
  },
  {
    name: "manual-claim-takes-live-leases",
    rule: "a manual run is refused while another run is in flight",
    file: "db/queries/claim-routine.ts",
    edits: [
      {
        find: "or(isNull(routines.lockUntil), sql`${routines.lockUntil} <= now()`),",
        replace: "or(isNull(routines.lockUntil), sql`true`),",
      },
    ],
  },
  {
    name: "claim-leaves-the-old-run",
    rule: "the run of an expired lease is ABANDONED before another begins",
    file: "db/queries/abandon-runs.ts",
    edits: [
      {
        find: "where f.workspace_id = t.workspace_id and f.routine_id = t.id",
        replace: "where f.workspace_id = t.id and f.routine_id = t.id",
      },
    ],
  },
  {
    name: "claim-runs-the-first-slot",
    rule: "after an outage the latest slot runs",
    file: "lib/domain/slots/claim-plan.ts",
    edits: [
      {
        find: 'return { action: "run", slot: latest, attempt, missedSlots };',
        replace: 'return { action: "run", slot: nextRunAt, attempt, missedSlots };',
      },
    ],
  },
  {
    name: "passed-over-slots-not-counted",
    rule: "slots that are passed over are counted",
    file: "lib/domain/slots/claim-plan.ts",
    edits: [
      {
        find: "const missedSlots = passedOver - (firstHasRow ? 1 : 0);",
        replace: "const missedSlots = Math.min(0, passedOver - (firstHasRow ? 1 : 0));",
      },
    ],
  },
  {
    name: "slot-with-a-run-counted-as-missed",
    rule: "a slot that has a run is not missed",
    file: "lib/domain/slots/claim-plan.ts",
    edits: [
      {
        find: "const missedSlots = passedOver - (firstHasRow ? 1 : 0);",
        replace: "const missedSlots = passedOver - (firstHasRow ? 0 : 0);",
      },
    ],
  },
  {
    name: "slot-never-given-up",
    rule: "a slot that lost three workers is given up",
    file: "lib/domain/slots/claim-plan.ts",
    edits: [
      {
        find: "if (abandoned >= MAX_ABANDONED_ATTEMPTS) {",
        replace: "if (abandoned > MAX_ABANDONED_ATTEMPTS) {",
      },
    ],
  },
  {
    name: "finished-slot-runs-again",
    rule: "a finished slot is never due again",
    file: "lib/domain/slots/claim-plan.ts",
    edits: [
      {
        find: "if (slotRows.some(isOutcome)) {",
        replace: "if (slotRows.some(isOutcome) && slotRows.length === 0) {",
      },
    ],
  },
  {
    name: "skipped-slot-runs",
    rule: "under SKIP a slot that nobody ticked for is MISSED",
    file: "lib/domain/slots/claim-plan.ts",
    edits: [{ find: 'input.misfirePolicy === "SKIP" &&', replace: "input.rows.length < 0 &&" }],
  },
  {
    name: "slot-at-the-end-runs",
    rule: "a slot at or after the end date never comes",
    file: "lib/domain/slots/claim-plan.ts",
    edits: [{ find: "endsAt === null ? Infinity : endsAt.getTime() - 1,", replace: "Infinity," }],
  },
  {
    name: "retry-counts-as-outcome",
    rule: "a failed attempt that another is to follow is no outcome",
    file: "lib/domain/slots/claim-plan.ts",
    edits: [{ find: "!willRetry && (status", replace: "(!willRetry || willRetry) && (status" }],
  },
  {
    name: "record-without-token",
    rule: "a result under an old token is fenced",
    file: "db/queries/record-runs.ts",
    edits: [
      {
        find: "return routine?.leaseToken === run.claim.leaseToken",
        replace: "return routine !== undefined",
      },
      {
        find: "r.lease_token = o.lease_token and r.lock_until is not null",
        replace: "r.lock_until is not null",
      },
      {
        find: "and f.routine_id = o.routine_id and f.id = o.id",
        replace: "and f.routine_id = o.routine_id",
      },
    ],
  },
  {
    name: "record-after-the-sweep",
    rule: "a result whose run was swept moves nothing",
    file: "db/queries/record-runs.ts",
    edits: [
      {
        find: "r.lease_token = o.lease_token and r.lock_until is not null",
        replace: "r.lease_token = o.lease_token",
      },
    ],
  },
  {
    name: "record-foresees-an-edit",
    rule: "a routine that was changed since its claim moves on by its current schedule",
    file: "db/queries/record-runs.ts",
    edits: [
      {
        find: "and r.revision = o.revision and r.is_active and r.next_run_at = o.slot",
        replace: "",
      },
    ],
  },
  {
    name: "record-keeps-the-run-in-flight",
    rule: "a run is in flight or in the history, never in both",
    file: "db/queries/record-runs.ts",
    edits: [
      {
        find: "delete from ${runsInFlight} as f\n      using ended as o",
        replace: "update ${runsInFlight} as f set attempt = f.attempt\n      from ended as o",
      },
    ],
  },
  {
    name: "record-overwrites-an-edit",
    rule: "a next_run_at that was edited meanwhile stays",
    file: "db/queries/record-runs.ts",
    edits: [
      {
        find: "nextRunAt.getTime() !== claim.slot?.getTime()",
        replace: "claim.slot === null",
      },
    ],
  },
  {
    name: "manual-run-moves-the-slot",
    rule: "a manual run never touches next_run_at",
    file: "db/queries/record-runs.ts",
    edits: [
      {
        find: "nextRunAt.getTime() !== claim.slot?.getTime()",
        replace: "claim.slot !== null && nextRunAt.getTime() !== claim.slot.getTime()",
      },
    ],
  },
  {
    name: "next-slot-from-the-clock",
    rule: "the next slot is computed from the slot, never from the clock",
    file: "db/queries/record-runs.ts",
    edits: [
      {
        find: "nextSlot(schedule, slot)",
        replace: "nextSlot(schedule, new Date(slot.getTime() + 90_000))",
      },
    ],
  },
  {
    name: "record-resumes-a-paused-routine",
    rule: "a pause while a run is in flight holds",
    file: "db/queries/record-runs.ts",
    edits: [
      {
        find: "isActive: routine.isActive && !isPastEnd({ ...routine, schedule }, next),",
        replace: "isActive: !isPastEnd({ ...routine, schedule }, next),",
      },
    ],
  },
  {
    name: "record-keeps-an-ended-routine",
    rule: "a routine whose next slot is past its end is not active",
    file: "db/queries/record-runs.ts",
    edits: [
      {
        find: "isActive: routine.isActive && !isPastEnd({ ...routine, schedule }, next),",
        replace: "isActive: routine.isActive,",
      },
    ],
  },
  {
    name: "record-keeps-the-lease",
    rule: "a recorded run clears its lease",
    file: "db/queries/record-runs.ts",
    edits: [
      {
        find: "set lock_until = null, locked_by = null, last_run_at",
        replace: "set lock_until = r.lock_until, locked_by = r.locked_by, last_run_at",
      },
    ],
  },
  {
    name: "record-keeps-the-due-time",
    rule: "the due time of a further attempt goes with its slot",
    file: "db/queries/record-runs.ts",
    edits: [
      {
        find: "dueAt: dueAtOf(routine, next),",
        replace: "dueAt: dueAtOf(routine, next) ?? routine.dueAt,",
      },
    ],
  },
  {
    name: "retry-past-the-next-slot",
    rule: "a further attempt never lies at or after the next slot",
    file: "lib/domain/slots/retry-policy.ts",
    edits: [
      { find: "return retryAt < failed.nextSlot ? retryAt : null;", replace: "return retryAt;" },
    ],
  },
  {
    name: "retry-without-end",
    rule: "a slot has no more attempts than its routine allows",
    file: "lib/domain/slots/retry-policy.ts",
    edits: [
      {
        find: "failed.attempt >= failed.maxAttempts ||",
        replace: "failed.attempt > failed.maxAttempts ||",
      },
    ],
  },
  {
    name: "retry-ignores-retry-after",
    rule: "Retry-After is honoured where it asks for more",
    file: "lib/domain/slots/retry-policy.ts",
    edits: [{ find: "failed.retryAfterSeconds ?? 0,", replace: "0," }],
  },
  {
    name: "release-forgets-the-old-slot",
    rule: "slots that a released claim had passed over are counted by the next one",
    file: "db/queries/release-claims.ts",
    edits: [
      {
        find: "then held.next_run_at else r.next_run_at",
        replace: "then r.next_run_at else r.next_run_at",
      },
    ],
  },
  {
    name: "release-overwrites-an-edit",
    rule: "a schedule that was edited meanwhile is not taken back by a release",
    file: "db/queries/release-claims.ts",
    edits: [
      {
        find: "and (r.interval_minutes, r.cron_expression, r.run_at, r.timezone, r.gap_policy)\n                is not distinct from (held.interval_minutes, held.cron_expression, held.run_at,\n                  held.timezone, held.gap_policy)",
        replace: "",
      },
    ],
  },
  {
    name: "release-twice-in-a-row",
    rule: "a claim is not given back twice in a row for the same routine",
    file: "db/queries/release-claims.ts",
    test: giveBackTest,
    edits: [{ find: "where ${onlyOnce} and exists (", replace: "where ${!onlyOnce} and exists (" }],
  },
  {
    name: "release-of-a-lost-lease",
    rule: "a claim whose token has moved on is left to its new owner",
    file: "db/queries/release-claims.ts",
    edits: [
      {
        find: "r.lease_token = held.lease_token and r.lock_until is not null",
        replace: "r.lock_until is not null",
      },
    ],
  },
  {
    name: "release-keeps-the-run",
    rule: "the run of a released claim goes",
    file: "db/queries/release-claims.ts",
    edits: [
      {
        find: "where f.workspace_id = released.workspace_id and f.routine_id = released.id",
        replace: "where f.workspace_id = released.id and f.routine_id = released.id",
      },
    ],
  },
  {
    name: "sweep-takes-live-leases",
    rule: "the sweep leaves live leases alone",
    file: "db/queries/abandon-runs.ts",
    edits: [{ find: "where t.lock_until is null or t.lock_until <= now()", replace: "where true" }],
  },
  {
    name: "sweep-keeps-the-dead-lease",
    rule: "the sweep clears the dead lease",
    file: "db/queries/abandon-runs.ts",
    edits: [
      {
        find: "set lock_until = null, locked_by = null\n      from expired",
        replace: "set lock_until = t.lock_until, locked_by = t.locked_by\n      from expired",
      },
    ],
  },
  {
    name: "gate-passes-a-swept-lease",
    rule: "a claim whose lease was swept or cleared is not sent",
    file: "db/queries/pass-start-gate.ts",
    edits: [
      {
        find: "r.lease_token <> asked.lease_token or r.lock_until is null then 'LOST'",
        replace: "r.lease_token <> asked.lease_token then 'LOST'",
      },
    ],
  },
  {
    name: "gate-passes-a-lost-lease",
    rule: "a claim that another worker has had is not sent",
    file: "db/queries/pass-start-gate.ts",
    edits: [
      {
        find: "r.id is null or r.lease_token <> asked.lease_token or",
        replace: "r.id is null or",
      },
    ],
  },
  {
    name: "gate-passes-a-paused-routine",
    rule: "a claim of a routine that was paused meanwhile is not sent",
    file: "db/queries/pass-start-gate.ts",
    edits: [{ find: "when not r.is_active and not asked.may_rest", replace: "when false" }],
  },
  {
    name: "gate-passes-an-edited-routine",
    rule: "a claim of a routine that was edited meanwhile is not sent",
    file: "db/queries/pass-start-gate.ts",
    edits: [{ find: "when r.revision <> asked.revision", replace: "when false" }],
  },
  {
    name: "gate-keeps-a-short-lease",
    rule: "a lease that the request may outlast is renewed at the gate",
    file: "db/queries/pass-start-gate.ts",
    edits: [
      {
        find: "set lock_until = now() + make_interval(secs => ${leaseSeconds})",
        replace: "set lock_until = r.lock_until",
      },
    ],
  },
  {
    name: "waiting-retries-closed",
    rule: "a failure whose next attempt is still to come is not final",
    file: "db/queries/abandon-runs.ts",
    edits: [{ find: "and (not t.is_active or t.next_run_at <> o.scheduled_for)", replace: "" }],
  },
  {
    name: "orphaned-retries-left",
    rule: "a failure whose next attempt cannot come is final",
    file: "db/queries/abandon-runs.ts",
    edits: [
      { find: "not t.is_active or t.next_run_at <> o.scheduled_for", replace: "not t.is_active" },
    ],
  },
  {
    name: "resume-makes-up-for-the-pause",
    rule: "a resumed routine makes up for nothing",
    file: "lib/domain/slots/routine-slots.ts",
    edits: [{ find: "if (isResumed) slot", replace: "if (isResumed && slot > now) slot" }],
  },
  {
    name: "edit-into-the-past",
    rule: "an edited schedule starts after now",
    file: "lib/domain/schedule/schedule.ts",
    edits: [{ find: "if (slot > now) return slot;", replace: "return slot;" }],
  },
  {
    name: "flapping-opens-another",
    rule: "an incident is reopened within its cool-down",
    file: "lib/domain/incidents/incident-machine.ts",
    test: incidentTest,
    edits: [
      {
        find: "< policy.cooldown_minutes * MINUTE_MS",
        replace: "< 0 * policy.cooldown_minutes * MINUTE_MS",
      },
    ],
  },
  {
    name: "old-failures-undo-a-person",
    rule: "what a person resolved is opened again by later runs alone",
    file: "lib/domain/incidents/incident-machine.ts",
    test: incidentTest,
    edits: [{ find: "finishedAt > endedByHandAt;", replace: "finishedAt <= finishedAt;" }],
  },
  {
    name: "good-runs-out-of-a-row",
    rule: "the good runs that resolve are in a row",
    file: "lib/domain/incidents/incident-machine.ts",
    test: incidentTest,
    edits: [
      {
        find: "weigh(past.condition, [run]),\n    goodRuns: 0,",
        replace: "weigh(past.condition, [run]),",
      },
    ],
  },
  {
    name: "good-run-opens",
    rule: "only a bad run opens an incident",
    file: "lib/domain/incidents/incident-machine.ts",
    test: incidentTest,
    edits: [{ find: 'verdict === "bad" ? findMetNow() : null', replace: "findMetNow()" }],
  },
  {
    name: "resolved-while-it-holds",
    rule: "an incident is resolved once none of its conditions holds",
    file: "lib/domain/incidents/incident-machine.ts",
    test: incidentTest,
    edits: [{ find: "isEnough && findMetNow() === null", replace: "isEnough" }],
  },
  {
    name: "maintenance-notifies",
    rule: "what opens in maintenance is quiet",
    file: "lib/domain/incidents/incident-machine.ts",
    test: incidentTest,
    edits: [{ find: 'quiet: run.inMaintenance ? "MAINTENANCE" : null', replace: "quiet: null" }],
  },
  {
    name: "snooze-is-for-ever",
    rule: "people are notified of what still fails when its snooze ends",
    file: "lib/domain/incidents/incident-machine.ts",
    test: incidentTest,
    edits: [
      {
        find: "(past.inMaintenance || past.snoozedUntil !== null)",
        replace: "past.inMaintenance",
      },
    ],
  },
  {
    name: "history-too-short",
    rule: "as many runs are read as a policy looks at",
    file: "lib/domain/incidents/meet-condition.ts",
    test: incidentTest,
    edits: [
      {
        find: "Math.max(needed.runs, condition.runs)",
        replace: "Math.max(needed.runs, condition.failures)",
      },
    ],
  },
  {
    name: "good-run-not-logged",
    rule: "a good run is logged while its routine is watched",
    file: "db/queries/record-runs.ts",
    test: incidentsTest,
    edits: [
      {
        find: "o.is_bad or r.alert_watch and not coalesce(o.will_retry, false)",
        replace: "o.is_bad",
      },
    ],
  },
  {
    name: "newest-signal-first",
    rule: "the runs of a routine are decided on in their order",
    file: signals,
    test: incidentsTest,
    edits: [{ find: "order by batch.id\n", replace: "order by batch.id desc\n" }],
  },
  {
    name: "undecided-runs-are-history",
    rule: "a run that waits for its decision counts for none before it",
    file: signals,
    test: incidentsTest,
    edits: [
      { find: "o.routine_id = w.id and not exists", replace: "o.routine_id = w.id or exists" },
    ],
  },
  {
    name: "signals-leave-first",
    rule: "a run leaves the log in the transaction of its decision",
    file: "lib/services/incidents/decide-signals.ts",
    test: incidentsTest,
    edits: [
      {
        find: "const decided = await decide(tx, routines);",
        replace:
          "await endSignals(db as never, { ids, routineIds: [] }); const decided = await decide(tx, routines);",
      },
    ],
  },
  {
    name: "everybody-decides",
    rule: "one transaction of all instances decides at a time",
    file: signals,
    test: incidentsTest,
    edits: [
      {
        find: "pg_try_advisory_xact_lock(${DECIDER_LOCK}::bigint) as is_taken",
        replace: "${DECIDER_LOCK}::bigint > 0 as is_taken",
      },
    ],
  },
  {
    name: "channels-hear-everything",
    rule: "the outbox has a row for each channel that listens, and for no other",
    file: "db/queries/incidents/write-incidents.ts",
    test: incidentsTest,
    edits: [{ find: "c.events ? made.event", replace: "made.event is not null" }],
  },
  {
    name: "recovery-lost-with-a-reopening",
    rule: "a channel that was told of an incident is told of its end",
    file: "lib/domain/channels/delivery-plan.ts",
    test: planTest,
    edits: [
      {
        find: "wasToldOpen ||= opened === null;",
        replace: "wasToldOpen = opened === null;",
      },
    ],
  },
  {
    name: "hour-without-end",
    rule: "a channel gets no more messages an hour than it may",
    file: "lib/domain/channels/delivery-plan.ts",
    test: planTest,
    edits: [{ find: "ready.slice(0, room - 1).flatMap", replace: "ready.slice(0, room).flatMap" }],
  },
  {
    name: "delivery-without-fence",
    rule: "a worker that lost its lease of a message records nothing",
    file: "db/queries/notifications/message-leases.ts",
    test: deliveryTest,
    edits: [{ find: "and lease_token = ${leaseToken} and lock_until is not null", replace: "" }],
  },
  {
    name: "group-out-of-order",
    rule: "the messages of a group go out in their order",
    file: "db/queries/notifications/message-leases.ts",
    test: deliveryTest,
    edits: [{ find: "and not is_busy and place = 1", replace: "and not is_busy" }],
  },
  {
    name: "link-for-a-later-incident",
    rule: "a link acknowledges nothing that was opened after its message",
    file: "db/queries/notifications/linked-incidents.ts",
    test: "tests/integration/notifications/acknowledge-link.test.ts",
    edits: [{ find: "where e.incident_id = ${incidents}.id", replace: "where false" }],
  },
  {
    name: "rounded-numbers",
    rule: "a number in a rule is compared by all of its figures",
    file: "lib/domain/json/exact-json.ts",
    test: judgeJsonTest,
    edits: [
      {
        find: "compareDecimals(figuresOf(left), figuresOf(right))",
        replace: "Math.sign(Number(figuresOf(left)) - Number(figuresOf(right)))",
      },
    ],
  },
  {
    name: "all-of-nothing",
    rule: "a rule for all values of a list is broken by an empty one",
    file: "lib/services/success-rules/judge-json.ts",
    test: judgeJsonTest,
    edits: [{ find: "nodes.length > 0 || ", replace: "nodes.length >= 0 || " }],
  },
  {
    name: "part-of-a-text",
    rule: "a pattern sees the whole of a text",
    file: "lib/services/success-rules/match-pattern.ts",
    test: "tests/unit/services/success-rules/match-pattern.test.ts",
    edits: [{ find: "pattern.test(text)", replace: "pattern.test(text.slice(0, 65_536))" }],
  },
];
