import type { RoutineDto } from "@/lib/domain/routine/routine";

/** As much of a routine as a quick search shows. */
export type RoutineHit = Pick<RoutineDto, "id" | "name" | "endpoint_url" | "is_active">;
