import { afterAll, beforeAll, expect } from "vitest";

/** Fails the suite where an error went to nobody: one that was thrown late, or a rejection unhandled. */
export function failOnStrayErrors(): void {
  const stray: unknown[] = [];
  const record = (error: unknown) => stray.push(error);
  beforeAll(() => {
    process.on("unhandledRejection", record);
    process.on("uncaughtException", record);
  });
  afterAll(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", record);
    process.off("uncaughtException", record);
    expect(stray).toEqual([]);
  });
}
