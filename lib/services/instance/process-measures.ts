import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Metric } from "@/lib/domain/instance/metrics";
import { perProcess } from "@/lib/per-process";

const NS = 1e-9;

/** The delay of the event loop, measured from the first time that somebody asks. */
function getDelay(): ReturnType<typeof monitorEventLoopDelay> {
  return perProcess("opspulseLoopDelay", () => {
    const delay = monitorEventLoopDelay({ resolution: 20 });
    delay.enable();
    return delay;
  });
}

/** Memory, CPU time and the delay of the event loop of this process. Each time, the delay is that since the last one. */
export function measureProcess(): Metric[] {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const delay = getDelay();
  const quantiles =
    delay.count === 0
      ? []
      : [0.5, 0.99].map((quantile) => ({
          labels: { quantile: String(quantile) },
          value: delay.percentile(quantile * 100) * NS,
        }));
  delay.reset();
  const gauge = (name: string, help: string, value: number): Metric => ({
    name,
    help,
    type: "gauge",
    samples: [{ value }],
  });
  return [
    gauge("process_resident_memory_bytes", "Resident memory of the process that responds.", rss),
    gauge("nodejs_heap_used_bytes", "Used heap of the process that responds.", heapUsed),
    {
      name: "process_cpu_seconds_total",
      help: "CPU time of the process that responds.",
      type: "counter",
      samples: [{ value: (user + system) / 1e6 }],
    },
    gauge(
      "process_start_time_seconds",
      "When the process that responds began, in seconds since 1970.",
      Math.round(performance.timeOrigin) / 1_000,
    ),
    {
      name: "opspulse_event_loop_delay_seconds",
      help: "Delay of the event loop of this process since the last scrape.",
      type: "gauge",
      samples: quantiles,
    },
  ];
}
