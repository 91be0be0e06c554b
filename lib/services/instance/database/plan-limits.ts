import { readFirstServer } from "@/lib/domain/database-servers";
import { isSupabaseHost } from "@/lib/domain/instance/is-supabase-host";
import { judgePlanLimits, type PlanLimitFacts } from "@/lib/domain/instance/judge-plan-limits";
import { defineCheck } from "@/lib/services/instance/check";
import { readForecast } from "@/lib/services/instance/database/read-forecast";

/** Vercel's own addresses; a domain of one's own isn't seen from elsewhere. */
const isVercelHost = (url: string) => new URL(url).hostname.endsWith(".vercel.app");

export const planLimitsCheck = defineCheck({
  name: "plan-limits",
  look: async (instance): Promise<PlanLimitFacts> => {
    const { databaseUrl, env, url } = instance.settings;
    const { forecast } = await readForecast(instance);
    return {
      isOnVercel: env.VERCEL !== undefined || isVercelHost(url),
      isSupabase: isSupabaseHost(readFirstServer(databaseUrl).hostname),
      forecast,
      mayLinger: env.TICK_LINGER === "on",
    };
  },
  judge: judgePlanLimits,
});
