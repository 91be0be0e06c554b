import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";

type ReceivedEmail = { to: string; source: string };

/** An SMTP server on loopback (RFC 5321, no extensions) that keeps what it is sent. */
export async function startMailbox() {
  const emails: ReceivedEmail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setEncoding("utf8");
    let buffered = "";
    let to: string[] = [];
    let isData = false;
    const reply = (line: string) => socket.write(`${line}\r\n`);
    const obey = (line: string) => {
      const recipient = /^RCPT TO:<(.*)>/i.exec(line)?.[1];
      if (recipient !== undefined) to.push(recipient);
      if (/^MAIL FROM/i.test(line)) to = [];
      isData = /^DATA$/i.test(line);
      reply(isData ? "354 go on" : "250 ok");
    };
    socket.on("data", (text: string) => {
      buffered += text;
      for (;;) {
        const end = isData ? "\r\n.\r\n" : "\r\n";
        const at = buffered.indexOf(end);
        if (at < 0) return;
        const part = buffered.slice(0, at);
        buffered = buffered.slice(at + end.length);
        if (!isData) {
          obey(part);
          continue;
        }
        isData = false;
        emails.push({ to: to.join(","), source: decode(part) });
        reply("250 kept");
      }
    });
    socket.on("error", () => undefined);
    reply("220 mailbox");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    emails,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Undoes quoted-printable (RFC 2045, section 6.7) as far as ASCII goes. */
const decode = (source: string) =>
  source
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
