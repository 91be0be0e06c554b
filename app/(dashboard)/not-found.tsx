import { NotFoundMessage } from "@/components/page/dead-ends";

/** What does not exist, inside the frame of the dashboard. */
export default function NotFound() {
  return <NotFoundMessage />;
}
