import { NotFoundMessage } from "@/components/page/dead-ends";

export default function NotFound() {
  return (
    <main className="mx-auto max-w-xl px-4 py-24">
      <NotFoundMessage />
    </main>
  );
}
