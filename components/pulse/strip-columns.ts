import { unpackPulse, type DrawnMark } from "@/components/pulse/pulse-code";

export type StripColumn = { column: number; mark: DrawnMark };

/** The marks of a strip in its places, counted from 0 at the left; the newest takes the last one. */
export function stripColumns(code: string, places: number): StripColumn[] {
  const marks = unpackPulse(code);
  return marks.map((mark, index) => ({ column: places - marks.length + index, mark }));
}
