import { sql } from "drizzle-orm";
import { ok, problem, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";
import { ourTables } from "@/lib/services/instance/database/our-objects";

type RowSecurityFacts = { tables: readonly { name: string; isOn: boolean }[] };

export function judgeRowSecurity({ tables }: RowSecurityFacts): Finding {
  const off = tables.filter(({ isOn }) => !isOn).map(({ name }) => name);
  if (off.length === 0) return ok(`row-level security is on for all ${tables.length} tables`);
  return problem(
    `row-level security is off for ${off.join(", ")}`,
    `Run: ${off.map((name) => `alter table public.${name} enable row level security`).join("; ")}`,
  );
}

export const rowSecurityCheck = defineCheck({
  name: "row-security",
  look: async (instance): Promise<RowSecurityFacts> => {
    const rows = await instance.query<{ name: string }>(sql`
      select c.relname as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relrowsecurity
    `);
    const on = new Set(rows.map(({ name }) => name));
    return { tables: ourTables.map((name) => ({ name, isOn: on.has(name) })) };
  },
  judge: judgeRowSecurity,
});
