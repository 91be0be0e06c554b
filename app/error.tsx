"use client";

import { ErrorMessage } from "@/components/page/error-message";

export default function RootError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main className="mx-auto max-w-2xl px-4 py-24">
      <ErrorMessage error={error} retry={retry} />
    </main>
  );
}
