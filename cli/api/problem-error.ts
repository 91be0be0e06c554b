import { ApiError } from "@/cli/errors";
import { exitCodes, type ExitCode } from "@/cli/exit-codes";
import { PROGRAM } from "@/cli/program-name";
import { plainLine } from "@/cli/terminal/plain-text";

function exitCodeOf(status: number): ExitCode {
  if (status === 401 || status === 403) return exitCodes.forbidden;
  if (status === 404 || status === 410) return exitCodes.notFound;
  if (status === 429 || status >= 500) return exitCodes.unavailable;
  return exitCodes.refused;
}

const textOf = (body: object, name: string): string | null => {
  const value: unknown = Reflect.get(body, name);
  return typeof value === "string" && value !== "" ? plainLine(value) : null;
};

function fieldLines(body: object): string[] {
  const errors: unknown = Reflect.get(body, "errors");
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: unknown) => {
    if (typeof error !== "object" || error === null) return [];
    const path = textOf(error, "path");
    const message = textOf(error, "message") ?? "isn't valid";
    const { line, column } = error as { line?: unknown; column?: unknown };
    const place = typeof line === "number" ? `line ${line}, column ${String(column)}: ` : "";
    return [`${place}${path === null ? "" : `${path}: `}${message}`];
  });
}

const hints: Readonly<Record<number, string>> = {
  401: `Run: ${PROGRAM} login`,
  429: "Try again later, or ask for less at once.",
};

/** The error of a response that isn't a success: what it says, field by field, and what to do. */
export function errorOfResponse(status: number, origin: string, body: unknown): ApiError {
  const exitCode = exitCodeOf(status);
  if (typeof body !== "object" || body === null || textOf(body, "detail") === null) {
    const message = `${origin} responded with status ${status}, and not as OpsPulse does. Check the URL.`;
    return new ApiError(message, { status, code: null, exitCode });
  }
  const hint = hints[status];
  const detail = textOf(body, "detail") ?? "";
  const id = textOf(body, "request_id");
  return new ApiError(hint === undefined ? detail : `${detail} ${hint}`, {
    status,
    code: textOf(body, "code"),
    exitCode,
    lines: [...fieldLines(body), ...(status >= 500 && id !== null ? [`request_id: ${id}`] : [])],
  });
}
