import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";
import { isLoopbackHost } from "@/lib/services/instance/local-host";
import { listensBeyondLoopback } from "@/lib/services/instance/settings/listens-beyond-loopback";

type AppUrlFacts = { appUrl: string; isOpenToNetwork: boolean };

export function judgeAppUrl({ appUrl, isOpenToNetwork }: AppUrlFacts): Finding {
  const { protocol, hostname } = new URL(appUrl);
  if (protocol === "https:") return ok(`APP_URL is ${appUrl}, over https`);
  if (!isLoopbackHost(hostname)) {
    return problem(
      `APP_URL is ${appUrl}: passwords and sessions cross the network unencrypted`,
      "Put a reverse proxy with a certificate in front, and set APP_URL to its https address",
    );
  }
  if (isOpenToNetwork) {
    return warning(
      `APP_URL is ${appUrl}, but the app listens beyond this machine`,
      "Set APP_URL to the https address that users type, or HOST=127.0.0.1",
    );
  }
  return ok(`APP_URL is ${appUrl}, on this machine only`);
}

export const appUrlCheck = defineCheck({
  name: "app-url",
  look: ({ settings }): AppUrlFacts => ({
    appUrl: settings.env.APP_URL,
    isOpenToNetwork: listensBeyondLoopback(settings),
  }),
  judge: judgeAppUrl,
});
