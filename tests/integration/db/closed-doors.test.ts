import { randomBytes } from "node:crypto";
import { sql, type SQL } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appRole } from "@/db/access/app-role";
import { asUser, openDatabase, type Database } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { CLAIMS_SQL } from "@/scripts/stack/auth-schema";
