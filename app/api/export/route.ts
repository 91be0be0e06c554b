import { exportCodeQuery } from "@/lib/domain/code/code-document";
import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute } from "@/lib/http/handle-route";
import { codeTypes } from "@/lib/http/read-code-file";
import { readQuery } from "@/lib/http/read-query";
import { exportCode } from "@/lib/services/code/export-code";
import { parseInput } from "@/lib/services/parse-input";

const read = handleServiceRoute(async (context, request) => {
  const { format, prefix, unmanaged } = parseInput(exportCodeQuery, readQuery(request));
  const withUnmanaged = unmanaged ?? prefix === "";
  const text = await exportCode(context, { format, prefix, withUnmanaged });
  return new Response(text, {
    headers: {
      "Content-Type": `${codeTypes[format][0]}; charset=utf-8`,
      "Content-Disposition": `attachment; filename="opspulse.${format}"`,
      "Cache-Control": "no-store",
    },
  });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: read });
