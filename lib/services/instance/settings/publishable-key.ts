import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";

type KeyFacts = {
  /** The status of the auth server's settings, asked for with the key. */
  status: number;
  /** Whether the key opens everything, past row-level security. */
  isServiceKey: boolean;
  /** The variables that hold such a key, which the app never reads. */
  unused: readonly string[];
};

export function judgePublishableKey({ status, isServiceKey, unused }: KeyFacts): Finding {
  if (isServiceKey) {
    return problem(
      "SUPABASE_PUBLISHABLE_KEY is a key that opens everything, past row-level security",
      "Set it to the publishable key of the project's API settings, and make the other one invalid",
    );
  }
  if (status === 401 || status === 403) {
    return problem(
      `the auth server refuses SUPABASE_PUBLISHABLE_KEY (${status}), so nobody can sign in`,
      "Set it to the publishable key of this project",
    );
  }
  if (status !== 200) {
    return warning(
      `the auth server responded with ${status}`,
      "Check SUPABASE_URL, and that the project isn't paused",
    );
  }
  if (unused.length > 0) {
    return warning(
      `${unused.join(", ")} is set, and OpsPulse never uses it`,
      "Remove it from this instance: it opens everything, past row-level security",
    );
  }
  return ok("the auth server takes the publishable key, and no key that opens more is set");
}

/** The role in a key that is a token; older projects have such keys. */
function roleOf(key: string): string | null {
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(key.split(".")[1] ?? "", "base64url").toString(),
    );
    return typeof claims === "object" && claims !== null && "role" in claims
      ? String(claims.role)
      : null;
  } catch {
    return null;
  }
}

const opensEverything = (key: string) =>
  key.startsWith("sb_secret_") || roleOf(key) === "service_role";

const serviceVariables = [
  "SUPABASE_SERVICE_ROLE_KEY",
  "SUPABASE_SECRET_KEY",
  "SUPABASE_SERVICE_KEY",
];

export const publishableKeyCheck = defineCheck({
  name: "publishable-key",
  look: async (instance): Promise<KeyFacts> => {
    const { publishableKey, variables } = instance.settings;
    const isServiceKey = opensEverything(publishableKey);
    const { status } = isServiceKey
      ? { status: 0 }
      : await instance.askSupabase("/auth/v1/settings");
    return {
      status,
      isServiceKey,
      unused: serviceVariables.filter((name) => (variables[name] ?? "").trim() !== ""),
    };
  },
  judge: judgePublishableKey,
});
