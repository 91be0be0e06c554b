import { ok, problem, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";
import { isLoopbackHost } from "@/lib/services/instance/local-host";
import { listensBeyondLoopback } from "@/lib/services/instance/settings/listens-beyond-loopback";

type DemoFacts = { hasDemo: boolean; isReachedFromOutside: boolean };

export function judgeDemo({ hasDemo, isReachedFromOutside }: DemoFacts): Finding {
  if (!hasDemo) return ok("the demo account is off");
  if (!isReachedFromOutside) return ok("the demo account is on, on this machine only");
  return problem(
    "the demo account is on, and its password is public: everybody who reaches the app can sign in and have it send requests",
    "Set OPSPULSE_DEMO=off and delete the user demo@opspulse.app, or keep it for an instance that holds nothing else",
  );
}

export const demoCheck = defineCheck({
  name: "demo",
  look: ({ settings }): DemoFacts => ({
    hasDemo: settings.hasDemo,
    isReachedFromOutside:
      listensBeyondLoopback(settings) || !isLoopbackHost(new URL(settings.env.APP_URL).hostname),
  }),
  judge: judgeDemo,
});
