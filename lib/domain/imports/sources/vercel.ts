import { asData, listAt, textAt } from "@/lib/domain/imports/data";
import { plainJob, refuse, type ReadJob } from "@/lib/domain/imports/foreign-job";
import { hideInUrl, safeText } from "@/lib/domain/imports/hidden-credentials";
import { remark } from "@/lib/domain/imports/remarks";

/** The `crons` of `vercel.json`: GET requests to paths of the production deployment, in UTC. */
export function readVercel(document: unknown, baseUrl: string | null): ReadJob[] {
  return listAt(asData(document), "crons").map((each) => {
    const cron = asData(each);
    const path = textAt(cron, "path");
    const expression = textAt(cron, "schedule");
    const shown = safeText(hideInUrl(path ?? "?").url);
    if (path === null || !path.startsWith("/") || path.startsWith("//")) {
      return refuse(shown, "url_invalid");
    }
    if (expression === null) return refuse(shown, "schedule_missing");
    if (baseUrl === null) return refuse(shown, "base_url_needed");
    return {
      job: {
        ...plainJob,
        url: `${baseUrl.replace(/\/+$/, "")}${path}`,
        schedule: { kind: "cron", expression, dialect: "crontab" },
        remarks: [remark("vercel_secret")],
      },
    };
  });
}
