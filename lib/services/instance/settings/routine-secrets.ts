import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import { groupVariables } from "@/lib/egress/secrets/secret-variables";
import { defineCheck } from "@/lib/services/instance/check";
import { askAuthServer } from "@/lib/services/instance/settings/ask-auth-server";

type SecretFacts = {
  secrets: readonly { name: string; hasWorkspaces: boolean; isBeingRotated: boolean }[];
  /** Whether strangers can get an account, by the app or by the auth server. */
  isSignUpOpen: boolean;
};

const listOf = (secrets: SecretFacts["secrets"]) =>
  secrets.map(({ name }) => `ROUTINE_SECRET_${name}`).join(", ");

/** Origins aren't judged: no instance starts with a secret that has none. */
export function judgeRoutineSecrets({ secrets, isSignUpOpen }: SecretFacts): Finding {
  if (secrets.length === 0) return ok("no secret is set up for routines");
  const unscoped = secrets.filter(({ hasWorkspaces }) => !hasWorkspaces);
  if (unscoped.length > 0 && isSignUpOpen) {
    return problem(
      `strangers can create an account and then use ${listOf(unscoped)}`,
      "Give each an __WORKSPACES list, or close sign-up in the app and in the auth server",
    );
  }
  const rotated = secrets.filter(({ isBeingRotated }) => isBeingRotated);
  if (rotated.length > 0) {
    return warning(
      `${listOf(rotated)} still sign with their previous key too`,
      "Remove __PREVIOUS when all receivers have the new key",
    );
  }
  return ok(
    `${secrets.length} secrets, each for its origins${unscoped.length === 0 ? " and workspaces" : ""}`,
  );
}

export const routineSecretsCheck = defineCheck({
  name: "routine-secrets",
  look: async (instance): Promise<SecretFacts> => {
    const { settings } = instance;
    const secrets = Array.from(groupVariables(settings.variables, []))
      .filter(([, { value }]) => value !== null)
      .map(([name, { settings: given }]) => ({
        name,
        hasWorkspaces: given.has("WORKSPACES"),
        isBeingRotated: given.has("PREVIOUS"),
      }));
    const isSignUpOpen =
      secrets.length > 0 &&
      (settings.env.SIGN_UP === "open" || (await askAuthServer(instance)).isOpen);
    return { secrets, isSignUpOpen };
  },
  judge: judgeRoutineSecrets,
});
