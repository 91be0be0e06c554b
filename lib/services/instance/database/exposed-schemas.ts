import { ok, problem, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";

/** The schemas that the Data API serves; null where there is no Data API, or it doesn't say. */
type ExposedFacts = { schemas: readonly string[] | null; status: number };

/** Schemas that hold secrets, sessions or the app's own, or run statements. */
const privateSchemas = ["opspulse", "drizzle", "auth", "vault", "cron", "net", "pgsodium"];

export function judgeExposedSchemas({ schemas, status }: ExposedFacts): Finding {
  if (schemas === null) {
    return status === 404
      ? ok("there is no Data API")
      : ok(`the Data API doesn't say which schemas it serves (${status})`);
  }
  const open = schemas.filter((schema) => privateSchemas.includes(schema));
  if (open.length > 0) {
    return problem(
      `the Data API serves ${open.join(", ")} to everybody with the publishable key`,
      "Take them off “Exposed schemas” in the project's settings, under Data API",
    );
  }
  if (schemas.length === 0) return ok("the Data API serves no schema");
  return ok(
    `the Data API serves ${schemas.join(", ")}; OpsPulse needs none of it, and it can be turned off`,
  );
}

/** PostgREST names what it serves when it is asked for a schema that it doesn't (PGRST106). */
const NAMED = /(?:must be one of the following|following schemas are exposed):\s*([\w, ]*)/i;

/** A name that no schema has. */
const PROBE = "opspulse_probe";

export const exposedSchemasCheck = defineCheck({
  name: "exposed-schemas",
  look: async (instance): Promise<ExposedFacts> => {
    const { status, body } = await instance.askSupabase("/rest/v1/workspaces?limit=0", {
      "accept-profile": PROBE,
    });
    const named = NAMED.exec(body)?.[1];
    return {
      status,
      schemas: named?.split(/[\s,]+/).filter((name) => name !== "") ?? null,
    };
  },
  judge: judgeExposedSchemas,
});
