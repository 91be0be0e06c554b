import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { sendTick } from "@/scripts/start/send-tick";

let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

/** An app that responds to every request with `respond`. */
async function startApp(respond: RequestListener): Promise<string> {
  server = createServer(respond).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it.each(["drained", "budget"])("a tick that ended says what stopped it: %s", async (stoppedBy) => {
  const seen: unknown[] = [];
  const origin = await startApp(({ method, url, headers }, response) => {
    seen.push([method, url, headers.authorization]);
    response.end(JSON.stringify({ claimed: 3, stopped_by: stoppedBy }));
  });
  expect(await sendTick(origin, "the-secret", 60_000)).toBe(stoppedBy);
  expect(seen).toEqual([["GET", "/api/cron/tick", "Bearer the-secret"]]);
});

it.each([
  ["a status that isn't 200", 503, "{}", "the app responded with 503"],
  ["a redirect", 302, "", "the app responded with 302"],
  ["a page of something else", 200, "<html>", "the app responded with something else"],
  ["a report of something else", 200, "{}", "the app responded with something else"],
])("%s is a failure in a few words", async (_, status, body, message) => {
  const origin = await startApp((_request, response) => response.writeHead(status).end(body));
  await expect(sendTick(origin, "the-secret", 60_000)).rejects.toThrow(message);
});

it("an app that doesn't respond in time is a failure that names its address", async () => {
  const origin = await startApp(() => undefined);
  await expect(sendTick(origin, "the-secret", 50)).rejects.toThrow(`no response from ${origin} (`);
});
