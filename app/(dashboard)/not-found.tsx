import { NotFoundMessage } from "@/components/page/not-found-message";

/** What does not exist, inside the frame of the dashboard. */
export default function NotFound() {
  return <NotFoundMessage />;
}
