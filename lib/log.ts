import pino from "pino";
import { readLogLevel } from "@/lib/env";

/** Structured logs, a JSON object a line. Secrets and request bodies are never passed to it. */
export const log = pino({
  level: readLogLevel(),
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
});
