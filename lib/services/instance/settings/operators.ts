import { findAccounts } from "@/db/queries/users";
import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import { isOperator, type Account } from "@/lib/domain/instance/operator";
import { defineCheck } from "@/lib/services/instance/check";
import { isConfirmationProof } from "@/lib/services/instance/operators";

type OperatorFacts = {
  /** As OPERATORS names them. */
  names: readonly string[];
  /** The accounts that have one of these ids or addresses. */
  accounts: readonly Account[];
  isConfirmationProof: boolean;
};

export function judgeOperators(facts: OperatorFacts): Finding {
  const { names, accounts } = facts;
  if (names.length === 0) return ok("OPERATORS isn't set, so nobody sees /operator");
  const counted = accounts.filter((account) => isOperator(account, names, facts));
  const byAddress = accounts.filter(({ id }) => !names.includes(id));
  if (!facts.isConfirmationProof && byAddress.length > 0) {
    const pairs = byAddress.map(({ id, email }) => `${email ?? ""} = ${id}`).join(", ");
    return problem(
      "OPERATORS names accounts by address, but the auth server confirms any address by itself, so these don't count",
      `If these are the right accounts, name them by id (${pairs}), or have emails confirmed (AUTH_EMAIL_CONFIRMATION=on; in Supabase, “Confirm email”)`,
    );
  }
  if (counted.length === 0) {
    return warning(
      "no account is an operator yet",
      "Sign up with an address of OPERATORS, and confirm it; the demo account never counts",
    );
  }
  return ok(`accounts that see /operator: ${counted.length}`);
}

export const operatorsCheck = defineCheck({
  name: "operators",
  look: async (instance): Promise<OperatorFacts> => {
    const names = instance.settings.env.OPERATORS;
    if (names.length === 0) return { names, accounts: [], isConfirmationProof: true };
    return {
      names,
      accounts: await findAccounts(await instance.database(), names),
      isConfirmationProof: await isConfirmationProof(instance),
    };
  },
  judge: judgeOperators,
});
