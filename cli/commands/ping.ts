import { pingInstance } from "@/cli/api/endpoints";
import { defineCommand } from "@/cli/arguments/define-command";
import { CommandError } from "@/cli/errors";
import { exitCodes } from "@/cli/exit-codes";

export const ping = defineCommand({
  name: "ping",
  does: "checks that the instance serves, its database responds, and the key is good",
  details: [
    "Ends with 1 where the instance can't be reached or doesn't serve. The key needs the scope ping, and no other.",
  ],
  run: async ({ output, session }) => {
    const api = await session.signedIn();
    const startedAtMs = performance.now();
    try {
      const { text: json } = await pingInstance(api);
      output.json(json);
      output.line(`${api.origin} is fine: ${Math.round(performance.now() - startedAtMs)} ms`);
      return exitCodes.fine;
    } catch (error) {
      if (!(error instanceof CommandError) || error.exitCode !== exitCodes.unavailable) throw error;
      throw new CommandError(error.message, exitCodes.failed, error.lines);
    }
  },
});
