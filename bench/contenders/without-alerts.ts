import { registerHooks } from "node:module";

/**
 * Takes alerts out of OpsPulse as it is loaded: recording logs nothing, and the tick decides on nothing.
 * What is left is what the benchmark compares with.
 */

const cuts: readonly { file: string; find: RegExp; replace: string }[] = [
  {
    file: "/db/queries/record-runs.ts",
    find: /signalled as \([^)]*\)[^)]*\), /,
    replace: "",
  },
  {
    file: "/db/queries/record-runs.ts",
    find: /,\s+alert_watch = r\.alert_watch or coalesce\(o\.is_bad, false\)/,
    replace: "",
  },
  {
    file: "/lib/services/alerts/run-alerts.ts",
    find: /async function runAlerts\([^)]*\)\s*\{/,
    replace: "$& return { opened: 0, resolved: 0, sent: 0, failed: 0 };",
  },
];

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const own = cuts.filter(({ file }) => url.endsWith(file));
    if (own.length === 0) return loaded;
    const { source: read } = loaded;
    const text = typeof read === "string" ? read : new TextDecoder().decode(read ?? undefined);
    const source = own.reduce((current, { find, replace }) => {
      if (current.split(find).length !== 2) {
        throw new Error(`${String(find)} is not in ${url} once: the benchmark is out of date.`);
      }
      return current.replace(find, replace);
    }, text);
    return { ...loaded, source };
  },
});
