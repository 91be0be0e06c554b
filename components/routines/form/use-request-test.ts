import { unstable_rethrow } from "next/navigation";
import { useState, useTransition } from "react";
import {
  readRoutineForm,
  type RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import type { ActionResult } from "@/lib/domain/action-result";
import type { TestResultDto } from "@/lib/domain/run/test-result";

/** What a test was made with, and what came of it; `unreachable` where the server was not. */
export type RequestTest = {
  values: RoutineFormValues;
  result: ActionResult<TestResultDto> | "unreachable";
};

export type TestAction = (form: FormData) => Promise<RequestTest>;

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
  /** What a test said of fields gives way to what saving says of them. */
  const forgetRefusal = () => {
    setTest((last) => (last?.result !== "unreachable" && last?.result.ok ? last : null));
  };
  return { test, isTesting, run, forgetRefusal };
}
