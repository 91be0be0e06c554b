import http from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { reasonOf } from "@/scripts/start/report";

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
  const { status, body } = await send(appOrigin, cronSecret, timeoutMs);
  if (status !== 200) throw new Error(`the app responded with ${status}`);
  const report = tickReport.safeParse(parseJson(body));
  if (!report.success) throw new Error("the app responded with something else");
  return report.data.stopped_by;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** `fetch` gives up after five minutes without a header, and a tick may take an hour. */
async function send(
  appOrigin: string,
  cronSecret: string,
  timeoutMs: number,
): Promise<{ status: number | undefined; body: string }> {
  try {
    const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
    http
      .get(new URL("/api/cron/tick", appOrigin), {
        headers: { authorization: `Bearer ${cronSecret}`, "opspulse-clock": "npm-start" },
        signal: AbortSignal.timeout(timeoutMs),
      })
      .on("response", resolve)
      .on("error", reject);
    const response = await promise;
    return { status: response.statusCode, body: await text(response) };
  } catch (error) {
    throw new Error(`no response from ${appOrigin} (${reasonOf(error)})`, { cause: error });
  }
}
