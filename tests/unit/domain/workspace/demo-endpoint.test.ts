import { expect, it } from "vitest";
import { findMadeToFail } from "@/lib/domain/workspace/demo-endpoint";

it.each([
  ["http://127.0.0.1:4000/status/503", 503],
  ["http://localhost:4000/status/404?a=b", 404],
  ["http://[::1]:4000/status/500", 500],
  ["http://127.0.0.1:4000/status/200", null],
  ["http://127.0.0.1:4000/status/302", null],
  ["http://127.0.0.1:4000/status/5033", null],
  ["http://127.0.0.1:4000/v1/status/503", null],
  ["http://127.0.0.1:4000/ok", null],
  ["https://status.example.com/status/503", null],
  ["http://127.0.0.1.example.com/status/503", null],
  ["no url", null],
] as const)("of %s, the status that is made to fail is %j", (url, status) => {
  expect(findMadeToFail(url)).toBe(status);
});
