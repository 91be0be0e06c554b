import { redirect } from "next/navigation";
import { ValidationError } from "@/lib/domain/errors";

/** A page of a list; where its address asks for one that cannot be, such as of an old cursor, the whole list. */
export async function orPlainList<Page>(page: Promise<Page>, path: string): Promise<Page> {
  try {
    return await page;
  } catch (error) {
    if (error instanceof ValidationError) redirect(path);
    throw error;
  }
}
