import { SERVER_PLACE } from "@/cli/built-in-server";
import { program } from "@/cli/bundled-program";

/** The command line as the instance at `origin` serves it: the program knows where it came from. */
export const programOf = (origin: string): string =>
  program.replace(JSON.stringify(SERVER_PLACE), () => JSON.stringify(origin));
