import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";
import { isLoopbackHost } from "@/lib/services/instance/local-host";
import { askAuthServer, type AuthSettings } from "@/lib/services/instance/settings/ask-auth-server";

type SignUpFacts = { signUp: "open" | "closed"; appUrl: string; auth: AuthSettings };

export function judgeSignUp({ signUp, appUrl, auth }: SignUpFacts): Finding {
  if (signUp === "closed" && auth.isOpen) {
    return problem(
      "SIGN_UP is closed, but the auth server still creates accounts for everybody with the publishable key",
      "In Supabase, turn off “Allow new users to sign up” under Authentication, Sign In / Providers",
    );
  }
  if (signUp === "closed") return ok("sign-up is closed, in the app and in the auth server");
  if (!auth.isOpen) {
    return warning(
      "SIGN_UP is open, but the auth server refuses new accounts, so the page for it can't work",
      "Set SIGN_UP=closed, or open sign-up in the auth server",
    );
  }
  if (auth.confirmsItself && !isLoopbackHost(new URL(appUrl).hostname)) {
    return warning(
      "sign-up is open, and no email is confirmed: anybody can have any number of accounts, with addresses of others",
      "Set SIGN_UP=closed, or have emails confirmed (AUTH_EMAIL_CONFIRMATION=on; in Supabase, “Confirm email”)",
    );
  }
  return ok("sign-up is open, in the app and in the auth server");
}

export const signUpCheck = defineCheck({
  name: "sign-up",
  look: async (instance): Promise<SignUpFacts> => ({
    signUp: instance.settings.env.SIGN_UP,
    appUrl: instance.settings.env.APP_URL,
    auth: await askAuthServer(instance),
  }),
  judge: judgeSignUp,
});
