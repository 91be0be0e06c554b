import { NotFoundMessage } from "@/components/page/dead-ends";

/** The not-found page inside the frame of the dashboard. */
export default function NotFound() {
  return <NotFoundMessage />;
}
