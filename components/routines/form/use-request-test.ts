import { unstable_rethrow } from "next/navigation";
import { useState, useTransition } from "react";
import {
  readRoutineForm,
  type RoutineFormState,
  type RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import type { ActionResult } from "@/lib/domain/action-result";
import type { TestResultDto } from "@/lib/domain/run/test-result";

/** The values that a test was made with, and its result; `unreachable` if our server didn't respond. */
export type RequestTest = {
  values: RoutineFormValues;
  result: ActionResult<TestResultDto> | "unreachable";
};

export type TestAction = (form: FormData) => Promise<RequestTest>;

/** Why the server sent no request; null for a test that was made, or that never reached the server. */
export function failureOf(test: RequestTest | null): RoutineFormState["failure"] {
  if (test === null || test.result === "unreachable" || test.result.ok) return null;
  return test.result;
}

/** Sends the request of a form, one at a time. */
export function useRequestTest(action: TestAction) {
  const [test, setTest] = useState<RequestTest | null>(null);
  const [isTesting, startTesting] = useTransition();
  const run = (form: FormData) => {
    startTesting(async () => {
      try {
        setTest(await action(form));
      } catch (error) {
        unstable_rethrow(error);
        setTest({ values: readRoutineForm(form), result: "unreachable" });
      }
    });
  };
  /** Drops the problems that a test found: saving finds its own. */
  const forgetProblems = () => {
    setTest((last) => (last?.result !== "unreachable" && last?.result.ok ? last : null));
  };
  return { test, isTesting, run, forgetProblems };
}
