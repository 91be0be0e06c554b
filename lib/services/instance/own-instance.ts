import { getDatabase } from "@/db/client";
import { splitDatabaseUrl } from "@/lib/domain/database-servers";
import { getEnv, readVariables } from "@/lib/env";
import { Instance } from "@/lib/services/instance/instance";
import { isLoopbackHost } from "@/lib/services/instance/local-host";

/** The instance that this process serves, as its environment describes it. */
export function getOwnInstance(): Instance {
  const env = getEnv();
  const variables = readVariables();
  const isDatabaseHere = splitDatabaseUrl(env.DATABASE_URL).every((url) =>
    isLoopbackHost(new URL(url).hostname),
  );
  const { SECRETS_KEY, SECRETS_KEY_PREVIOUS } = env;
  return new Instance(
    {
      env,
      variables,
      url: env.APP_URL,
      isInside: true,
      databaseUrl: env.DATABASE_URL,
      authUrl: env.SUPABASE_URL,
      publishableKey: env.SUPABASE_PUBLISHABLE_KEY,
      cronSecret: env.CRON_SECRET ?? null,
      sealing:
        SECRETS_KEY === undefined
          ? null
          : { SECRETS_KEY, ...(SECRETS_KEY_PREVIOUS !== undefined && { SECRETS_KEY_PREVIOUS }) },
      host: env.HOST,
      hasDemo: env.OPSPULSE_DEMO === "on",
      dataDirectory: isDatabaseHere ? (variables.OPSPULSE_DIR ?? null) : null,
    },
    () => Promise.resolve({ db: getDatabase(), close: () => Promise.resolve() }),
  );
}
