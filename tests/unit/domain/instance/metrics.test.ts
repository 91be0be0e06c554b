import { expect, test } from "vitest";
import { formatMetrics, histogram } from "@/lib/domain/instance/metrics";

test("a family has its help, its type and its samples, and labels are escaped", () => {
  const text = formatMetrics([
    {
      name: "a_total",
      help: "Back\\slash\nand line.",
      type: "counter",
      samples: [{ labels: { name: 'q"\\\n' }, value: 2 }, { value: Infinity }],
    },
    { name: "b", help: "Nothing is known.", type: "gauge", samples: [] },
  ]);
  expect(text).toBe(
    [
      "# HELP a_total Back\\\\slash\\nand line.",
      "# TYPE a_total counter",
      'a_total{name="q\\"\\\\\\n"} 2',
      "a_total +Inf",
      "",
    ].join("\n"),
  );
});

test("a histogram counts what lies below each bound, and all of it", () => {
  const family = { name: "h_seconds", help: "H.", bounds: [0.1, 1], counts: [3, 0, 2], sum: 9.5 };
  expect(
    formatMetrics([histogram(family)])
      .split("\n")
      .slice(2),
  ).toEqual([
    'h_seconds_bucket{le="0.1"} 3',
    'h_seconds_bucket{le="1"} 3',
    'h_seconds_bucket{le="+Inf"} 5',
    "h_seconds_sum 9.5",
    "h_seconds_count 5",
    "",
  ]);
});
