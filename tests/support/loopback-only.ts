import net from "node:net";

import { afterAll, beforeAll, expect } from "vitest";

const LOOPBACK_HOSTS = ["127.0.0.1", "::1", "localhost"];

/** The host of any call of `Socket.connect`: options, `(port, host)`, or Node's own array of both. */
function dialledHost(args: readonly unknown[]): string {
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first === "object" && first !== null) {
    return "host" in first && typeof first.host === "string" ? first.host : "localhost";
  }
  return typeof second === "string" ? second : "localhost";
}

/**
 * Keeps the tests of a file on loopback: a dial to any other host throws before a packet leaves, and
 * fails the file even where the code under test swallows the error.
 */
export function stayOnLoopback(): void {
  const descriptor = Object.getOwnPropertyDescriptor(net.Socket.prototype, "connect");
  const strayDials: string[] = [];

  beforeAll(() => {
    Object.defineProperty(net.Socket.prototype, "connect", {
      ...descriptor,
      value(this: net.Socket, ...args: unknown[]): unknown {
        const host = dialledHost(args);
        if (!LOOPBACK_HOSTS.includes(host)) {
          strayDials.push(host);
          throw new Error(`A test dialled ${host}`);
        }
        const connect: unknown = descriptor?.value;
        if (typeof connect !== "function") {
          throw new Error("net.Socket has no connect");
        }
        return Reflect.apply(connect, this, args);
      },
    });
  });

  afterAll(() => {
    if (descriptor !== undefined) {
      Object.defineProperty(net.Socket.prototype, "connect", descriptor);
    }
    expect(strayDials).toEqual([]);
  });
}
