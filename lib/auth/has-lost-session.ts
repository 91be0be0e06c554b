import { headers } from "next/headers";
import { getUser } from "@/lib/auth/get-user";

/** Whether a request is a form that a browser sent without the app's script. */
export function isPlainFormPost(requestHeaders: Headers): boolean {
  return (
    requestHeaders.get("content-type")?.startsWith("multipart/form-data") === true &&
    !requestHeaders.has("next-action")
  );
}

/**
 * Whether the page responds to a form of a user whose session has ended. A redirect to the sign-in
 * page would lose the form's contents.
 */
export async function hasLostSession(): Promise<boolean> {
  return isPlainFormPost(await headers()) && (await getUser()) === null;
}
