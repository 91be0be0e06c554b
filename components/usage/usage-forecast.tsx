import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import { MB_BYTES } from "@/lib/domain/byte-units";
import { shareOfLimit, type UsageForecast } from "@/lib/domain/instance/forecast-usage";
import { freeLimits, planMeters, type PlanMeter } from "@/lib/domain/instance/plan-limits";

/** From this share on a limit is close. */
const CLOSE = 0.9;

/** Two digits that count: small amounts aren't 0, and large ones aren't exact. */
function rounded(amount: number): number {
  return amount === 0 ? 0 : Number(amount.toPrecision(amount < 100 ? 2 : 3));
}

function MeterRow({ meter, used }: { meter: PlanMeter; used: number }) {
  const t = useTranslations("usage");
  const { plan, max, source } = freeLimits[meter];
  const share = shareOfLimit(meter, used);
  const isClose = share >= CLOSE;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_max-content] gap-x-4 gap-y-1.5">
      <dt>
        {t(`meters.${meter}`)}{" "}
        <a
          href={source}
          target="_blank"
          rel="noreferrer"
          className="text-sm whitespace-nowrap text-ink-faint underline underline-offset-2"
        >
          {plan}
        </a>
      </dt>
      <dd className={cn("text-right tabular-nums", isClose && "font-medium")}>
        {t("amount", { used: rounded(used), max, percent: Math.round(100 * share) })}
      </dd>
      <svg aria-hidden className="col-span-2 h-1.5 w-full rounded-mark bg-sunken">
        <rect
          width={`${Math.min(100, 100 * share)}%`}
          height="100%"
          className={isClose ? "fill-failed" : "fill-accent"}
        />
      </svg>
    </div>
  );
}

type UsageForecastListProps = {
  forecast: UsageForecast;
  /** Whether the forecast is one workspace's part, which has no ticks of its own. */
  isPart?: boolean;
};

/** What a month of the present routines uses of each limit of the free plans: figures, and a bar. */
export function UsageForecastList({ forecast, isPart = false }: UsageForecastListProps) {
  const t = useTranslations("usage");
  const meters = planMeters.filter((meter) => !isPart || meter !== "invocations");
  return (
    <div className="grid max-w-xl gap-4">
      <p className="text-ink-soft tabular-nums">
        {t("runs", {
          runs: Math.round(forecast.runs),
          megabytes: rounded(forecast.historyBytesPerDay / MB_BYTES),
        })}
      </p>
      <dl className="grid gap-4">
        {meters.map((meter) => (
          <MeterRow key={meter} meter={meter} used={forecast.meters[meter]} />
        ))}
      </dl>
      <p className="text-sm text-ink-faint">{t(isPart ? "partNote" : "note")}</p>
    </div>
  );
}
