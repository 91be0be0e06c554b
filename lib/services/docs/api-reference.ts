import { describeApi, type OpenApiDocument } from "@/lib/domain/api/openapi-document";
import { allOperations } from "@/lib/domain/api/operations/all-operations";
import { writeReference } from "@/lib/domain/api/reference-page";
import type { DocsPage } from "@/lib/domain/docs/docs-page";
import { parsePage } from "@/lib/domain/docs/parse-page";
import { perProcess } from "@/lib/per-process";
import { appVersion } from "@/lib/version";

type Written = { document: OpenApiDocument; page: DocsPage };

const written = perProcess("opspulseApiReference", () => new Map<string, Written>());

/** The description of the API of an instance, and its page; made once a process. */
export function getApiReference(appUrl: string): Written {
  const baseUrl = appUrl.replace(/\/+$/, "");
  const known = written.get(baseUrl);
  if (known !== undefined) return known;
  const document = describeApi(allOperations, { appUrl: baseUrl, version: appVersion });
  const markdown = writeReference(document, baseUrl);
  const page: DocsPage = {
    ...parsePage(markdown),
    file: "api.md",
    slug: "api",
    language: "en",
    markdown,
  };
  const made = { document, page };
  written.set(baseUrl, made);
  return made;
}
