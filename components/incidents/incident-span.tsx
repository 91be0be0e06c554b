import { useFormatter } from "next-intl";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";

const units = [
  { unit: "day", ms: DAY_MS },
  { unit: "hour", ms: HOUR_MS },
  { unit: "minute", ms: MINUTE_MS },
  { unit: "second", ms: SECOND_MS },
] as const;

/** How long it took from one moment to another, in the largest unit that fits, to a tenth. */
export function useSpanText(): (from: string, to: string) => string {
  const format = useFormatter();
  return (from, to) => {
    const ms = Math.max(0, Date.parse(to) - Date.parse(from));
    const { unit, ms: size } = units.find((candidate) => ms >= candidate.ms) ?? units[3];
    return format.number(ms / size, {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits: unit === "second" ? 0 : 1,
    });
  };
}
