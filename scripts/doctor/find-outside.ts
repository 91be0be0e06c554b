import { parseEnv } from "@/lib/env";
import { Instance } from "@/lib/services/instance/instance";

/** Values that pass the rules, in place of those that only the operator knows. */
const unknown = {
  DATABASE_URL: "postgres://127.0.0.1:1/unknown",
  SUPABASE_URL: "http://127.0.0.1:1",
  SUPABASE_PUBLISHABLE_KEY: "unknown",
};

/** An instance of which nothing is known but its address, for the checks that need no more. */
export function findOutside(url: string): Instance {
  return new Instance(
    {
      env: parseEnv({ ...unknown, APP_URL: url }),
      variables: {},
      url,
      isInside: false,
      databaseUrl: unknown.DATABASE_URL,
      authUrl: unknown.SUPABASE_URL,
      publishableKey: unknown.SUPABASE_PUBLISHABLE_KEY,
      cronSecret: null,
      sealing: null,
      host: undefined,
      hasDemo: false,
      dataDirectory: null,
    },
    () => Promise.reject(new Error("the database can't be reached from outside")),
  );
}
