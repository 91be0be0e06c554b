import { rateLimitNames } from "@/lib/domain/limits/rate-limits";
import type { UsageDto } from "@/lib/domain/limits/usage";
import type { ServiceContext } from "@/lib/services/context";
import { getWorkspaceForecast } from "@/lib/services/instance/get-forecast";
import { getHistoryKept } from "@/lib/services/instance/get-history-kept";
import { getWorkspaceUsage } from "@/lib/services/limits/workspace-usage";

/** What the workspace has and may have, how far back its history goes, and the rates of this instance. */
export async function getUsage(context: ServiceContext): Promise<UsageDto> {
  const [usage, history, forecast] = await Promise.all([
    getWorkspaceUsage(context),
    getHistoryKept(context),
    getWorkspaceForecast(context),
  ]);
  return {
    ...usage,
    history,
    forecast: {
      runs_per_month: Math.round(forecast.runs),
      history_bytes_per_day: Math.round(forecast.historyBytesPerDay),
    },
    rate_limits: rateLimitNames.map((name) => {
      const { max, windowSeconds } = context.rateLimits[name];
      return { name, max, window_seconds: windowSeconds };
    }),
  };
}
