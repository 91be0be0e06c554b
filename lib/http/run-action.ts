import { unstable_rethrow } from "next/navigation";
import { getUser } from "@/lib/auth/get-user";
import { requireContext } from "@/lib/auth/require-context";
import type { ActionResult } from "@/lib/domain/action-result";
import { ValidationError } from "@/lib/domain/errors";
import { toDomainError } from "@/lib/http/problem";
import { arrive } from "@/lib/http/visit";
import { log } from "@/lib/log";
import type { ServiceContext } from "@/lib/services/context";

/**
 * Runs a verb for a form of the signed-in user, and maps its errors to a result. Without a session
 * the result is UNAUTHENTICATED: a redirect would lose the form's contents. An unexpected error is
 * logged and becomes INTERNAL.
 */
export async function runAction<Data>(
  verb: (context: ServiceContext) => Promise<Data>,
): Promise<ActionResult<Data>> {
  arrive();
  try {
    if ((await getUser()) === null) return { ok: false, code: "UNAUTHENTICATED", fieldErrors: [] };
    const { context } = await requireContext();
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
    };
  }
}
