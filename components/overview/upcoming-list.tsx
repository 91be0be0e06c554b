import { ScheduleText } from "@/components/schedule/schedule-text";
import { RelativeTime } from "@/components/time/time";
import { Link } from "@/components/ui/link";
import type { RoutineDto } from "@/lib/domain/routine/routine";

/** The routines that are due next, soonest first. */
export function UpcomingList({ routines }: { routines: readonly RoutineDto[] }) {
  return (
    <ol className="divide-y rounded-block border bg-raised lazy-46">
      {routines.map((routine) => (
        <li
          key={routine.id}
          className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-4 py-2 sm:grid-cols-[6rem_minmax(0,1fr)_auto]"
        >
          <RelativeTime
            value={routine.next_run_at}
            ahead
            className="whitespace-nowrap text-ink-soft max-sm:order-2"
          />
          <Link href={`/routines/${routine.id}`} className="truncate font-medium hover:underline">
            {routine.name}
          </Link>
          <span className="text-right text-sm text-ink-faint max-sm:hidden">
            <ScheduleText routine={routine} withTimezone />
          </span>
        </li>
      ))}
    </ol>
  );
}
