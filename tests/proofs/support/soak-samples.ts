import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { MINUTE_MS } from "@/lib/domain/time-units";

/** What a process held at a moment, as `soak-probe.cjs` writes it down. */
export type Sample = {
  atMs: number;
  name: string;
  rssBytes: number;
  heapBytes: number;
  sockets: number;
  timers: number;
  handles: number;
};

/** The samples of each process, by its id. */
export async function readSamples(directory: string): Promise<Map<string, Sample[]>> {
  const found = new Map<string, Sample[]>();
  for (const pid of await readdir(directory)) {
    const lines = (await readFile(join(directory, pid), "utf8")).trimEnd().split("\n");
    found.set(
      pid,
      lines.map((line) => JSON.parse(line) as Sample),
    );
  }
  return found;
}

/** The growth of a quantity in a minute: the slope of the line with the least squares. */
export function growthPerMinute(samples: readonly Sample[], read: (of: Sample) => number): number {
  const points = samples.map((sample) => ({ x: sample.atMs / MINUTE_MS, y: read(sample) }));
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  const spread = mean(points.map(({ x }) => (x - meanX) ** 2));
  return mean(points.map(({ x, y }) => (x - meanX) * (y - meanY))) / spread;
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
