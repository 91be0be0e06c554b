import { exitCodes, type ExitCode } from "@/cli/exit-codes";

/** Ends the program: a sentence that says what to do, with the exit code that belongs to it. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  /** More lines, such as the fields that are wrong. */
  readonly lines: readonly string[];

  constructor(message: string, exitCode: ExitCode, lines: readonly string[] = []) {
    super(message);
    this.name = "CommandError";
    this.exitCode = exitCode;
    this.lines = lines;
  }
}

/** A command line that can't be right. */
export class UsageError extends CommandError {
  constructor(message: string) {
    super(message, exitCodes.usage);
  }
}

/** A response of the API that is a problem. */
export class ApiError extends CommandError {
  readonly status: number;
  /** The code of the problem, as `CONFLICT`; null where the response isn't of the API. */
  readonly code: string | null;

  constructor(
    message: string,
    {
      status,
      code,
      exitCode,
      lines = [],
    }: { status: number; code: string | null; exitCode: ExitCode; lines?: readonly string[] },
  ) {
    super(message, exitCode, lines);
    this.status = status;
    this.code = code;
  }
}
