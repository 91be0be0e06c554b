import { Overview } from "@/app/(dashboard)/overview";
import { Landing } from "@/components/landing";
import { AutoRefresh } from "@/components/layout/auto-refresh";
import { getUser } from "@/lib/auth/get-user";
import { requireContext } from "@/lib/auth/require-context";

/** What the product is, to a stranger; how things stand, to whoever is signed in. */
export default async function HomePage() {
  if ((await getUser()) === null) return <Landing />;
  const { context } = await requireContext();
  return (
    <>
      <AutoRefresh />
      <Overview context={context} />
    </>
  );
}
