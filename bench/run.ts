import type { Bench } from "@/bench/bench";

/** `npm run bench -- NAME [flags]`: runs one benchmark, prints a table, and asserts no timing. */

const benches: Readonly<Record<string, { about: string; load: () => Promise<{ bench: Bench }> }>> =
  {
    scheduler: {
      about: "a herd due at one moment: the tick, graphile-worker, pg-boss and bare undici",
      load: () => import("@/bench/scheduler"),
    },
    alerts: {
      about: "recording with incidents, groups and outbox, against recording without",
      load: () => import("@/bench/alerts"),
    },
    claim: {
      about: "the cost of one claim with a thousand, a hundred thousand and a million routines",
      load: () => import("@/bench/claim"),
    },
    fairness: {
      about:
        "when five routines start behind a neighbour that hangs, is slow, or has thousands due",
      load: () => import("@/bench/fairness"),
    },
    requests: {
      about: "a request through the egress guard and its reader, beside undici alone",
      load: () => import("@/bench/requests"),
    },
    api: {
      about: "requests with an API key over a large history: their time, and what a key writes",
      load: () => import("@/bench/api"),
    },
    web: {
      about: "the pages of the app over a large history: their time, and their JavaScript",
      load: () => import("@/bench/web"),
    },
  };

function help(): string {
  const width = Math.max(...Object.keys(benches).map((name) => name.length));
  return [
    "npm run bench -- NAME [flags]",
    "",
    ...Object.entries(benches).map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}`),
    "",
    "npm run bench -- NAME --help lists the flags of one.",
  ].join("\n");
}

const [name = "", ...flags] = process.argv.slice(2);
const chosen = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (chosen === undefined) {
  const isAskedFor = name === "" || name === "--help";
  console.log(isAskedFor ? help() : `There is no bench "${name}".\n\n${help()}`);
  process.exitCode = isAskedFor ? 0 : 1;
} else {
  const { bench } = await chosen.load();
  if (flags.includes("--help")) console.log(bench.help);
  else await bench.run(flags);
}
