import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import { DAY_MS } from "@/lib/domain/time-units";
import { ask, type Reply } from "@/lib/services/instance/ask";
import { defineCheck } from "@/lib/services/instance/check";
import { isLoopbackHost } from "@/lib/services/instance/local-host";

type TlsFacts = {
  hostname: string;
  tls: { protocol: string; daysLeft: number } | null;
  /** The status of the same address over plain http; null where nothing responds there. */
  plainStatus: number | null;
};

const RENEW_DAYS = 14;
const outdated = ["TLSv1", "TLSv1.1"];

export function judgeTls({ hostname, tls, plainStatus }: TlsFacts): Finding {
  if (tls === null) {
    if (isLoopbackHost(hostname)) return ok("the app is asked on this machine, without TLS");
    return problem(
      `${hostname} is served without TLS: passwords and sessions cross the network unencrypted`,
      "Put a reverse proxy with a certificate in front, such as Caddy",
    );
  }
  const days = Math.floor(tls.daysLeft);
  if (outdated.includes(tls.protocol)) {
    return problem(`${hostname} speaks ${tls.protocol}`, "Allow TLS 1.2 and 1.3 only in the proxy");
  }
  if (tls.daysLeft < RENEW_DAYS) {
    return warning(
      `the certificate of ${hostname} ends in ${days} days`,
      "Renew it, and see why it wasn't renewed by itself",
    );
  }
  if (plainStatus !== null && plainStatus < 300) {
    return warning(
      `${hostname} also serves pages over plain http`,
      "Have the proxy redirect http to https",
    );
  }
  return ok(`${hostname} speaks ${tls.protocol}, with a certificate for ${days} more days`);
}

/** Only the usual port has plain http beside it. */
async function askPlain(url: URL): Promise<number | null> {
  if (url.protocol !== "https:" || url.port !== "") return null;
  return ask(new URL(`http://${url.host}/sign-in`)).then(
    ({ status }: Reply) => status,
    () => null,
  );
}

export const tlsCheck = defineCheck({
  name: "tls",
  look: async (instance): Promise<TlsFacts> => {
    const url = new URL(instance.settings.url);
    const { tls } = await instance.askApp("/api/health/live");
    return {
      hostname: url.hostname,
      tls: tls && {
        protocol: tls.protocol,
        daysLeft: (tls.expiresAt.getTime() - Date.now()) / DAY_MS,
      },
      plainStatus: await askPlain(url),
    };
  },
  judge: judgeTls,
});
