import { headers } from "next/headers";
import { getUser } from "@/lib/auth/get-user";

/** Whether a request is a form that a browser sent by itself, without our script. */
export function isPlainFormPost(requestHeaders: Headers): boolean {
  return (
    requestHeaders.get("content-type")?.startsWith("multipart/form-data") === true &&
    !requestHeaders.has("next-action")
  );
}

/**
 * Whether the page answers a form of somebody whose session has ended. A redirect to the sign-in
 * page would lose what the form holds.
 */
export async function hasLostSession(): Promise<boolean> {
  return isPlainFormPost(await headers()) && (await getUser()) === null;
}
