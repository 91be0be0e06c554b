import { SECOND_MS } from "@/lib/domain/time-units";

/**
 * A number in [0, 1) that depends on `name` alone. Similar names give very different numbers:
 * FNV-1a with the finalizer of MurmurHash3.
 */
export function fractionOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** The delay of a routine after its slots in seconds: 0 to `jitterSeconds`, always the same. */
export function jitterOffsetSeconds(routineId: string, jitterSeconds: number): number {
  return Math.floor(fractionOf(routineId) * (jitterSeconds + 1));
}

/** The time at which the run of a slot may start, or null where that is the slot itself. */
export function dueAtOf(routine: { id: string; jitterSeconds: number }, slot: Date): Date | null {
  const offset = jitterOffsetSeconds(routine.id, routine.jitterSeconds);
  return offset === 0 ? null : new Date(slot.getTime() + offset * SECOND_MS);
}
