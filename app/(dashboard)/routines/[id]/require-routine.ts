import { notFound } from "next/navigation";
import { cache } from "react";
import { requireContext } from "@/lib/auth/require-context";
import { NotFoundError } from "@/lib/domain/errors";
import { getRoutine } from "@/lib/services/routines/get-routine";

/**
 * The routine of a page, or the not-found page where the workspace has none. Read once a request.
 */
export const requireRoutine = cache(async (id: string) => {
  const { context } = await requireContext();
  try {
    return { context, routine: await getRoutine(context, id) };
  } catch (error) {
    if (error instanceof NotFoundError) notFound();
    throw error;
  }
});
