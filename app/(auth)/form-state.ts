import type { ActionResult } from "@/lib/domain/action-result";

/**
 * What a form of these pages shows after it was sent. The address is kept, a password never is.
 * The messages of its problems are in the reader's language.
 */
export type AuthFormState = (ActionResult<null> & { email: string }) | null;

export type AuthAction = (state: AuthFormState, form: FormData) => Promise<AuthFormState>;
