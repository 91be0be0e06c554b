import { applyCodeQuery } from "@/lib/domain/code/code-document";
import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readCodeFile } from "@/lib/http/read-code-file";
import { readQuery } from "@/lib/http/read-query";
import { applyCode } from "@/lib/services/code/apply-code";
import { planCode } from "@/lib/services/code/plan-code";
import { parseInput } from "@/lib/services/parse-input";

const apply = handleServiceRoute(
  async (context, request) => {
    const { plan = null, dry_run = false } = parseInput(applyCodeQuery, readQuery(request));
    const file = await readCodeFile(request);
    return respondJson(
      dry_run ? await planCode(context, file) : await applyCode(context, file, plan),
    );
  },
  { isAtomic: true, hasOwnPreview: true },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ POST: apply });
