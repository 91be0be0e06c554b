import { z } from "zod";
import { problem } from "@/lib/domain/field-problems";
import { durationRanges } from "@/lib/domain/run/duration-summary";

export const durationsQuery = z.strictObject({
  range: z.enum(durationRanges, problem("duration_range_unknown")).default("24h"),
});
