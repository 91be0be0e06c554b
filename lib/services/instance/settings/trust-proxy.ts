import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";
import { isLoopbackHost } from "@/lib/services/instance/local-host";
import { listensBeyondLoopback } from "@/lib/services/instance/settings/listens-beyond-loopback";

type ProxyFacts = {
  isTrusted: boolean;
  isOnVercel: boolean;
  appUrl: string;
  isOpenToNetwork: boolean;
};

export function judgeTrustProxy(facts: ProxyFacts): Finding {
  const { isTrusted, isOnVercel, appUrl, isOpenToNetwork } = facts;
  if (isOnVercel) return ok("Vercel says who a visitor is");
  const { protocol, hostname } = new URL(appUrl);
  // `npm start` serves plain http, so something else holds the certificate.
  const hasProxy = protocol === "https:";
  if (isTrusted && !hasProxy && isLoopbackHost(hostname)) {
    return problem(
      "TRUST_PROXY is on, but nothing says that a proxy is in front: visitors can claim any address",
      "Remove TRUST_PROXY",
    );
  }
  if (isTrusted && isOpenToNetwork) {
    return warning(
      "TRUST_PROXY is on, and the app also listens beyond this machine: who reaches its port without the proxy can claim any address",
      "Set HOST=127.0.0.1, or have a firewall leave the port to the proxy",
    );
  }
  if (!isTrusted && hasProxy) {
    return warning(
      "a proxy is in front, and TRUST_PROXY is off: all visitors count as one address",
      "Set TRUST_PROXY=on if the proxy overwrites X-Forwarded-For, X-Forwarded-Host and X-Forwarded-Proto",
    );
  }
  return ok(
    isTrusted ? "the proxy in front says who a visitor is" : "no forwarding header is trusted",
  );
}

export const trustProxyCheck = defineCheck({
  name: "trust-proxy",
  look: ({ settings }): ProxyFacts => ({
    isTrusted: settings.env.TRUST_PROXY === "on",
    isOnVercel: settings.env.VERCEL !== undefined,
    appUrl: settings.env.APP_URL,
    isOpenToNetwork: listensBeyondLoopback(settings),
  }),
  judge: judgeTrustProxy,
});
