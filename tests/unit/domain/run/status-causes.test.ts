import { describe, expect, it } from "vitest";
import { causeOfStatus, statusAdvice, statusCauses } from "@/lib/domain/run/status-causes";
import en from "@/messages/en.json";

describe("the causes of statuses", () => {
  it("advise on the screens as in the message of a run", () => {
    for (const cause of statusCauses) {
      expect(en.failureCauses[cause].next, cause).toBe(`${statusAdvice[cause]}.`);
    }
  });

  it("are each reached by a status", () => {
    const reached = Array.from({ length: 1_000 }, (_, status) => causeOfStatus(status));
    expect(new Set(reached)).toEqual(new Set(statusCauses));
  });

  it("send nobody to the logs for a redirect or a fault of the request", () => {
    for (let status = 300; status < 500; status += 1) {
      expect(statusAdvice[causeOfStatus(status)], String(status)).not.toMatch(/\blogs\b/i);
    }
  });
});
