import { SECOND_MS } from "@/lib/domain/time-units";

/**
 * Spreading by arithmetic instead of chance: the same name always gives the same share, and names
 * that differ little give shares that differ much (FNV-1a with the finalizer of MurmurHash3).
 */

/** A number in [0, 1) that depends on `name` alone. */
export function fractionOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** Seconds after its slot at which a routine starts: 0 to `jitterSeconds`, always the same. */
export function jitterOffsetSeconds(routineId: string, jitterSeconds: number): number {
  return Math.floor(fractionOf(routineId) * (jitterSeconds + 1));
}

/** When the run of a slot may start, where that is later than the slot; null where it is not. */
export function dueAtOf(routine: { id: string; jitterSeconds: number }, slot: Date): Date | null {
  const offset = jitterOffsetSeconds(routine.id, routine.jitterSeconds);
  return offset === 0 ? null : new Date(slot.getTime() + offset * SECOND_MS);
}
