import { z } from "zod";

export const MIN_PASSWORD_CHARACTERS = 8;

/** The limit of bcrypt, with which the auth server hashes passwords. */
const MAX_PASSWORD_BYTES = 72;

const email = z
  .string({ error: "email_required" })
  .trim()
  .min(1, { error: "email_required" })
  .max(254, { error: "email_invalid" })
  .pipe(z.email({ error: "email_invalid" }));

const presentPassword = z
  .string({ error: "password_required" })
  .min(1, { error: "password_required" });

const newPassword = z
  .string({ error: "password_required" })
  .min(1, { error: "password_required", abort: true })
  .min(MIN_PASSWORD_CHARACTERS, { error: "password_too_short" })
  .refine((password) => Buffer.byteLength(password) <= MAX_PASSWORD_BYTES, {
    error: "password_too_long",
  });

export const signInInput = z.object({ email, password: presentPassword });
export const signUpInput = z.object({ email, password: newPassword });
export const passwordResetRequest = z.object({ email });
export const passwordResetInput = z.object({ password: newPassword });
export const passwordChangeInput = z.object({
  current_password: presentPassword,
  new_password: newPassword,
});

/** A problem of a form. `code` is a key of the messages; an empty `path` means the whole form. */
export type FormProblem = { path: string; code: string; params?: Record<string, number> };

/** The first problem of each field. */
export function toFormProblems(error: z.ZodError): FormProblem[] {
  const first = new Map<string, string>();
  for (const issue of error.issues) {
    const path = issue.path.join(".");
    if (!first.has(path)) {
      first.set(path, issue.message);
    }
  }
  return [...first].map(([path, code]) => ({ path, code }));
}
