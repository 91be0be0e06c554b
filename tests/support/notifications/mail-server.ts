import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export type ReceivedMail = { recipients: string[]; source: string; parsed: ParsedMail };

/**
 * A real SMTP server on loopback that keeps what it is sent, parsed, and passes it on. By default it wants
 * no sign-in.
 */
export async function startMailServer(
  options: SMTPServerOptions = {},
  onMail: (mail: ReceivedMail) => void = () => undefined,
) {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    disableReverseLookup: true,
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const source = Buffer.concat(chunks);
        simpleParser(source)
          .then((parsed) => {
            const recipients = session.envelope.rcptTo.map(({ address }) => address);
            const mail = { recipients, source: source.toString(), parsed };
            mails.push(mail);
            onMail(mail);
            callback();
          })
          .catch(callback);
      });
    },
    ...options,
  });
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    mails,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
