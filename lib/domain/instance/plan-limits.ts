/** What the free plans of the documented hosts meter, and OpsPulse uses. */
export const planMeters = [
  "invocations",
  "active_cpu_hours",
  "memory_gb_hours",
  "database_mb",
  "egress_gb",
] as const;
export type PlanMeter = (typeof planMeters)[number];

export type FreeLimit = {
  plan: "Vercel Hobby" | "Supabase Free";
  /** A month, but for the size of the database, which is at any time. */
  max: number;
  /** Where the host says so. */
  source: string;
};

/** As the hosts' pages said on 2026-11-27. */
export const freeLimits: Record<PlanMeter, FreeLimit> = {
  invocations: {
    plan: "Vercel Hobby",
    max: 1_000_000,
    source: "https://vercel.com/docs/plans/hobby",
  },
  active_cpu_hours: {
    plan: "Vercel Hobby",
    max: 4,
    source: "https://vercel.com/docs/plans/hobby",
  },
  memory_gb_hours: {
    plan: "Vercel Hobby",
    max: 360,
    source: "https://vercel.com/docs/plans/hobby",
  },
  database_mb: {
    plan: "Supabase Free",
    max: 500,
    source: "https://supabase.com/docs/guides/platform/database-size",
  },
  egress_gb: {
    plan: "Supabase Free",
    max: 5,
    source: "https://supabase.com/docs/guides/platform/billing-on-supabase",
  },
};
