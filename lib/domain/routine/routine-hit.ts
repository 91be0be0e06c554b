import type { RoutineDto } from "@/lib/domain/routine/routine";

/** The part of a routine that a quick search shows. */
export type RoutineHit = Pick<RoutineDto, "id" | "name" | "endpoint_url" | "is_active">;
