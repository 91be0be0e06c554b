import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute } from "@/lib/http/handle-route";
import { readQuery } from "@/lib/http/read-query";
import { exportAuditEvents } from "@/lib/services/audit/export-audit-events";

const types = { csv: "text/csv; charset=utf-8", ndjson: "application/x-ndjson" } as const;

// Read page by page as the receiver takes it: a year of events need not fit into memory.
const download = handleServiceRoute(async (context, request) => {
  const { format, name, lines } = await exportAuditEvents(context, readQuery(request));
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const line = await lines.next();
      if (line.done === true) controller.close();
      else controller.enqueue(encoder.encode(line.value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "Content-Type": types[format],
      "Content-Disposition": `attachment; filename="${name}"`,
      "Cache-Control": "no-store",
    },
  });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: download });
