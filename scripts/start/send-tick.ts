import { Agent, request, type Dispatcher } from "undici";
import { z } from "zod";
import { reasonOf } from "@/scripts/start/report";

/** By itself undici gives up after five minutes without a header, and a tick may take an hour. */
const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });

const tickReport = z.object({ stopped_by: z.enum(["drained", "budget"]) });

/**
 * Asks the app to run what is due. Returns what stopped the tick.
 * @throws {Error} where the app doesn't respond with the report of a tick within `timeoutMs`.
 */
export async function sendTick(
  appOrigin: string,
  cronSecret: string,
  timeoutMs: number,
): Promise<"drained" | "budget"> {
  const { statusCode, body } = await send(appOrigin, cronSecret, timeoutMs);
  const received = await body.json().catch(() => null);
  if (statusCode !== 200) throw new Error(`the app responded with ${statusCode}`);
  const report = tickReport.safeParse(received);
  if (!report.success) throw new Error("the app responded with something else");
  return report.data.stopped_by;
}

async function send(
  appOrigin: string,
  cronSecret: string,
  timeoutMs: number,
): Promise<Dispatcher.ResponseData> {
  try {
    return await request(new URL("/api/cron/tick", appOrigin), {
      dispatcher,
      headers: { authorization: `Bearer ${cronSecret}`, "opspulse-clock": "npm-start" },
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw new Error(`no response from ${appOrigin} (${reasonOf(error)})`, { cause: error });
  }
}
