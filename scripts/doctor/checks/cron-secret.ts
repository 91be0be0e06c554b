import { defineCheck, ok, problem, warning, type Finding } from "@/scripts/doctor/check";

/** `secret` says how long it is and how many different characters it has; null where none is set. */
type CronSecretFacts = {
  secret: { length: number; distinct: number } | null;
  /** The status of a tick that was asked for without it. */
  withoutIt: number;
};

const SHORTEST = 32;
const FEWEST_DISTINCT = 8;

export function judgeCronSecret({ secret, withoutIt }: CronSecretFacts): Finding {
  const advice = "Set CRON_SECRET to the output of: openssl rand -hex 32";
  if (withoutIt < 400) {
    return problem(
      `/api/cron/tick responded with ${withoutIt} to a request without the secret`,
      "Check that --url and the proxy in front lead to this app, and that the proxy adds no Authorization header",
    );
  }
  if (secret === null) return problem("CRON_SECRET isn't set, so no clock can call a tick", advice);
  if (secret.distinct < FEWEST_DISTINCT) return problem("CRON_SECRET can be guessed", advice);
  if (secret.length < SHORTEST) {
    return warning(`CRON_SECRET has only ${secret.length} characters`, advice);
  }
  return ok("CRON_SECRET is long, and a tick without it is refused");
}

export const cronSecretCheck = defineCheck({
  name: "cron-secret",
  look: async (instance): Promise<CronSecretFacts> => {
    const { cronSecret } = instance.settings;
    const { status } = await instance.askApp("/api/cron/tick");
    return {
      secret:
        cronSecret === null
          ? null
          : { length: cronSecret.length, distinct: new Set(cronSecret).size },
      withoutIt: status,
    };
  },
  judge: judgeCronSecret,
});
