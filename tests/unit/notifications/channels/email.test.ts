import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { renderEmail } from "@/lib/notifications/email/render-email";
import { sendToChannel } from "@/lib/notifications/send-to-channel";
import {
  makeAlertMessage,
  makeGroupMessage,
} from "@/tests/support/notifications/alert-message-fixture";
import { hostileMessage } from "@/tests/support/notifications/hostile-text";
import { startMailServer } from "@/tests/support/notifications/mail-server";
import { makeOutbound, testWorkspaceId } from "@/tests/support/notifications/test-outbound";

const from = "OpsPulse <alerts@ops.example.com>";

const smtpError = (responseCode: number, message: string) =>
  Object.assign(new Error(message), { responseCode });

let server: Awaited<ReturnType<typeof startMailServer>>;

beforeAll(async () => {
  server = await startMailServer({
    hideSTARTTLS: true,
    onRcptTo: ({ address }, _, callback) => {
      if (address.startsWith("gone")) callback(smtpError(550, "no such mailbox"));
      else if (address.startsWith("later")) callback(smtpError(451, "greylisted, try later"));
      else callback();
    },
  });
});
beforeEach(() => {
  server.mails.length = 0;
});
afterAll(() => server.close());

const send = (
  message = makeAlertMessage(),
  to: readonly string[] = ["team@example.com"],
  smtpUrl = `smtp://127.0.0.1:${server.port}`,
  changes: Parameters<typeof makeOutbound>[0] = {},
) =>
  sendToChannel(
    message,
    { kind: "EMAIL", workspaceId: testWorkspaceId, config: { to }, secret: null },
    // Nothing but the mail server itself is allowed.
    makeOutbound({ allow: "", smtp: { url: smtpUrl, from }, ...changes }),
  );

/** The names of the elements in HTML, and the links. */
const elementsOf = (html: string) => [
  ...new Set(Array.from(html.matchAll(/<([a-z][\w-]*)/gi), ([, name]) => name?.toLowerCase())),
];
const linksOf = (html: string) =>
  Array.from(html.matchAll(/\bhref="([^"]*)"/g), ([, link = ""]) => link);

