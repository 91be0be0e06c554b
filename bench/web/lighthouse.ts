import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { Page } from "@/bench/web/pages";
import { MINUTE_MS } from "@/lib/domain/time-units";
import { findChromium } from "@/scripts/test/chromium";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");

/** Fetched by npm when it is asked for: it brings more packages than the product has. */
const LIGHTHOUSE = "lighthouse@13.5.0";

const LONGEST_REPORT_MS = 5 * MINUTE_MS;
const MOST_OUTPUT_BYTES = 64 * 1_024 * 1_024;

const formFactors = ["desktop", "mobile"] as const;
type FormFactor = (typeof formFactors)[number];

const CHROME_FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  // Loopback, and nothing else, has an address.
  "--host-resolver-rules='MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'",
].join(" ");

/**
 * Its own advice is the median of five runs. On a phone nine: when a busy machine draws the first frame
 * late, which is once in a few runs, performance is several points lower.
 */
const RUNS: Record<FormFactor, number> = { desktop: 3, mobile: 9 };

/** Where Lighthouse itself draws the line between green and orange. */
const GOOD_SCORE = 0.9;

const audit = z.object({
  score: z.number().nullable(),
  scoreDisplayMode: z.string(),
  displayValue: z.string().optional(),
});

const report = z.object({
  categories: z.record(
    z.string(),
    z.object({
      score: z.number().nullable(),
      auditRefs: z.array(z.object({ id: z.string(), weight: z.number() })),
    }),
  ),
  audits: z.record(z.string(), audit),
});

export type Rating = {
  /** From 0 to 100, by category; null where Lighthouse has none. */
  scores: Record<string, number | null>;
  /** The audits that did not pass or broke down, whatever they weigh, as `id (value)`. */
  failed: string[];
};

function hasFailed({ score, scoreDisplayMode }: z.infer<typeof audit>): boolean {
  if (scoreDisplayMode === "error") return true;
  return score !== null && score < GOOD_SCORE && scoreDisplayMode !== "informative";
}

/**
 * The scores and failures in a report of Lighthouse.
 * @throws {z.ZodError} where it is none.
 */
export function readReport(json: unknown): Rating {
  const { categories, audits } = report.parse(json);
  const scores = Object.fromEntries(
    Object.entries(categories).map(([id, { score }]) => [
      id,
      score === null ? null : Math.round(score * 100),
    ]),
  );
  const ids = new Set(
    Object.values(categories).flatMap(({ auditRefs }) => auditRefs.map(({ id }) => id)),
  );
  const failed = [...ids].flatMap((id) => {
    const found = audits[id];
    if (found === undefined || !hasFailed(found)) return [];
    return [found.displayValue === undefined ? id : `${id} (${found.displayValue})`];
  });
  return { scores, failed };
}

/** The scores of several runs by category, from 0 to 100; null where one of them has none. */
export type Spread = Record<string, { median: number; least: number; most: number } | null>;

/** The middle one and the ends of the scores of some runs, by category. */
export function spreadOf(ratings: readonly Rating[]): Spread {
  const ids = Object.keys(ratings[0]?.scores ?? {});
  return Object.fromEntries(
    ids.map((id) => {
      const scores = ratings.map((rating) => rating.scores[id] ?? null);
      const known = scores.filter((score) => score !== null).sort((a, b) => a - b);
      const [least, median, most] = [known[0], known[Math.floor(known.length / 2)], known.at(-1)];
      const isKnown = known.length === ratings.length;
      return isKnown && least !== undefined && median !== undefined && most !== undefined
        ? [id, { median, least, most }]
        : [id, null];
    }),
  );
}

type PageRating = { page: Page; formFactor: FormFactor; scores: Spread; failed: string[] };

/**
 * Rates pages with Lighthouse on the pinned Node.js and a Chromium that reaches nothing but loopback:
 * all of them in turns, several times, so that a busy moment of the machine is not that of one page.
 * `failed` names what any of the runs found.
 */
export async function rateWithLighthouse(pages: readonly Page[]): Promise<PageRating[]> {
  const chromium = findChromium(root);
  const directory = await mkdtemp(join(tmpdir(), "opspulse-lighthouse-"));
  const rated = pages.flatMap((page) =>
    formFactors.map((formFactor) => ({ page, formFactor, ratings: [] as Rating[] })),
  );
  try {
    for (let turn = 0; turn < Math.max(...Object.values(RUNS)); turn += 1) {
      for (const { page, formFactor, ratings } of rated) {
        if (turn >= RUNS[formFactor]) continue;
        // Not on the command line: every process of the machine may read those.
        const headers = join(directory, "headers.json");
        const sent = page.cookie === null ? {} : { Cookie: page.cookie };
        await writeFile(headers, JSON.stringify(sent), { mode: 0o600 });
        const rate = () => lighthouse(page.url, { formFactor, headers, chromium });
        // Once in dozens of loads Chromium records no trace, which says nothing of the page.
        ratings.push(readReport(await rate().catch(rate)));
      }
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return rated.map(({ page, formFactor, ratings }) => ({
    page,
    formFactor,
    scores: spreadOf(ratings),
    failed: [...new Set(ratings.flatMap(({ failed }) => failed))],
  }));
}

async function lighthouse(
  url: string,
  options: { formFactor: FormFactor; headers: string; chromium: string },
): Promise<unknown> {
  const { stdout } = await run(
    "npm",
    [
      "exec",
      "--yes",
      `--package=${LIGHTHOUSE}`,
      "--",
      "lighthouse",
      url,
      "--output=json",
      "--quiet",
      "--no-enable-error-reporting",
      `--extra-headers=${options.headers}`,
      `--chrome-flags=${CHROME_FLAGS}`,
      ...(options.formFactor === "desktop" ? ["--preset=desktop"] : []),
    ],
    {
      timeout: LONGEST_REPORT_MS,
      maxBuffer: MOST_OUTPUT_BYTES,
      env: {
        ...process.env,
        PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}`,
        CHROME_PATH: options.chromium,
      },
    },
  );
  const parsed: unknown = JSON.parse(stdout);
  return parsed;
}
