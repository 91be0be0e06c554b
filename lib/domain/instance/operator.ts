import { demoAccount } from "@/lib/domain/workspace/demo-account";

export type Account = { id: string; email: string | null; isConfirmed: boolean };

/**
 * Whether an account is among `operators`, which names them by email address or id, in lower case.
 * An address counts where it is confirmed, and where that proves anything: an auth server that confirms
 * addresses itself gives any address to the first who signs up with it. The demo account, whose password
 * everybody knows, never is one.
 */
export function isOperator(
  { id, email, isConfirmed }: Account,
  operators: readonly string[],
  { isConfirmationProof }: { isConfirmationProof: boolean },
): boolean {
  const address = email?.toLowerCase();
  if (address === demoAccount.email) return false;
  if (operators.includes(id.toLowerCase())) return true;
  return isConfirmed && isConfirmationProof && address !== undefined && operators.includes(address);
}
