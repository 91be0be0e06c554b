import { execFile } from "node:child_process";
import net from "node:net";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startDnsServer } from "@/tests/support/dns-server";
import { takeStrayDials } from "@/tests/support/stray-dials";

const run = promisify(execFile);

/** TEST-NET-1 of RFC 5737, which is never routed. */
const FOREIGN = "192.0.2.1";
/** A label of 64 characters, of which no resolver makes a question. */
const UNASKABLE = `${"x".repeat(64)}.invalid`;

/** Below the guard, so that no packet leaves even where the guard fails. */
const fuse = `
  const { TCP } = process.binding("tcp_wrap");
  const { UDP } = process.binding("udp_wrap");
  const blow = () => { console.log("A packet would have left"); return -111; };
  Object.assign(TCP.prototype, { connect: blow, connect6: blow });
  Object.assign(UDP.prototype, { connect: blow, connect6: blow, send: blow, send6: blow });
`;

/** Runs a script in a process of its own, which inherits what the tests of this file inherit. */
async function runScript(script: string): Promise<string> {
  const { stdout } = await run(process.execPath, ["--eval", script], { timeout: 20_000 });
  return stdout;
}

const report = `.on("error", (error) => console.log(error.code))`;
const reportRejection = `.catch((error) => console.log((error.cause ?? error).code))`;
const foreignLookup = `(_, { all }, callback) =>
  all ? callback(null, [{ address: "${FOREIGN}", family: 4 }]) : callback(null, "${FOREIGN}", 4)`;

test.each([
  ["a port and a host", `require("net").connect(80, "${FOREIGN}")${report}`, `${FOREIGN}:80`],
  ["an address", `require("net").connect({ host: "${FOREIGN}", port: 80 })${report}`, FOREIGN],
  ["a name", `require("net").connect(80, "${UNASKABLE}")${report}`, `${UNASKABLE}:80`],
  [
    "localhost that is looked up elsewhere",
    `require("net").connect({ host: "localhost", port: 80, lookup: ${foreignLookup} })${report}`,
    `${FOREIGN}:80`,
  ],
  [
    "localhost that is looked up elsewhere for one family",
    `require("net").connect({ host: "localhost", port: 80, family: 4, lookup: ${foreignLookup} })${report}`,
    `${FOREIGN}:80`,
  ],
  [
    "TLS",
    `require("tls").connect({ host: "${FOREIGN}", port: 443, servername: "a.example" })${report}`,
    `${FOREIGN}:443`,
  ],
  ["a request", `require("http").get("http://${FOREIGN}/")${report}`, `${FOREIGN}:80`],
  ["fetch", `fetch("http://${FOREIGN}/")${reportRejection}`, `${FOREIGN}:80`],
  [
    "a look-up",
    `require("dns").lookup("${UNASKABLE}", (error) => console.log(error.code))`,
    `${UNASKABLE}:dns`,
  ],
  [
    "a look-up with a promise, imported by name",
    `import("dns/promises").then(({ lookup }) => lookup("${UNASKABLE}"))${reportRejection}`,
    `${UNASKABLE}:dns`,
  ],
  [
    "a question for a record",
    `require("dns").resolve4("${UNASKABLE}", (error) => console.log(error.code))`,
    `${UNASKABLE}:dns`,
  ],
  [
    "a resolver of its own",
    `new (require("dns").promises.Resolver)().resolveTxt("${UNASKABLE}")${reportRejection}`,
    `${UNASKABLE}:dns`,
  ],
  [
    "a resolver that asks the machine's own name server",
    `const resolver = new (require("dns").promises.Resolver)();
    resolver.setServers(["127.0.0.53"]);
    resolver.resolve4("${UNASKABLE}")${reportRejection}`,
    `${UNASKABLE}:dns`,
  ],
  [
    "a datagram",
    `try {
      require("dgram").createSocket("udp4").send("x", 53, "${FOREIGN}");
    } catch (error) {
      console.log(error.code);
      process.exit();
    }`,
    `${FOREIGN}:udp`,
  ],
  [
    "a worker thread",
    `new (require("worker_threads").Worker)(
      ${JSON.stringify(`${fuse} require("net").connect(80, "${FOREIGN}")${report}`)},
      { eval: true },
    )`,
    `${FOREIGN}:80`,
  ],
  [
    "a process of a process",
    `require("child_process").execFileSync(
      process.execPath,
      ["--eval", ${JSON.stringify(`${fuse} require("net").connect(80, "${FOREIGN}")${report}`)}],
      { stdio: "inherit" },
    )`,
    `${FOREIGN}:80`,
  ],
])("a process that dials with %s is refused, and it is written down", async (_, script, target) => {
  const output = await runScript(fuse + script);
  const [dial = "", ...others] = takeStrayDials();
  expect(output).toBe("ECONNREFUSED\n");
  expect(dial).toMatch(/^\d+ \S+ at \S/);
  expect(dial).toContain(` ${target}`);
  expect(others).toEqual([]);
});

test("a process may speak to itself, by any name of loopback and over a file", async () => {
  const output = await runScript(`
    const net = require("net");
    const { once } = require("events");
    (async () => {
      await require("util").promisify(require("dns").lookup)("localhost");
      for (const host of ["127.0.0.1", "localhost", undefined, "127.0.0.2"]) {
        const server = net.createServer((socket) => socket.end("hello")).listen(0);
        await once(server, "listening");
        const [greeting] = await once(net.connect({ host, port: server.address().port }), "data");
        console.log(String(greeting));
        server.close();
      }
      const path = require("path").join(require("os").tmpdir(), "opspulse-" + process.pid);
      const server = net.createServer((socket) => socket.end("hello")).listen(path);
      await once(server, "listening");
      await once(net.connect(path), "data");
      await once(net.connect({ path }), "data");
      server.close();
    })();
  `);
  expect(output).toBe("hello\n".repeat(4));
  expect(takeStrayDials()).toEqual([]);
});

test("a process may ask a name server of its own on loopback", async () => {
  const server = await startDnsServer(() => ({ addresses: ["127.0.0.3"] }));
  try {
    const output = await runScript(`
      const resolver = new (require("dns").promises.Resolver)();
      resolver.setServers(["${server.server}"]);
      resolver.resolve4("own.invalid").then(([address]) => console.log(address));
    `);
    expect(output).toBe("127.0.0.3\n");
    expect(takeStrayDials()).toEqual([]);
  } finally {
    await server.close();
  }
});

test("what a test itself dials is refused too", async () => {
  const asked: string[] = [];
  const socket = net.connect({
    host: UNASKABLE,
    port: 80,
    lookup: (name, _, callback) => {
      asked.push(name);
      callback(new Error("The guard has not refused"), "");
    },
  });
  const error = await new Promise((resolve) => socket.once("error", resolve));
  expect(error).toMatchObject({ code: "ECONNREFUSED" });
  expect(asked).toEqual([]);
  expect(takeStrayDials()).toEqual([expect.stringContaining(`${process.pid} ${UNASKABLE}:80 `)]);
});
