import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";

/** `secret` says how long it is and how many different characters it has; null where none is set. */
type CronSecretFacts = { secret: { length: number; distinct: number } | null };

const SHORTEST = 32;
const FEWEST_DISTINCT = 8;

export function judgeCronSecret({ secret }: CronSecretFacts): Finding {
  const advice = "Set CRON_SECRET to the output of: openssl rand -hex 32";
  if (secret === null) return problem("CRON_SECRET isn't set, so no clock can call a tick", advice);
  if (secret.distinct < FEWEST_DISTINCT) return problem("CRON_SECRET can be guessed", advice);
  if (secret.length < SHORTEST) {
    return warning(`CRON_SECRET has only ${secret.length} characters`, advice);
  }
  return ok("CRON_SECRET is long");
}

export const cronSecretCheck = defineCheck({
  name: "cron-secret",
  look: ({ settings: { cronSecret } }): CronSecretFacts => ({
    secret:
      cronSecret === null
        ? null
        : { length: cronSecret.length, distinct: new Set(cronSecret).size },
  }),
  judge: judgeCronSecret,
});
