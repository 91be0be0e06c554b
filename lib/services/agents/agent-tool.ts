import type { z } from "zod";
import type { KeyScope } from "@/lib/domain/keys/key-options";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { FailureExplanation } from "@/lib/domain/run/explain-failure";
import type { MinuteVerdictDto } from "@/lib/domain/slots/slot-page";
import type { Role } from "@/lib/domain/workspace/role";
import type { ServiceContext } from "@/lib/services/context";
import type { MemberRate } from "@/lib/services/limits/charge-rate";

/** What a tool says in words, which the messages of the app have. */
export type AgentWords = {
  /** Why a run failed, and what to do. */
  failure: (explanation: FailureExplanation) => { why: string; next: string };
  /** Why a routine ran or didn't run at a minute. */
  minute: (verdict: MinuteVerdictDto, routine: { created_at: string; timezone: string }) => string;
  /** A schedule; null where there are no words for it. */
  schedule: (
    schedule: Pick<RoutineDto, "interval_minutes" | "cron_expression" | "run_at" | "timezone">,
  ) => string | null;
};

/** The answer of a tool. */
type ToolAnswer = {
  /** One sentence. It holds nothing that an endpoint or a person has written. */
  text: string;
  /** The fields that a model needs. What an endpoint or a person has written is marked `untrusted`. */
  data: Record<string, unknown>;
  /** Whether it may have made alerts due. */
  hasAlerts?: boolean;
};

/** Hints for clients, as the protocol defines them. All four are given: their defaults are the worst case. */
type ToolHints = {
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  openWorldHint: boolean;
};

/** A verb as a model sees it. */
export type AgentTool = {
  /** In snake_case. */
  name: string;
  title: string;
  description: string;
  hints: ToolHints;
  /** The scope that an API key needs, as at the endpoint of the same verb. */
  scope: Exclude<KeyScope, "ping">;
  /** The lowest role that may. */
  role: Role;
  /** What a call is counted as; null for a read. */
  rate: MemberRate | null;
  /** What its arguments are checked by, and described with. */
  input: z.ZodObject;
  /** @throws as the verb; {ValidationError} names the arguments. */
  run: (
    context: ServiceContext,
    input: Record<string, unknown>,
    words: AgentWords,
  ) => Promise<ToolAnswer>;
};

/** A tool that changes nothing. */
export const reads: ToolHints = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};
