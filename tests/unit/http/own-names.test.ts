import { describe, expect, it } from "vitest";
import { isOwnName } from "@/lib/http/own-names";

const names = {
  appUrl: "https://ops.example.com",
  allowedHosts: ["ops.lan", "10.1.2.3", "[fd00::5]"],
};

describe("a host that is this instance's is accepted", () => {
  it.each([
    ["ops.example.com"],
    ["OPS.example.com."],
    ["ops.example.com:8443"],
    ["localhost:3000"],
    ["localhost"],
    ["127.0.0.1:3000"],
    ["127.1:3000"],
    ["[::1]:3000"],
    ["[0:0:0:0:0:0:0:1]"],
    ["ops.lan:3000"],
    ["10.1.2.3"],
    ["[fd00:0::5]:3000"],
  ])("%s", (host) => {
    expect(isOwnName(host, names, "127.0.0.1")).toBe(true);
  });

  it.each([
    ["192.168.1.5:3000", "192.168.1.5"],
    ["192.168.1.5:3000", "::ffff:192.168.1.5"],
    ["[2001:db8::7]:3000", "2001:db8::7"],
  ])("%s, as the connection arrived at %s", (host, localAddress) => {
    expect(isOwnName(host, names, localAddress)).toBe(true);
  });
});

describe("a host of somebody else is refused", () => {
  it.each([
    [undefined],
    [""],
    ["evil.example"],
    ["evil.example:3000"],
    ["ops.example.com.evil.example"],
    ["evil-ops.example.com"],
    ["x.ops.example.com"],
    ["localhost.evil.example"],
    ["127.0.0.1.evil.example"],
    ["127.0.0.1.nip.io:3000"],
    ["192.168.1.5"],
    ["0.0.0.0:3000"],
    ["ops.example.com@evil.example"],
    ["evil.example/ops.example.com"],
    ["evil.example#ops.example.com"],
    ["ops.example.com, evil.example"],
    ["ops.example.com evil.example"],
    ["ops.example.com:port"],
    ["[::1"],
    ["\u0000localhost"],
  ])("%j", (host) => {
    expect(isOwnName(host, names, "127.0.0.1")).toBe(false);
  });
});
