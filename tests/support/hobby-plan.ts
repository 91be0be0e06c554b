import { z } from "zod";

/** What Vercel's Hobby plan allows, by its documentation of functions and of the use of cron jobs. */
const HOBBY = { crons: 100, functionSeconds: 300, functionBytes: 250 * 1024 * 1024 };

const cron = z.object({ path: z.string(), schedule: z.string() });

/** The part of `vercel.json`, and of a build's `config.json`, that says what calls the deployment. */
export const cronsOf = z.object({ crons: z.array(cron).default([]) });

/** A function of a build, as its `.vc-config.json` describes it. */
export type BuiltFunction = { name: string; maxDuration?: number | undefined; bytes: number };

const isOneValue = (field: string | undefined) => field !== undefined && /^\d+$/.test(field);

/**
 * Why the Hobby plan would refuse the cron jobs of a deployment; none where it accepts them. It refuses the
 * whole deployment for one that runs more often than daily: whose minute and hour aren't one value each.
 */
export function findCronProblems(crons: readonly z.infer<typeof cron>[]): string[] {
  const problems = crons.flatMap(({ path, schedule }) => {
    const fields = schedule.trim().split(/\s+/);
    const found: string[] = [];
    if (fields.length !== 5) found.push(`${schedule} doesn't have five fields`);
    else if (!isOneValue(fields[0]) || !isOneValue(fields[1])) {
      found.push(`${schedule} runs more often than daily`);
    }
    if (!path.startsWith("/")) found.push(`${path} isn't a path`);
    return found;
  });
  return crons.length > HOBBY.crons ? [...problems, `there are ${crons.length}`] : problems;
}

/** Why the Hobby plan would refuse a function, or end it early; none where it does neither. */
export function findFunctionProblems(functions: readonly BuiltFunction[]): string[] {
  return functions.flatMap(({ name, maxDuration = 0, bytes }) => [
    ...(maxDuration > HOBBY.functionSeconds ? [`${name} may take ${maxDuration} seconds`] : []),
    ...(bytes > HOBBY.functionBytes ? [`${name} has ${bytes} bytes`] : []),
  ]);
}
