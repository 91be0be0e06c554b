import { setTimeout as delay } from "node:timers/promises";

/** Longer than an auth server needs to hash a password. */
const FLOOR_MS = 400;

/**
 * Resolves after the time that a form takes to refuse an address, counted from the call: waited for
 * before the refusal, it hides whether the address has an account.
 */
export const startEvenTime = (): Promise<void> => delay(FLOOR_MS);
