import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPlayground, type Playground } from "@/scripts/stack/playground";

let playground: Playground;

beforeAll(async () => {
  playground = await startPlayground();
});

afterAll(() => playground.close());

const call = (path: string, init: RequestInit = {}) =>
  fetch(playground.url + path, { redirect: "manual", ...init });

describe("the playground", () => {
  it.each([
    ["/ok", 200],
    ["/flaky?p=0", 200],
    ["/flaky?p=1", 500],
    ["/status/204", 204],
    ["/status/503", 503],
    ["/status/99", 404],
    ["/status/600", 404],
    ["/slow?ms=1", 200],
    ["/nowhere", 404],
  ])("answers %s with %d, whatever the method", async (path, status) => {
    for (const method of ["GET", "POST", "DELETE"]) {
      expect((await call(path, { method })).status).toBe(status);
    }
  });

  it.each([
    ["/redirect", "/ok"],
    ["/redirect?to=/status/503", "/status/503"],
    ["/redirect?to=//evil.example/", "/ok"],
    ["/redirect?to=/%5Cevil.example/", "/ok"],
    ["/redirect?to=https://evil.example/", "/ok"],
    ["/redirect?to=/a%0d%0aSet-Cookie:x", "/ok"],
  ])("redirects %s within itself, to %s", async (path, location) => {
    const response = await call(path);
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe(location);
    expect(response.headers.get("set-cookie")).toBeNull();
  });

  it("echoes what it was sent", async () => {
    const response = await call("/echo?a=1", {
      method: "PUT",
      headers: { "X-Name": "value" },
      body: "hello",
    });
    expect(await response.json()).toMatchObject({
      method: "PUT",
      path: "/echo?a=1",
      headers: { "x-name": "value" },
      body: "hello",
    });
  });

  it("refuses to echo what is large", async () => {
    const response = await call("/echo", { method: "POST", body: "x".repeat(70_000) });
    expect(response.status).toBe(413);
  });
});
