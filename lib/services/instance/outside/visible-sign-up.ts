import { ok, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";

/** Whether the page for new accounts has a form. */
type VisibleFacts = { hasForm: boolean; status: number };

export function judgeVisibleSignUp({ hasForm, status }: VisibleFacts): Finding {
  if (hasForm) return ok("anybody can create an account here; SIGN_UP=closed would end that");
  return ok(`nobody can create an account on the page for it (${status})`);
}

export const visibleSignUpCheck = defineCheck({
  name: "visible-sign-up",
  look: async (instance): Promise<VisibleFacts> => {
    const { status, body } = await instance.askApp("/sign-up");
    return { status, hasForm: /<input[^>]*type="password"/.test(body) };
  },
  judge: judgeVisibleSignUp,
});
