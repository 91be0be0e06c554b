/** A family of samples of one kind, as Prometheus' text format 0.0.4 has them. */
export type Metric = {
  name: string;
  help: string;
  type: "counter" | "gauge" | "histogram";
  samples: readonly Sample[];
};

type Sample = {
  /** What follows the name of the family, such as `_bucket`. */
  suffix?: string;
  labels?: Readonly<Record<string, string>>;
  value: number;
};

/** The type of a response in this format. */
export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

const escapeHelp = (text: string) => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
const escapeLabel = (text: string) => escapeHelp(text).replaceAll('"', '\\"');

function formatValue(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value);
}

function formatSample(name: string, { suffix = "", labels = {}, value }: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  const set = pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
  return `${name}${suffix}${set} ${formatValue(value)}`;
}

/** The text of metrics, each family with its help and type. A family without samples is left out. */
export function formatMetrics(metrics: readonly Metric[]): string {
  const lines = metrics
    .filter(({ samples }) => samples.length > 0)
    .flatMap(({ name, help, type, samples }) => [
      `# HELP ${name} ${escapeHelp(help)}`,
      `# TYPE ${name} ${type}`,
      ...samples.map((sample) => formatSample(name, sample)),
    ]);
  return `${lines.join("\n")}\n`;
}

type Histogram = {
  name: string;
  help: string;
  /** Ascending upper bounds, each included, in the unit of the name. */
  bounds: readonly number[];
  /** How many lie up to each bound and above the one before it; one more for what is above all. */
  counts: readonly number[];
  sum: number;
};

/** A histogram: the number of what lies up to each bound, cumulated, with the sum and the number of all. */
export function histogram({ name, help, bounds, counts, sum }: Histogram): Metric {
  let below = 0;
  const buckets = bounds.map((bound, index) => {
    below += counts[index] ?? 0;
    return { suffix: "_bucket", labels: { le: formatValue(bound) }, value: below };
  });
  const count = counts.reduce((total, each) => total + each, 0);
  return {
    name,
    help,
    type: "histogram",
    samples: [
      ...buckets,
      { suffix: "_bucket", labels: { le: "+Inf" }, value: count },
      { suffix: "_sum", value: sum },
      { suffix: "_count", value: count },
    ],
  };
}
