import { sql } from "drizzle-orm";
import { ok, problem, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";
import { isOurRelation, publicRoles } from "@/lib/services/instance/database/our-objects";

/** By role, the tables, views and sequences of this project on which it has any privilege. */
export type PublicRoleFacts = { grants: readonly { role: string; names: readonly string[] }[] };

export function judgePublicRoles({ grants }: PublicRoleFacts): Finding {
  const open = grants.filter(({ names }) => names.length > 0);
  if (open.length === 0) return ok("anon and authenticated reach none of the app's tables");
  return problem(
    open.map(({ role, names }) => `${role} has privileges on ${names.join(", ")}`).join("; "),
    "Everybody with the publishable key can use them past the app. Run npm run db:migrate, which takes them back",
  );
}

export const publicRolesCheck = defineCheck({
  name: "public-roles",
  look: async (instance): Promise<PublicRoleFacts> => {
    const grants = await instance.query<{ role: string; names: string[] }>(sql`
      with ours as (
        select c.oid, c.relname, c.relkind
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v', 'm') and ${isOurRelation}
      ), with_sequences as (
        select * from ours
        union
        select s.oid, s.relname, s.relkind
        from pg_class s
        join pg_depend d on d.objid = s.oid and d.classid = 'pg_class'::regclass
          and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
        join ours on ours.oid = d.refobjid
        where s.relkind = 'S'
      )
      select r.rolname as role, jsonb_agg(o.relname order by o.relname) as names
      from with_sequences o cross join pg_roles r
      where r.rolname in ${publicRoles}
        and case
          when o.relkind = 'S' then has_sequence_privilege(r.oid, o.oid, 'usage, select, update')
          else has_table_privilege(
              r.oid, o.oid,
              'select, insert, update, delete, truncate, references, trigger')
            or has_any_column_privilege(r.oid, o.oid, 'select, insert, update, references')
        end
      group by r.rolname order by r.rolname
    `);
    return { grants };
  },
  judge: judgePublicRoles,
});
