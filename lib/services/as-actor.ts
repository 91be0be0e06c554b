import { asUser, type Transaction } from "@/db/client";
import type { ServiceContext } from "@/lib/services/context";

/** Runs `work` under the row-level security of the context's user. */
export function asActor<Result>(
  context: Pick<ServiceContext, "db" | "actor">,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return asUser(context.db, { sub: context.actor.userId }, work);
}
