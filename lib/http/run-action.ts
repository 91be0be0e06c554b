import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import { findSessionUser } from "@/lib/auth/get-user";
import { requireContext } from "@/lib/auth/require-context";
import { isSameOrigin } from "@/lib/auth/same-origin";
import type { ActionResult } from "@/lib/domain/action-result";
import { TryLaterError, ValidationError } from "@/lib/domain/errors";
import { getEnv } from "@/lib/env";
import { toDomainError } from "@/lib/http/problem";
import { arrive } from "@/lib/http/visit";
import { log } from "@/lib/log";
import type { ServiceContext } from "@/lib/services/context";
import { chargeMember, requireGranted, type MemberRate } from "@/lib/services/limits/charge-rate";
import { chargeRead } from "@/lib/services/limits/charge-reads";

/** What an action is counted as, and how many times; null for one that only reads, which counts as a read. */
type ActionOptions = { rate?: MemberRate | null; amount?: number };

/**
 * Runs a verb for a form of the signed-in user, and maps its errors to a result. Without a session
 * the result is UNAUTHENTICATED: a redirect would lose the form's contents. A call that no page of this
 * site has sent is FORBIDDEN. An unexpected error is logged and becomes INTERNAL. What is done too often
 * is RATE_LIMITED, and nothing is done.
 */
export async function runAction<Data>(
  verb: (context: ServiceContext) => Promise<Data>,
  { rate = "writes", amount = 1 }: ActionOptions = {},
): Promise<ActionResult<Data>> {
  arrive();
  try {
    if (!isSameOrigin(await headers(), getEnv().APP_URL)) {
      return { ok: false, code: "FORBIDDEN", fieldErrors: [] };
    }
    if ((await findSessionUser()) === null) {
      return { ok: false, code: "UNAUTHENTICATED", fieldErrors: [] };
    }
    const { context } = await requireContext();
    requireGranted(rate === null ? chargeRead(context) : await chargeMember(context, rate, amount));
    return { ok: true, data: await verb(context) };
  } catch (error) {
    unstable_rethrow(error);
    const known = toDomainError(error);
    if (known === null || known.code === "UNAVAILABLE") {
      log.error({ err: known?.cause ?? error }, "action failed");
    }
    return {
      ok: false,
      code: known?.code ?? "INTERNAL",
      fieldErrors: known instanceof ValidationError ? known.problems : [],
      ...(known instanceof TryLaterError && { retryAfterSeconds: known.retryAfterSeconds }),
    };
  }
}
