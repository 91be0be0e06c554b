/** A wait as texts show it: in minutes from two minutes on, otherwise in seconds. */
export function waitParams(retryAfterSeconds: number): { minutes: number; seconds: number } {
  const seconds = Math.max(1, Math.ceil(retryAfterSeconds));
  return { minutes: seconds < 120 ? 0 : Math.ceil(seconds / 60), seconds };
}
