import fc from "fast-check";
import { test } from "vitest";
import { IncidentWorld } from "@/tests/integration/incidents/model/incident-world";
import { story } from "@/tests/integration/incidents/model/operations";
import { openSuiteDatabase } from "@/tests/support/suite-database";

const numRuns = Number(process.env.OPSPULSE_MODEL_RUNS ?? 20);
const givenSeed = process.env.OPSPULSE_MODEL_SEED;

const database = openSuiteDatabase();

test(
  "whatever is recorded, decided, killed and acted on, in any order, the machine's transitions come out once",
  { timeout: 60_000 + numRuns * 5_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(story, (operations) => new IncidentWorld(database.db).play(operations)),
      {
        numRuns,
        ...(givenSeed !== undefined && { seed: Number(givenSeed) }),
        endOnFailure: process.env.OPSPULSE_MODEL_SHRINK === "off",
      },
    );
  },
);
