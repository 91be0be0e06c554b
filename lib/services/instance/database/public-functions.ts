import { sql } from "drizzle-orm";
import { ok, problem, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";
import { publicRoles } from "@/lib/services/instance/database/our-objects";

/** The functions that run with their owner's rights and that a public role may call. */
type PublicFunctionFacts = { callable: readonly string[] };

export function judgePublicFunctions({ callable }: PublicFunctionFacts): Finding {
  if (callable.length === 0) {
    return ok("anon and authenticated can call no function that runs with its owner's rights");
  }
  return problem(
    `anon or authenticated can call ${callable.join(", ")}, with the rights of the owner`,
    "Run npm run db:migrate; for a function that isn't the app's: revoke execute on function … from public, anon, authenticated",
  );
}

export const publicFunctionsCheck = defineCheck({
  name: "public-functions",
  // A trigger function can't be called, and an extension's functions are its own.
  look: async (instance): Promise<PublicFunctionFacts> => {
    const rows = await instance.query<{ name: string }>(sql`
      select distinct p.proname as name
      from pg_proc p
      join pg_namespace n on n.oid = p.pronamespace
      cross join pg_roles r
      where n.nspname in ('public', 'opspulse') and p.prosecdef
        and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
        and r.rolname in ${publicRoles}
        and has_function_privilege(r.oid, p.oid, 'execute')
        and not exists (
          select 1 from pg_depend d
          where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
        )
      order by name
    `);
    return { callable: rows.map(({ name }) => name) };
  },
  judge: judgePublicFunctions,
});
