import pino from "pino";

/** Structured logs, a JSON object a line. Secrets and request bodies are never passed to it. */
export const log = pino({
  level: process.env.LOG_LEVEL ?? "info",
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
});
