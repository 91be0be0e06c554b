import { rowChecks } from "@/db/rules/row-checks";

/** `npm run db:checks`: the functions of `db/rules/` as statements of a migration. */
process.stdout.write(
  rowChecks.map((statement) => `${statement};\n`).join("--> statement-breakpoint\n"),
);
