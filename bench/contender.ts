import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";

const contenderInput = z.object({
  databaseUrl: z.string(),
  endpointOrigin: z.string(),
  jobs: z.number(),
  concurrency: z.number(),
  /** When the herd is due, by the clock of this machine. */
  dueAtMs: z.number(),
  isSameWork: z.boolean(),
});

export type ContenderInput = z.infer<typeof contenderInput>;

export const contenderReport = z.object({
  /** From when the herd was due until the last history row was written. */
  tookMs: z.number(),
  /** Of the contender's process alone, user and system. */
  cpuMs: z.number(),
});

type ContenderReport = z.infer<typeof contenderReport>;

/** Ready to go: `drain` is called when the herd is due, and resolves when all of it is in the history. */
type Contender = { drain: () => Promise<unknown>; close: () => Promise<void> };

const cpuMs = () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return (userCPUTime + systemCPUTime) / 1000;
};

/** The main function of a contender's process. */
export async function runContender(
  prepare: (input: ContenderInput) => Promise<Contender>,
): Promise<void> {
  const input = contenderInput.parse(JSON.parse(process.argv[2] ?? ""));
  const contender = await prepare(input);
  const leadMs = input.dueAtMs - Date.now();
  if (leadMs < 0) throw new Error("The contender was not ready when the herd was due.");
  await delay(leadMs);
  const cpuBeforeMs = cpuMs();
  await contender.drain();
  const report: ContenderReport = {
    tookMs: Date.now() - input.dueAtMs,
    cpuMs: cpuMs() - cpuBeforeMs,
  };
  process.send?.(report);
  await contender.close();
  process.disconnect();
}
