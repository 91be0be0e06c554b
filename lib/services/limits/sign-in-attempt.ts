import { createHash } from "node:crypto";
import { endSignIn, startSignIn, takeBackSignIn } from "@/db/queries/rate-counters";
import type { RateContext } from "@/lib/services/context";
import { chargeOf, countedAddress, counterKey } from "@/lib/services/limits/charge-rate";

/** Who tries to sign in, and to what. */
export type SignInAttempt = { email: string; address: string };

/**
 * The pair of address and account: somebody elsewhere who guesses a password pauses themselves, and
 * never the owner of the account.
 */
function pairKey({ email, address }: SignInAttempt): string {
  const pair = JSON.stringify([countedAddress(address), email.toLowerCase()]);
  return `sign_in_pair:${createHash("sha256").update(pair).digest("base64url")}`;
}

const addressSubject = ({ address }: SignInAttempt) =>
  ({ limit: "sign_in_failures_address", of: countedAddress(address) }) as const;

/**
 * Counts an attempt to sign in before it is made. Returns the seconds to wait where it may not be made
 * now, or null. With the limit of addresses turned off there are no pauses either.
 */
export async function beginSignIn(
  context: RateContext,
  attempt: SignInAttempt,
): Promise<number | null> {
  const address = chargeOf(context, addressSubject(attempt));
  return address === null ? null : startSignIn(context.db, pairKey(attempt), address);
}

/** Forgets the failures of a pair after the right password. */
export async function completeSignIn(context: RateContext, attempt: SignInAttempt): Promise<void> {
  await endSignIn(context.db, pairKey(attempt), counterKey(addressSubject(attempt)));
}

/** Takes back an attempt whose password nobody has judged, because the auth server doesn't respond. */
export async function withdrawSignIn(context: RateContext, attempt: SignInAttempt): Promise<void> {
  await takeBackSignIn(context.db, pairKey(attempt), counterKey(addressSubject(attempt)));
}
