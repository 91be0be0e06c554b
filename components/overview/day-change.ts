/** Differences that nobody would act on, as shares of the earlier value. */
const NOISE_SHARE = 0.005;

export type DayChange =
  { is: "unknown" } | { is: "same" } | { is: "up" | "down"; /** Always above 0. */ by: number };

/** The change of a number since the day before, as a share of it; unknown where one is missing. */
export function relativeChange(today: number | null, before: number | null): DayChange {
  if (today === null || before === null || before === 0) {
    return today === 0 && before === 0 ? { is: "same" } : { is: "unknown" };
  }
  const share = today / before - 1;
  if (Math.abs(share) < NOISE_SHARE) return { is: "same" };
  return { is: share > 0 ? "up" : "down", by: Math.abs(share) };
}

/** The change of a share since the day before, in percentage points to a tenth. */
export function pointsChange(today: number | null, before: number | null): DayChange {
  if (today === null || before === null) return { is: "unknown" };
  const tenths = Math.round((today - before) * 1_000);
  if (tenths === 0) return { is: "same" };
  return { is: tenths > 0 ? "up" : "down", by: Math.abs(tenths) / 10 };
}

/** The share of the finished runs that succeeded, never rounded up to all; null without any. */
export function successShare({
  succeeded,
  failed,
}: {
  succeeded: number;
  failed: number;
}): number | null {
  const finished = succeeded + failed;
  return finished === 0 ? null : Math.floor((succeeded / finished) * 1_000) / 1_000;
}
