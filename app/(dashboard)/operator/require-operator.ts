import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { cache } from "react";
import { findSessionUser } from "@/lib/auth/get-user";
import { PATH_HEADER } from "@/lib/auth/safe-redirect";
import { isOperatorOf } from "@/lib/services/instance/operators";
import { getOwnInstance } from "@/lib/services/instance/own-instance";

/** Whether the reader is an operator of this instance. Looked up once for each request. */
export const findIsOperator = cache(async (): Promise<boolean> => {
  const user = await findSessionUser();
  return user !== null && (await isOperatorOf(getOwnInstance(), user));
});

/** Shows everybody but operators that there is no such page. */
export async function requireOperator(): Promise<void> {
  if (!(await findIsOperator())) notFound();
}

/**
 * The same, for the frame around the page, where the page is what was asked for: a page that doesn't exist
 * has no frame.
 */
export async function hideOperatorPage(): Promise<void> {
  const path = (await headers()).get(PATH_HEADER) ?? "";
  if (/^\/operator(?:[/?]|$)/.test(path)) await requireOperator();
}
