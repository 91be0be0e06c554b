import { listClocks } from "@/db/queries/instance/scheduler-clocks";
import { judgeClocks } from "@/lib/domain/instance/judge-clocks";
import { defineCheck } from "@/lib/services/instance/check";

export const clocksCheck = defineCheck({
  name: "clocks",
  look: async (instance) => listClocks(await instance.database()),
  judge: judgeClocks,
});
