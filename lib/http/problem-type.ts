import { problemTypeUrl, type ProblemCode } from "@/lib/domain/api/problem-types";
import { getEnv } from "@/lib/env";

/** The start of this instance's URLs; empty where the environment can't be read, for a relative one. */
function readAppUrl(): string {
  try {
    return getEnv().APP_URL;
  } catch {
    return "";
  }
}

/** The `type` of a problem: the page of this instance's documentation that explains the code. */
export const problemType = (code: ProblemCode): string => problemTypeUrl(readAppUrl(), code);
