import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";
import { ourTables } from "@/lib/services/instance/database/our-objects";

/** The status with which the Data API responds to a read of each table with the publishable key. */
type DataApiFacts = { statuses: readonly { table: string; status: number }[] };

export function judgeDataApi({ statuses }: DataApiFacts): Finding {
  const open = statuses.filter(({ status }) => status >= 200 && status < 300);
  if (open.length > 0) {
    return problem(
      `the Data API reads ${open.map(({ table }) => table).join(", ")} for everybody with the publishable key`,
      "Run npm run db:migrate, which takes the grants back, or turn the Data API off in the project's settings",
    );
  }
  const unclear = statuses.filter(({ status }) => status < 400 || status >= 500);
  if (unclear.length > 0) {
    return warning(
      `/rest/v1/ responded with ${unclear[0]?.status ?? 0}`,
      "Run the doctor again when Supabase responds",
    );
  }
  return statuses.every(({ status }) => status === 404)
    ? ok("there is no Data API, or it doesn't know the app's tables")
    : ok("the Data API refuses the app's tables to the publishable key");
}

export const dataApiCheck = defineCheck({
  name: "data-api",
  look: async (instance): Promise<DataApiFacts> => {
    const statuses = [];
    for (const table of ourTables) {
      const { status } = await instance.askSupabase(`/rest/v1/${table}?limit=0`);
      statuses.push({ table, status });
    }
    return { statuses };
  },
  judge: judgeDataApi,
});
