import type { RunErrorCode } from "@/lib/domain/run/run-error-code";
import type { RunStatus } from "@/lib/domain/run/run-status";
import type { SuccessRule } from "@/lib/domain/run/success-rule";
import { nextSlot, type Schedule } from "@/lib/domain/schedule/schedule";
import { HOUR_MS, MINUTE_MS } from "@/lib/domain/time-units";

/** The last day of a routine. */
type Story = "steady" | "flaky" | "down" | "slower" | "gap" | "crash" | "paused" | "new";

export type ShownRoutine = {
  name: string;
  kind: "PING" | "WEBHOOK" | "CHECK";
  method: "GET" | "POST";
  /** At the playground. */
  path: string;
  schedule: Schedule;
  typicalMs: number;
  story: Story;
  rules: readonly SuccessRule[];
};

const every = (intervalMinutes: number): Schedule => ({ kind: "interval", intervalMinutes });
const cron = (expression: string): Schedule => ({
  kind: "cron",
  expression,
  timezone: "America/Sao_Paulo",
});

const check = { kind: "CHECK", method: "GET", path: "/ok", story: "steady", rules: [] } as const;
const ping = { ...check, kind: "PING" } as const;
const webhook = { ...check, kind: "WEBHOOK", method: "POST", path: "/echo" } as const;

/** A typical workspace: most routines are healthy, something is broken, something is new. */
export const shownRoutines: readonly ShownRoutine[] = [
  { ...ping, name: "Storefront is up", schedule: every(5), typicalMs: 90 },
  {
    ...check,
    name: "Checkout",
    schedule: every(5),
    typicalMs: 160,
    rules: [{ type: "json", path: "/ok", operator: "equals", value: true }],
  },
  {
    ...check,
    name: "Payments gateway",
    path: "/flaky?p=0.2",
    schedule: every(5),
    typicalMs: 240,
    story: "flaky",
  },
  {
    ...check,
    name: "Legacy search",
    path: "/status/503",
    schedule: every(5),
    typicalMs: 210,
    story: "down",
  },
  {
    ...check,
    name: "Image resizer",
    path: "/slow?ms=900",
    schedule: every(10),
    typicalMs: 300,
    story: "slower",
    rules: [{ type: "duration", max_ms: 700, otherwise: "DEGRADED" }],
  },
  { ...check, name: "Newsletter sign-up", schedule: every(10), typicalMs: 120, story: "gap" },
  {
    ...webhook,
    name: "Search index refresh",
    schedule: every(30),
    typicalMs: 1_900,
    story: "crash",
  },
  { ...ping, name: "Moved landing page", schedule: every(15), typicalMs: 70 },
  { ...check, name: "Exchange rates", schedule: every(60), typicalMs: 420 },
  {
    ...webhook,
    name: "Nightly report",
    path: "/slow?ms=1500",
    schedule: cron("0 3 * * *"),
    typicalMs: 1_600,
  },
  { ...ping, name: "Old admin panel", schedule: every(15), typicalMs: 130, story: "paused" },
  {
    ...webhook,
    name: "Weekly invoice export",
    schedule: cron("0 6 * * 1"),
    typicalMs: 800,
    story: "new",
  },
];

export type PastRun = {
  status: RunStatus;
  slot: Date;
  lagMs: number;
  durationMs: number;
  httpStatus: number | null;
  errorCode: RunErrorCode | null;
  isDegraded: boolean;
  /** The response's, as JSON. */
  body: string | null;
};

const PAST_MS = 24 * HOUR_MS;
const DOWN_FOR_MS = 3 * HOUR_MS;
const SLOWER_FOR_MS = 2 * HOUR_MS;

/** The hours before now without a tick, and the one in which a worker crashed. */
const GAP_HOURS = [9, 8] as const;
const CRASH_HOUR = 6;

/** A number from 0 to 1 that depends on the text alone, so that the past is always the same. */
function drawFor(text: string): number {
  let hash = 2_166_136_261;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_507);
  hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** The slots of the 24 hours before `now`, the oldest first, and the one after them. */
export function pastSlots(schedule: Schedule, now: Date): { slots: Date[]; next: Date } {
  const start = now.getTime() - PAST_MS;
  const stepMs = schedule.kind === "interval" ? schedule.intervalMinutes * MINUTE_MS : MINUTE_MS;
  let slot = nextSlot(schedule, new Date(Math.floor(start / stepMs) * stepMs));
  const slots: Date[] = [];
  while (slot.getTime() < now.getTime()) {
    slots.push(slot);
    slot = nextSlot(schedule, slot);
  }
  return { slots, next: slot };
}

/** A day of a routine that fits its story: one run a slot, the oldest first. */
export function plausiblePast(routine: ShownRoutine, slots: readonly Date[], now: Date): PastRun[] {
  if (routine.story === "new") return [];
  return slots.flatMap((slot, index) => {
    const age = now.getTime() - slot.getTime();
    if (routine.story === "paused" && age < 5 * HOUR_MS) return [];
    const draw = drawFor(`${routine.name} ${index}`);
    const spread = Math.exp((drawFor(`${index} ${routine.name}`) - 0.5) * 1.2);
    const isSlower = routine.story === "slower" && age < SLOWER_FOR_MS;
    const run: PastRun = {
      status: "SUCCESS",
      slot,
      lagMs: Math.round(60 + 700 * draw),
      durationMs: Math.round(routine.typicalMs * spread * (isSlower ? 3 : 1)),
      httpStatus: 200,
      errorCode: null,
      isDegraded: isSlower,
      body: null,
    };
    return [{ ...run, ...mishap(routine.story, age, draw) }];
  });
}

function mishap(story: Story, ageMs: number, draw: number): Partial<PastRun> {
  const hours = ageMs / HOUR_MS;
  if ((story === "down" && ageMs < DOWN_FOR_MS) || (story === "flaky" && draw < 0.08)) {
    const body = JSON.stringify({ error: "unavailable", retry_after_seconds: 30 });
    return { status: "FAIL", httpStatus: 503, errorCode: "HTTP_STATUS", body };
  }
  if (story === "flaky" && draw > 0.97) {
    return { status: "FAIL", httpStatus: null, errorCode: "TIMEOUT", durationMs: 8_000 };
  }
  if (story === "gap" && hours < GAP_HOURS[0] && hours > GAP_HOURS[1]) {
    return { status: "MISSED", httpStatus: null };
  }
  if (story === "crash" && Math.floor(hours) === CRASH_HOUR) {
    return { status: "ABANDONED", httpStatus: null, errorCode: "ABANDONED" };
  }
  return {};
}
