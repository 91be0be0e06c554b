import { notFound } from "next/navigation";
import { cache } from "react";
import { findOrNull } from "@/app/find-or-null";
import { requireContext } from "@/lib/auth/require-context";
import { getRoutine } from "@/lib/services/routines/get-routine";

/**
 * The routine of a page, or the not-found page where the workspace has none. Read once a request.
 */
export const routineOrNotFound = cache(async (id: string) => {
  const { context } = await requireContext();
  const routine = (await findOrNull(getRoutine(context, id))) ?? notFound();
  return { context, routine };
});
