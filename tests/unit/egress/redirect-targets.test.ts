import net from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllowList } from "@/lib/egress/address-policy";
import { sendRequest } from "@/lib/egress/send-request";
import { startHostileServer, type HostileServer } from "@/tests/support/hostile-server";
import { hostileTargets } from "@/tests/unit/egress/hostile-targets";

/** Those that are whole URLs of another place: the others are judged as text, and a header cannot hold them. */
const families = [
  "scheme",
  "userinfo",
  "port",
  "single_label",
  "special_use_name",
  "forbidden_address",
] as const;

const isHeaderText = (text: string) => /^[\x21-\x7e]+$/.test(text);
const isAbsolute = (text: string) => /^[a-z][a-z0-9+.-]*:/i.test(text);

/** Nothing is left of it once the URL is resolved, so it hides no other host. */
const hasEmptyUserinfo = (text: string) => /^https?:\/\/:?@/.test(text);

const targets = families.flatMap((family) =>
  hostileTargets[family].filter(
    (target) => isHeaderText(target) && isAbsolute(target) && !hasEmptyUserinfo(target),
  ),
);

describe("a redirect to a hostile target", () => {
  let server: HostileServer;
  let head = "";
  const dialled: string[] = [];

  beforeAll(async () => {
    server = await startHostileServer((socket) => socket.end(head));
  });
  afterAll(async () => {
    await server.close();
  });

  const follow = () =>
    sendRequest(
      {
        url: server.origin,
        method: "POST",
        headers: { "X-Custom": "1" },
        systemHeaders: {},
        body: "body",
        timeoutMs: 4_000,
        followRedirects: true,
      },
      {
        resolve: () => Promise.reject(new Error("No name is to be resolved here")),
        allow: parseAllowList(`127.0.0.1:${server.port}`),
        connect: ({ address, port }) => {
          dialled.push(`${address}:${port}`);
          return net.connect({ host: address, port });
        },
      },
    );

  test("is tried for a whole table of them", () => {
    expect(targets.length).toBeGreaterThan(100);
  });

  test.each([301, 302, 303, 307, 308])(
    "of status %i is refused, whatever the target",
    async (status) => {
      dialled.length = 0;
      const followed: string[] = [];
      for (const target of targets) {
        head = `HTTP/1.1 ${status} Moved\r\nlocation: ${target}\r\ncontent-length: 0\r\n\r\n`;
        const { errorCode, httpStatus } = await follow();
        if (errorCode !== "FORBIDDEN_TARGET" || httpStatus !== status) {
          followed.push(`${target}: ${errorCode}`);
        }
      }
      expect(followed).toEqual([]);
      expect(dialled).toEqual(targets.map(() => `127.0.0.1:${server.port}`));
    },
    30_000,
  );

  test.each(["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/"])(
    "in a Refresh header is not followed: %s",
    async (target) => {
      dialled.length = 0;
      head = `HTTP/1.1 200 OK\r\nrefresh: 0; url=${target}\r\ncontent-length: 0\r\n\r\n`;
      expect(await follow()).toMatchObject({ ok: true, httpStatus: 200, redirects: [] });
      expect(dialled).toHaveLength(1);
    },
  );
});
