import { under, type CodeDocument } from "@/lib/domain/code/code-document";
import type { CodeResource } from "@/lib/domain/code/code-plan";
import type { Desired } from "@/lib/domain/code/plan-changes";
import { ValidationError, type FieldProblem } from "@/lib/domain/errors";
import { describeProblem, type CodedProblem } from "@/lib/domain/field-problems";
import type { NamedSecrets } from "@/lib/services/code/named-secrets";
import type { WorkspaceState } from "@/lib/services/code/workspace-state";
import type { ServiceContext } from "@/lib/services/context";
import type { WorkspaceRoom } from "@/lib/services/limits/workspace-usage";

/** What was read before a file is judged against a workspace. */
export type Prepared = {
  document: CodeDocument;
  secrets: NamedSecrets;
  /** Problems of patterns in success rules, by the path of the routine. */
  patternProblems: ReadonlyMap<string, FieldProblem[]>;
};

/** A file while it is judged. All problems are collected: none ends the judgement. */
export type Judging = Prepared & {
  context: ServiceContext;
  state: WorkspaceState;
  room: WorkspaceRoom;
  problems: FieldProblem[];
  /** The name of a tag in its first spelling, that of the workspace where it has one. */
  tagName: (name: string) => string;
};

/** What a file says of one kind, and what it is now. */
export type Judged<Steps> = {
  desired: Desired[];
  /** What the file owns now. */
  current: CodeResource[];
  /** What was made by hand and becomes the file's, by the identity of what it becomes. */
  adopted: Map<string, CodeResource>;
  steps: Steps;
};

export function report({ problems }: Judging, problem: CodedProblem): void {
  problems.push(describeProblem(problem));
}

/** The result of `work`; null where it has problems, which are reported under the path. */
export function collect<Result>(
  { problems }: Judging,
  path: string,
  work: () => Result,
): Result | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    problems.push(...under(path, error.problems));
    return null;
  }
}

/** The names by which a file can mean routines, as they will be once it is applied. */
export type RoutineRefs = {
  /** By the id of a routine: its key, or its id where it has none. */
  names: ReadonlyMap<string, string>;
  /** The name that a text of the file means, or null where it means none. */
  find: (text: string) => string | null;
};

/** The routines that a thing of the file names; `kept` are ids of routines that are gone, and may stay. */
export function readRefs(
  judging: Judging,
  refs: RoutineRefs,
  { path, routines, kept }: { path: string; routines: readonly string[]; kept: readonly unknown[] },
): string[] {
  const found = routines.flatMap((routine, index) => {
    const name = refs.find(routine) ?? (kept.includes(routine) ? routine : null);
    if (name !== null) return [name];
    const params = { routine };
    report(judging, { path: `${path}.routines.${index}`, code: "code_routine_unknown", params });
    return [];
  });
  return [...new Set(found)].sort((one, other) => (one < other ? -1 : 1));
}
