import { once } from "node:events";
import net from "node:net";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { dialAddresses } from "@/lib/egress/dial-addresses";
import { parseIpAddress, type IpAddress } from "@/lib/egress/ip-address";
import { RequestScope } from "@/lib/egress/request-scope";

const place = { hostname: "service.example.com", port: 443 };

const parse = (...texts: string[]) =>
  texts.map(parseIpAddress).filter((address): address is IpAddress => address !== null);

/** Sockets that do nothing by themselves, in the order in which they were dialled. */
function recordDials() {
  const dialled: string[] = [];
  const sockets: net.Socket[] = [];
  const dial = ({ address }: { address: string }) => {
    const socket = new net.Socket();
    dialled.push(address);
    sockets.push(socket);
    return socket;
  };
  return { dialled, sockets, dial };
}

const settle = async () => {
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
};

// The time of the attempts is given, so that a slow machine changes nothing.
describe("the attempts at the addresses of a host", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("are 250 ms apart while none has ended, the families in turn", () => {
    const { dialled, dial } = recordDials();
    const scope = new RequestScope(60_000);
    dialAddresses(
      parse("2606:4700::1", "2606:4700::2", "1.1.1.1", "1.1.1.2"),
      place,
      dial,
      scope,
    ).catch(() => undefined);
    expect(dialled).toEqual(["2606:4700::1"]);
    vi.advanceTimersByTime(249);
    expect(dialled).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(dialled).toEqual(["2606:4700::1", "1.1.1.1"]);
    vi.advanceTimersByTime(250);
    expect(dialled).toEqual(["2606:4700::1", "1.1.1.1", "2606:4700::2"]);
    vi.advanceTimersByTime(60_000);
    expect(dialled).toHaveLength(4);
    scope.closeSockets();
  });

  test("follow at once where one fails, and the time begins again", async () => {
    const { dialled, sockets, dial } = recordDials();
    const scope = new RequestScope(60_000);
    dialAddresses(parse("1.1.1.1", "1.1.1.2", "1.1.1.3"), place, dial, scope).catch(
      () => undefined,
    );
    vi.advanceTimersByTime(200);
    sockets[0]?.destroy(new Error("refused"));
    await settle();
    expect(dialled).toEqual(["1.1.1.1", "1.1.1.2"]);
    vi.advanceTimersByTime(249);
    expect(dialled).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(dialled).toHaveLength(3);
    scope.closeSockets();
  });

  test("come closer where the time would not do for all of them", () => {
    const { dialled, dial } = recordDials();
    const scope = new RequestScope(400);
    dialAddresses(parse("1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.1.4"), place, dial, scope).catch(
      () => undefined,
    );
    vi.advanceTimersByTime(100);
    expect(dialled).toHaveLength(2);
    scope.closeSockets();
  });

  test("end when one has connected: no more are dialled, and the others are closed", async () => {
    const { dialled, sockets, dial } = recordDials();
    const scope = new RequestScope(60_000);
    const dialling = dialAddresses(parse("1.1.1.1", "1.1.1.2", "1.1.1.3"), place, dial, scope);
    vi.advanceTimersByTime(250);
    sockets[1]?.emit("connect");
    expect(await dialling).toBe(sockets[1]);
    vi.advanceTimersByTime(60_000);
    expect(dialled).toHaveLength(2);
    expect(sockets.map(({ destroyed }) => destroyed)).toEqual([true, false]);
    expect(scope.peer?.address).toBe("1.1.1.2");
    scope.closeSockets();
  });

  test("end with the request", async () => {
    const { dialled, sockets, dial } = recordDials();
    const scope = new RequestScope(60_000);
    const dialling = scope.run(() =>
      dialAddresses(parse("1.1.1.1", "1.1.1.2", "1.1.1.3"), place, dial, scope),
    );
    const failed = expect(dialling).rejects.toMatchObject({ runErrorCode: "TIMEOUT" });
    vi.advanceTimersByTime(250);
    const closed = sockets.map((socket) => once(socket, "close"));
    vi.advanceTimersByTime(60_000);
    await failed;
    await Promise.all(closed);
    expect(dialled.length).toBeLessThanOrEqual(3);
    expect(sockets.every(({ destroyed }) => destroyed)).toBe(true);
    await settle();
    expect(vi.getTimerCount()).toBe(0);
  });
});
