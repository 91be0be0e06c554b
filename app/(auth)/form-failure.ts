import { getTranslations } from "next-intl/server";
import type { AuthErrorReason } from "@/lib/auth/auth-error";
import { MIN_PASSWORD_CHARACTERS, toFormProblems, type FormProblem } from "@/lib/auth/credentials";
import type { ActionFailure } from "@/lib/domain/action-result";
import { waitParams } from "@/lib/domain/limits/wait-time";

/** The problem to show where the auth server failed; null where the input has the problem. */
export function serverProblemOf(
  failure: AuthErrorReason,
): "unreachable" | "too_many_attempts" | null {
  switch (failure) {
    case "unreachable":
    case "server_error":
      return "unreachable";
    case "too_many_attempts":
    case "too_many_emails":
      return "too_many_attempts";
    case "password_too_weak":
    case "password_unchanged":
    case "refused":
    case "sign_up_closed":
      return null;
  }
}

/** The failure that a form shows: the auth server's, else the one of the input. */
export async function failOf(
  failure: AuthErrorReason,
  code: ActionFailure["code"],
  problem: FormProblem,
): Promise<ActionFailure> {
  const serverProblem = serverProblemOf(failure);
  return serverProblem === null
    ? fail(code, problem)
    : fail("UNAVAILABLE", { path: "", code: serverProblem });
}

/** A failure with the text of each problem in the reader's language. */
export async function fail(
  code: ActionFailure["code"],
  ...problems: FormProblem[]
): Promise<ActionFailure> {
  const t = await getTranslations("auth.problems");
  return {
    ok: false,
    code,
    fieldErrors: problems.map((problem) => ({
      ...problem,
      message: t(problem.code, { min: MIN_PASSWORD_CHARACTERS, ...problem.params }),
    })),
  };
}

/** The failure of what was done too often, with the time to wait. */
export const failTooOften = (retryAfterSeconds: number): Promise<ActionFailure> =>
  fail("RATE_LIMITED", { path: "", code: "try_later", params: waitParams(retryAfterSeconds) });

export const failInput = (error: Parameters<typeof toFormProblems>[0]): Promise<ActionFailure> =>
  fail("VALIDATION", ...toFormProblems(error));

/** The email address of a form, which shows it again after a failure. */
export function readEmail(form: FormData): string {
  const email = form.get("email");
  return typeof email === "string" ? email : "";
}
