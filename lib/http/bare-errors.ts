import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { createTranslator } from "next-intl";
import { problemHeaders, protocolProblem } from "@/lib/http/protocol-problem";
import { visits, type Visit } from "@/lib/http/visit";
import { log } from "@/lib/log";
import messages from "@/messages/global-error.json";

// The build parses the messages, so that none of them is a text any more.
const t = createTranslator({ locale: "en", messages });

/** A page for when no page can be rendered. It has no style, so that any policy lets it through. */
const errorPage = (requestId: string) => `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${t("errorPage.title")}</title></head>
<body><main><h1>${t("errorPage.title")}</h1><p>${t("errorPage.text")}</p><p>${t("errorPage.reference", { digest: requestId })}</p><p><a href="">${t("common.retry")}</a></p></main></body>
</html>
`;

/** A body that says nothing: there is none, or a few words of Next.js. */
function isBare(response: ServerResponse): boolean {
  const type = response.getHeader("content-type");
  return type === undefined || type === "text/plain";
}

/** The status for a form or an action that Next.js could not read, and answers as a failure of its own. */
const statusUnread = ({ reason }: Visit) =>
  reason?.startsWith("Body exceeded") === true ? 413 : 400;

/**
 * Gives every error a body: a problem, or for a browser that fails to get a page, a page. A form or an
 * action that could not be read gets a 4xx, and one line in the log.
 */
export function replaceBareErrors(request: IncomingMessage, response: ServerResponse): void {
  const { method = "", url = "" } = request;
  const visit = visits.getStore();
  const requestId = crypto.randomUUID();
  let body: string | null = null;

  const settle = (given: number): number => {
    const isUnread = visit?.hasArrived === false && given === 500 && !isPage(response);
    const status = isUnread ? statusUnread(visit) : given;
    settleLogs(status, given);
    if (status < 400 || !isBare(response)) return status;
    const wantsPage = status >= 500 && request.headers.accept?.includes("text/html") === true;
    for (const [name, value] of Object.entries(problemHeaders(requestId))) {
      response.setHeader(name, value);
    }
    if (wantsPage) response.setHeader("Content-Type", "text/html; charset=utf-8");
    if (status === 405 && !response.hasHeader("allow")) {
      response.setHeader("Allow", "GET, HEAD, OPTIONS");
    }
    response.removeHeader("content-length");
    body = wantsPage ? errorPage(requestId) : JSON.stringify(protocolProblem(status, requestId));
    const hasLeft = request.destroyed && !request.complete;
    if (status >= 500 && !hasLeft) {
      log.error({ request_id: requestId, url: pathOf(url), status }, "failed");
    }
    return status;
  };

  const settleLogs = (status: number, given: number) => {
    if (visit === undefined) return;
    const { held, reason } = visit;
    visit.held = [];
    visit.hasArrived = true;
    if (held.length === 0) return;
    if (status < 500 && (status >= 400 || given >= 400)) {
      log.info({ url: pathOf(url), status, reason }, "a form or an action can't be read");
    } else {
      for (const write of held) write();
    }
  };

  const writeHead = response.writeHead.bind(response) as (...parts: unknown[]) => ServerResponse;
  response.writeHead = (status: number, ...rest: unknown[]) => {
    const headers = rest.find((part) => typeof part === "object");
    if (Array.isArray(headers)) return writeHead(status, ...rest);
    // Set one by one, so that it can be asked which there are.
    for (const [name, value] of Object.entries((headers ?? {}) as OutgoingHttpHeaders)) {
      if (value !== undefined) response.setHeader(name, value);
    }
    return writeHead(settle(status));
  };

  const end = response.end.bind(response) as (...parts: unknown[]) => ServerResponse;
  response.end = ((...parts: unknown[]) => {
    if (!response.headersSent) {
      response.statusCode = settle(response.statusCode);
      response.writeHead = writeHead;
    }
    return body === null || method === "HEAD" ? end(...parts) : end(body);
  }) as typeof response.end;
}

const isPage = (response: ServerResponse) =>
  String(response.getHeader("content-type")).startsWith("text/html");

const pathOf = (url: string) => url.split("?", 1)[0];
