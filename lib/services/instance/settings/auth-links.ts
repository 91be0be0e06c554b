import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";
import { isLoopbackHost } from "@/lib/services/instance/local-host";

/**
 * Where the auth server sends a browser from a link that doesn't work: when the app's page was asked
 * for, and when a page of others was. Null where it sends it nowhere.
 */
type LinkFacts = {
  appUrl: string;
  isOwnServer: boolean;
  own: string | null;
  foreign: string | null;
};

/** A name that nobody can own: RFC 2606. */
const FOREIGN = "https://redirect.invalid/";

const originOf = (url: string | null) => (url === null ? null : (URL.parse(url)?.origin ?? null));

export function judgeAuthLinks({ appUrl, isOwnServer, own, foreign }: LinkFacts): Finding {
  if (isOwnServer) return ok("links in emails lead to APP_URL: npm start sets that");
  if (originOf(foreign) === originOf(FOREIGN)) {
    return problem(
      "the auth server sends browsers to any address, so a link of yours can lead to a page of others",
      "In Supabase, under Authentication, URL Configuration, remove the wildcard from the redirect URLs",
    );
  }
  if (own === null) {
    return warning(
      "the auth server doesn't show where links in its emails lead",
      `In Supabase, under Authentication, URL Configuration, set the Site URL to ${appUrl} and add ${new URL("/auth/callback", appUrl).href}** to the redirect URLs`,
    );
  }
  if (originOf(own) !== new URL(appUrl).origin) {
    return problem(
      `links in emails lead to ${originOf(own) ?? own}, which isn't APP_URL`,
      `In Supabase, under Authentication, URL Configuration, set the Site URL to ${appUrl} and add ${new URL("/auth/callback", appUrl).href}** to the redirect URLs`,
    );
  }
  return ok("links in emails lead to APP_URL, and to no page of others");
}

export const authLinksCheck = defineCheck({
  name: "auth-links",
  look: async (instance): Promise<LinkFacts> => {
    const { authUrl, env } = instance.settings;
    const isOwnServer = isLoopbackHost(new URL(authUrl).hostname);
    if (isOwnServer) return { appUrl: env.APP_URL, isOwnServer, own: null, foreign: null };
    // No account has this token, so nothing changes.
    const askVerify = async (target: string) => {
      const query = new URLSearchParams({ token: "0", type: "signup", redirect_to: target });
      const { headers } = await instance.askSupabase(`/auth/v1/verify?${query}`);
      return headers.get("location") ?? null;
    };
    return {
      appUrl: env.APP_URL,
      isOwnServer,
      own: await askVerify(new URL("/auth/callback", env.APP_URL).href),
      foreign: await askVerify(FOREIGN),
    };
  },
  judge: judgeAuthLinks,
});
