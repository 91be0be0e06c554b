"use client";

import { NextIntlClientProvider } from "next-intl";
import "@/app/globals.css";
import { ErrorMessage } from "@/components/page/error-message";
import messages from "@/messages/global-error.json";

/** Replaces the whole page, the language included: choosing one may be what failed. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en" data-theme="system">
      <body>
        <NextIntlClientProvider locale="en" timeZone="UTC" messages={messages}>
          <main className="mx-auto max-w-2xl px-4 py-24">
            <ErrorMessage error={error} retry={retry} />
          </main>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
