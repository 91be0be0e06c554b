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
 * Whether what was asked for is the operator's page, by somebody who is none. The frame around it then shows
 * that there is no such page: one that doesn't exist has no frame.
 */
export async function isPageHidden(): Promise<boolean> {
  const path = (await headers()).get(PATH_HEADER) ?? "";
  return /^\/operator(?:[/?]|$)/.test(path) && !(await findIsOperator());
}
