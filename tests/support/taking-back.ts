import type { Transaction } from "@/db/client";

/** Runs `work` in the transaction that `begin` makes, and rolls it back whatever it did. */
export async function takingBack<Result>(
  begin: (inside: (tx: Transaction) => Promise<never>) => Promise<never>,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const result = Promise.withResolvers<Result>();
  const takenBack = new Error("taken back");
  try {
    await begin(async (tx) => {
      result.resolve(await work(tx));
      throw takenBack;
    });
  } catch (error) {
    if (error !== takenBack) throw error;
  }
  return result.promise;
}
