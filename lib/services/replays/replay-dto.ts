import type { ReplayRow } from "@/db/queries/replays/replays";
import type { ReplayDto } from "@/lib/domain/replays/replay";
import { toWire } from "@/lib/domain/wire";

/** A replay in the wire format. */
export function toReplayDto(row: ReplayRow): ReplayDto {
  const { from_at, until_at, pace_per_minute, ...wire } = toWire(row);
  return { ...wire, from: from_at, to: until_at, pace: pace_per_minute };
}
