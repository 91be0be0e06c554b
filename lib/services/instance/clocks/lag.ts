import { sumTickHours } from "@/db/queries/instance/scheduler-hours";
import { judgeLag } from "@/lib/domain/instance/judge-lag";
import { defineCheck } from "@/lib/services/instance/check";

const DAY_HOURS = 24;

export const lagCheck = defineCheck({
  name: "lag",
  look: async (instance) => ({
    ...(await sumTickHours(await instance.database(), DAY_HOURS)),
    maxLagSeconds: instance.settings.env.HEALTH_MAX_LAG_SECONDS,
  }),
  judge: judgeLag,
});
