import { readDatabaseUrl } from "@/db/connections/database-url";
import { ok, problem, type Finding } from "@/lib/domain/instance/finding";
import type { Env } from "@/lib/env";
import { defineCheck } from "@/lib/services/instance/check";

type PrepareFacts = { policy: Env["DATABASE_PREPARE"]; isPooled: boolean };

export function judgePrepare({ policy, isPooled }: PrepareFacts): Finding {
  if (policy === "on" && isPooled) {
    return problem(
      "DATABASE_PREPARE is on, and DATABASE_URL leads to a transaction pooler, which loses prepared statements",
      "Remove DATABASE_PREPARE",
    );
  }
  return ok(`DATABASE_PREPARE is ${policy}${isPooled ? ", behind a transaction pooler" : ""}`);
}

export const prepareCheck = defineCheck({
  name: "prepared-statements",
  look: ({ settings }): PrepareFacts => ({
    policy: settings.env.DATABASE_PREPARE,
    isPooled: readDatabaseUrl(settings.databaseUrl).isPooled,
  }),
  judge: judgePrepare,
});
