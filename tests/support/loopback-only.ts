import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { keepProcessesOnLoopback, takeStrayDials } from "@/tests/support/stray-dials";

/**
 * Runs before every test file: one that dials anything but loopback fails, also where the code under
 * test swallows the error, and also where a process that it has started does it.
 */
const directory = mkdtempSync(join(tmpdir(), "opspulse-stray-dials-"));
keepProcessesOnLoopback(join(directory, "stray-dials"));

afterAll(() => {
  const strayDials = takeStrayDials();
  rmSync(directory, { recursive: true });
  expect(strayDials).toEqual([]);
});
