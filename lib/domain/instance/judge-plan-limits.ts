import { shareOfLimit, type UsageForecast } from "@/lib/domain/instance/forecast-usage";
import { freeLimits, planMeters, type PlanMeter } from "@/lib/domain/instance/plan-limits";

/** Where an instance runs, and what a month of its routines uses. */
export type PlanLimitFacts = {
  isOnVercel: boolean;
  isSupabase: boolean;
  forecast: UsageForecast;
  /** Whether `TICK_LINGER` keeps ticks waiting for runs that are due off the minute. */
  mayLinger: boolean;
};

type PlanLimitFinding =
  { level: "ok"; found: string } | { level: "warning"; found: string; advice: string };

const CLOSE_SHARE = 0.9;

const names: Record<PlanMeter, string> = {
  invocations: "function invocations",
  active_cpu_hours: "CPU hours",
  memory_gb_hours: "GB-hours of memory",
  database_mb: "MB of database",
  egress_gb: "GB of database egress",
};

/** The size of the database is judged by `judgeStorage`. */
const judged = planMeters.filter((meter) => meter !== "database_mb");

const percentOf = (share: number) => `${Math.round(100 * share)} %`;

/** Judges whether a month of the present routines fits the free plans of the hosts in use. */
export function judgePlanLimits(facts: PlanLimitFacts): PlanLimitFinding {
  const { isOnVercel, isSupabase, forecast, mayLinger } = facts;
  const isUsed = { "Vercel Hobby": isOnVercel, "Supabase Free": isSupabase };
  const meters = judged.filter((meter) => isUsed[freeLimits[meter].plan]);
  if (meters.length === 0) return { level: "ok", found: "no free plan limits this instance" };
  const shares = meters.map((meter) => ({
    meter,
    share: shareOfLimit(meter, forecast.meters[meter]),
  }));
  const list = shares
    .map(({ meter, share }) => `${percentOf(share)} of the ${names[meter]}`)
    .join(", ");
  const found = `a month of the present routines uses, of the free plans, ${list}`;
  const close = shares.filter(({ share }) => share >= CLOSE_SHARE);
  if (close.length === 0) return { level: "ok", found };
  const isMemory = close.some(({ meter }) => meter === "memory_gb_hours");
  return {
    level: "warning",
    found,
    advice:
      isMemory && mayLinger
        ? "Set TICK_LINGER=off, so that ticks end when nothing is due, or take a paid plan"
        : "Run routines less often, or take a paid plan",
  };
}
