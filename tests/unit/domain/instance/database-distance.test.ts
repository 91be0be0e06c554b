import { describe, expect, it } from "vitest";
import { awsRegionOf, findVercelRegion } from "@/lib/domain/instance/cloud-regions";
import { judgeDatabaseDistance } from "@/lib/domain/instance/judge-database-distance";
import { regionOfReply } from "@/lib/services/instance/database/database-distance";

const near = {
  roundTripsMs: [90, 2, 3, 2, 4],
  databaseHost: "aws-0-sa-east-1.pooler.supabase.com",
  vercelRegion: "gru1",
};

describe("the distance of the database", () => {
  it("is judged by its median, so that one slow response is no alarm", () => {
    expect(judgeDatabaseDistance(near)).toEqual({
      level: "ok",
      found: "the database is 3 ms away from the instance",
    });
  });

  it("is too long across regions, whatever was measured, and the right region is named", () => {
    const finding = judgeDatabaseDistance({ ...near, vercelRegion: "iad1" });
    expect(finding).toMatchObject({
      level: "warning",
      found: "the functions run in iad1, and the database is in sa-east-1, 3 ms away",
      advice: expect.stringContaining("is gru1: choose it in the Vercel project") as string,
    });
  });

  it("is too long above 20 ms, on Vercel and elsewhere", () => {
    const far = { ...near, roundTripsMs: [21, 21, 21], databaseHost: "db.project.supabase.co" };
    expect(judgeDatabaseDistance(far)).toMatchObject({
      level: "warning",
      advice: expect.stringContaining("Function Region") as string,
    });
    expect(
      judgeDatabaseDistance({ ...far, vercelRegion: null, databaseHost: "127.0.0.1" }),
    ).toMatchObject({ level: "ok" });
    expect(judgeDatabaseDistance({ ...far, vercelRegion: null })).toMatchObject({
      level: "warning",
      advice: expect.stringContaining("the same place") as string,
    });
    expect(judgeDatabaseDistance({ ...far, roundTripsMs: [20, 20, 90] })).toMatchObject({
      level: "ok",
    });
  });

  it("is no matter on one machine, which is only busy then", () => {
    const here = { roundTripsMs: [80, 80, 80], databaseHost: "127.0.0.1", vercelRegion: null };
    expect(judgeDatabaseDistance(here)).toMatchObject({ level: "ok" });
  });

  it("is unknown where the instance doesn't reach its database", () => {
    expect(judgeDatabaseDistance({ ...near, roundTripsMs: [] })).toMatchObject({
      level: "warning",
    });
  });
});

describe("the regions", () => {
  it.each([
    ["aws-0-sa-east-1.pooler.supabase.com", "sa-east-1", "gru1"],
    ["aws-1-ap-southeast-2.pooler.supabase.com", "ap-southeast-2", "syd1"],
    ["aws-0-eu-central-2.pooler.supabase.com", "eu-central-2", "fra1"],
    ["ep-cool-name.us-east-1.aws.neon.tech", "us-east-1", "iad1"],
    ["db.abcdefghijkl.supabase.co", null, null],
    ["127.0.0.1", null, null],
    ["us-east.example.com", null, null],
  ])("of %s is %s, beside %s", (host, aws, vercel) => {
    const region = awsRegionOf(host);
    expect(region).toBe(aws);
    expect(region === null ? null : findVercelRegion(region)).toBe(vercel);
  });

  it("of a response is where the function ran, not where the request arrived", () => {
    const regionOf = (id?: string) =>
      regionOfReply({ headers: new Map(id === undefined ? [] : [["x-vercel-id", id]]) });
    expect(regionOf("gru1::iad1::abcde-1795780161464-0f1e2d3c4b5a")).toBe("iad1");
    expect(regionOf("iad1::abcde-1795780161464-0f1e2d3c4b5a")).toBe("iad1");
    expect(regionOf()).toBeNull();
  });
});