describe("an email", () => {
  test("has the same content as HTML and as text, for each recipient", async () => {
    const message = makeGroupMessage();

    expect(await send(message, ["one@example.com", "two@example.com"])).toMatchObject({
      ok: true,
      status: 250,
      mayRetry: false,
    });

    const [mail] = server.mails;
    expect(mail?.recipients).toEqual(["one@example.com", "two@example.com"]);
    const { parsed } = mail ?? {};
    expect(parsed?.from?.text).toBe('"OpsPulse" <alerts@ops.example.com>');
    expect(parsed?.subject).toBe(message.title);
    const html = typeof parsed?.html === "string" ? parsed.html : "";
    for (const part of [html, parsed?.text ?? ""]) {
      expect(part).toContain(message.title);
      for (const paragraph of message.paragraphs) expect(part).toContain(paragraph);
      expect(part).toContain("Nightly job 10");
      expect(part).toContain("+2");
      expect(part).toContain(message.url);
      expect(part).toContain(message.acknowledgeUrl);
      expect(part).toContain("Acme");
      expect(part).toContain("You get this because of the channel");
    }
  });

  test("is in the channel's language, accents and all", async () => {
    await send(
      makeAlertMessage({
        language: "pt-BR",
        title: "Cobrança está falhando: api.example.com respondeu com 503",
        paragraphs: ["A última execução boa foi há 2 minutos."],
        labels: {
          open: "Abrir no OpsPulse",
          acknowledge: "Reconhecer",
          footer: "Pelo canal “Plantão”.",
        },
      }),
    );

    const { parsed } = server.mails[0] ?? {};
    expect(parsed?.subject).toBe("Cobrança está falhando: api.example.com respondeu com 503");
    expect(parsed?.headers.get("content-language")).toBe("pt-BR");
    expect(parsed?.html).toContain('lang="pt-BR"');
    expect(parsed?.html).toContain("Reconhecer");
    expect(parsed?.text).toContain("A última execução boa foi há 2 minutos.");
  });

  test("keeps its id over attempts, and is one thread with its group's others", async () => {
    const groupKey = "group:1\r\nX-Injected: yes";
    await send(makeAlertMessage({ groupKey }));
    await send(makeAlertMessage({ groupKey }));
    await send(makeAlertMessage({ groupKey, id: "11111111-2222-4333-8444-555555555555" }));
    await send(makeAlertMessage({ groupKey: "another" }));

    const [first, again, update, other] = server.mails.map(({ parsed }) => parsed);
    expect(again?.messageId).toBe(first?.messageId);
    expect(update?.messageId).toBe("<11111111-2222-4333-8444-555555555555@ops.example.com>");
    expect(update?.references).toEqual(first?.references);
    expect(update?.inReplyTo).toBe(first?.inReplyTo);
    expect(other?.references).not.toEqual(first?.references);
    expect(first?.headers.has("x-injected")).toBe(false);
  });

  test("asks robots not to reply", async () => {
    await send();

    expect(server.mails[0]?.parsed.headers.get("auto-submitted")).toBe("auto-generated");
  });

  test("has a subject of one line, whatever a routine is named", async () => {
    await send(makeAlertMessage({ title: "A\r\nBcc: victim@example.com\r\n\r\nBody \u202egnp" }));

    const [mail] = server.mails;
    expect(mail?.recipients).toEqual(["team@example.com"]);
    expect(mail?.parsed.bcc).toBeUndefined();
    expect(mail?.parsed.subject).toBe("A Bcc: victim@example.com Body gnp");
  });

  test("has no element and no link from a text, whatever the text is", async () => {
    const plain = await renderEmail(makeGroupMessage());
    const allowed = elementsOf(plain.html);
    await fc.assert(
      fc.asyncProperty(hostileMessage, async (message) => {
        const { html } = await renderEmail(message);

        expect(allowed).toEqual(expect.arrayContaining(elementsOf(html)));
        for (const link of linksOf(html)) expect(link).toMatch(/^https:\/\/ops\.example\.com\//);
      }),
      { numRuns: 25 },
    );
  });
});

describe("recipients", () => {
  test("those refused are named, and the others aren't sent the mail twice", async () => {
    const result = await send(makeAlertMessage(), ["team@example.com", "gone@example.com"]);

    expect(result).toMatchObject({ ok: true, mayRetry: false });
    expect(result.response).toMatch(/gone@example\.com was refused: 550 no such mailbox/);
    expect(server.mails[0]?.recipients).toEqual(["team@example.com"]);
  });

  test.each([
    [["gone@example.com"], 550, false],
    [["gone@example.com", "later@example.com"], 451, true],
  ])(
    "where %j are refused, a later attempt may succeed as the server says",
    async (to, status, mayRetry) => {
      const result = await send(makeAlertMessage(), to);

      expect(result).toMatchObject({ ok: false, mayRetry, status });
      expect(result.response).toContain("gone@example.com was refused: 550 no such mailbox");
    },
  );
});

describe("the operator's mail server", () => {
  test("is reached by its name and port alone: another port of it is refused", async () => {
    const smtpUrl = `smtp://mail.example.com:${server.port}`;
    expect(await send(undefined, undefined, smtpUrl)).toMatchObject({ ok: true });

    const result = await sendToChannel(
      makeAlertMessage(),
      {
        kind: "WEBHOOK",
        workspaceId: testWorkspaceId,
        config: { url: `http://mail.example.com:${server.port + 1}/` },
        secret: null,
      },
      makeOutbound({ allow: "", smtp: { url: smtpUrl, from } }),
    );
    expect(result).toMatchObject({ ok: false, status: null, mayRetry: false });
  });

  test("gets the sign-in of SMTP_URL over TLS, and its password is in no result", async () => {
    const signIns: unknown[] = [];
    const strict = await startMailServer({
      authOptional: false,
      onAuth: ({ username, password }, session, callback) => {
        signIns.push([username, password, session.secure]);
        if (username === "ops") callback(null, { user: "ops" });
        else callback(new Error(`wrong password ${password}`));
      },
    });
    const sendAs = (user: string) =>
      send(undefined, undefined, `smtp://${user}:hush%20hush-hush@127.0.0.1:${strict.port}`);

    expect(await sendAs("ops")).toMatchObject({ ok: true });
    const refused = await sendAs("nobody");
    const untrusted = await send(
      undefined,
      undefined,
      `smtp://ops:hush%20hush-hush@mail.example.com:${strict.port}`,
    );
    await strict.close();

    expect(signIns[0]).toEqual(["ops", "hush hush-hush", true]);
    expect(refused).toMatchObject({ ok: false, mayRetry: true, status: 535 });
    expect(refused.response).not.toContain("hush");
    // Its certificate is its own: that is enough on this machine, and nowhere else.
    expect(untrusted).toMatchObject({ ok: false, mayRetry: true, status: null });
    expect(signIns).toHaveLength(2);
  });

  test("that isn't there may be tried again", async () => {
    const gone = await startMailServer();
    await gone.close();

    const result = await send(undefined, undefined, `smtp://127.0.0.1:${gone.port}`);

    expect(result).toMatchObject({ ok: false, mayRetry: true, status: null });
    expect(result.response).toContain("refused the connection");
  });

  test("that isn't set up is a result that says so", async () => {
    const result = await send(undefined, undefined, undefined, { smtp: null });

    expect(result).toMatchObject({ ok: false, mayRetry: false });
    expect(result.response).toContain("SMTP_URL");
  });
});
