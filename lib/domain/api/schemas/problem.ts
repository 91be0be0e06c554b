import { z } from "zod";
import { problemCodes, type ProblemCode } from "@/lib/domain/api/problem-types";
import { schemaOf } from "@/lib/domain/api/schemas/response-schema";
import type { FieldProblem } from "@/lib/domain/errors";

/** A problem of RFC 9457, with this API's own members. */
export type Problem = {
  /** The page that explains the code. */
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  request_id: string;
  errors: readonly FieldProblem[];
};

export const fieldProblem = schemaOf<FieldProblem>("FieldProblem")(
  z.object({
    path: z.string().describe("The field, with dots between levels; empty for the whole."),
    code: z.string().describe("The rule that it breaks. Codes keep their meaning."),
    message: z.string().describe("The rule in English."),
    params: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .exactOptional()
      .describe("The figures in the message."),
    line: z.int().min(1).exactOptional().describe("Where it is in a file that was sent."),
    column: z.int().min(1).exactOptional(),
  }),
);

export const problemSchema = schemaOf<Problem>("Problem")(
  z.object({
    type: z.url().describe("A page that explains the code and says what to do."),
    title: z.string().describe("The HTTP status in words."),
    status: z.int().min(400).max(599),
    detail: z.string().describe("What went wrong here, and what to do, in English."),
    code: z.enum(problemCodes).describe("What to decide by. Codes keep their meaning."),
    request_id: z.uuid().describe("Finds the request in the logs of the instance."),
    errors: z.array(fieldProblem).readonly().describe("Every field with a problem, for a 422."),
  }),
);
