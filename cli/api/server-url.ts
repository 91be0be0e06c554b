import { UsageError } from "@/cli/errors";
import { isLoopbackName } from "@/lib/domain/host-name";

/**
 * The origin of an instance. A key is only sent over https, or to this machine.
 * @throws {UsageError} for any other URL, with what to write.
 */
export function readServerUrl(text: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  const written = scheme === undefined ? `https://${text}` : text;
  if ((scheme !== undefined && !/^https?$/.test(scheme)) || !URL.canParse(written)) {
    throw new UsageError(`"${text}" isn't a URL. Write it as https://ops.example.com`);
  }
  const url = new URL(written);
  if (url.username !== "" || url.password !== "") {
    throw new UsageError("Leave the user name and the password out of the URL.");
  }
  if (url.protocol !== "https:" && !isLoopbackName(url.hostname)) {
    throw new UsageError(
      `${url.origin} isn't https, so a key could be read on the way. Use https://${url.host}`,
    );
  }
  return url.origin;
}
