"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import {
  hasChangedOptions,
  type ChannelFormValues,
} from "@/components/channels/channel-form-values";
import { useViewerZone } from "@/components/time/viewer-zone-provider";
import { Checkbox } from "@/components/ui/checkbox";
import { InputField, numeric, verbatim } from "@/components/ui/input-field";
import { SelectField } from "@/components/ui/select-field";
import {
  channelLanguages,
  MAX_MESSAGES_PER_HOUR,
  MAX_REMINDER_MINUTES,
  MIN_REMINDER_MINUTES,
} from "@/lib/domain/channels/channel-options";
import { alertEvents } from "@/lib/domain/incidents/incident-options";

/** A routine that a channel can be for. */
export type RoutineChoice = { id: string; name: string };

type Option = readonly [value: string, text: string];

function Choices({
  name,
  options,
  chosen,
}: {
  name: string;
  options: readonly Option[];
  chosen: readonly string[];
}) {
  return options.map(([value, text]) => (
    <label key={value} className="flex min-h-6 items-center gap-2.5 max-lg:min-h-9">
      <Checkbox name={name} value={value} defaultChecked={chosen.includes(value)} />
      <span className="min-w-0 [overflow-wrap:anywhere]">{text}</span>
    </label>
  ));
}

type ChannelOptionsProps = {
  values: ChannelFormValues;
  problemAt: (name: string) => string | undefined;
  routines: readonly RoutineChoice[];
};

const names = [
  "events",
  "routine_ids",
  "tags",
  "quiet_start",
  "quiet_end",
  "quiet_timezone",
  "reminder_minutes",
  "language",
  "max_per_hour",
];

/** What most people leave as it is: events, routines, quiet hours, reminders, language and cap. */
export function ChannelOptions({ values, problemAt, routines }: ChannelOptionsProps) {
  const t = useTranslations("channels");
  const zone = useViewerZone();
  const isChanged = hasChangedOptions(values);
  const hasProblem = names.some((name) => problemAt(name) !== undefined);
  const [isOpen, setOpen] = useState(isChanged);
  const eventsProblem = problemAt("events");
  return (
    <details
      open={isOpen || hasProblem}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="group/options border-t"
    >
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 text-ink-faint transition-transform duration-150 group-open/options:rotate-90"
        />
        <span className="font-medium">{t(isChanged ? "options" : "defaults")}</span>
      </summary>
      <div className="grid gap-5 pt-2 pb-5">
        <fieldset className="grid gap-1">
          <legend className="mb-1 text-sm font-medium">{t("events")}</legend>
          <Choices
            name="events"
            options={alertEvents.map((event) => [event, t(`eventNames.${eventKey(event)}`)])}
            chosen={values.events}
          />
          {eventsProblem && <p className="text-sm text-failed">{eventsProblem}</p>}
        </fieldset>
        {routines.length > 0 && (
          <fieldset>
            <legend className="mb-1 text-sm font-medium">{t("scope")}</legend>
            <div
              tabIndex={0}
              role="group"
              aria-label={t("scope")}
              className="grid max-h-48 gap-1 overflow-y-auto rounded-control border bg-raised px-3 py-2"
            >
              <Choices
                name="routine_ids"
                options={routines.map(({ id, name }) => [id, name])}
                chosen={values.routine_ids}
              />
            </div>
            <p className="mt-1.5 text-sm text-ink-faint">{t("scopeHint")}</p>
          </fieldset>
        )}
        <InputField
          {...verbatim}
          name="tags"
          label={t("tags")}
          hint={t("tagsHint")}
          problem={problemAt("tags")}
          defaultValue={values.tags}
        />
        <fieldset>
          <legend className="mb-1 text-sm font-medium">{t("quiet")}</legend>
          <div className="grid gap-3 sm:grid-cols-[8rem_8rem_minmax(0,1fr)]">
            <InputField
              type="time"
              name="quiet_start"
              label={t("quietStart")}
              problem={problemAt("quiet_start")}
              defaultValue={values.quiet_start}
            />
            <InputField
              type="time"
              name="quiet_end"
              label={t("quietEnd")}
              problem={problemAt("quiet_end")}
              defaultValue={values.quiet_end}
            />
            <InputField
              {...verbatim}
              key={zone}
              name="quiet_timezone"
              label={t("quietZone")}
              problem={problemAt("quiet_timezone")}
              defaultValue={values.quiet_timezone === "" ? (zone ?? "UTC") : values.quiet_timezone}
            />
          </div>
          <p className="mt-1.5 text-sm text-ink-faint">{t("quietHint")}</p>
        </fieldset>
        <div className="grid gap-4 sm:grid-cols-3">
          <InputField
            {...numeric}
            name="reminder_minutes"
            label={t("reminder")}
            hint={t("reminderHint")}
            problem={problemAt("reminder_minutes")}
            min={MIN_REMINDER_MINUTES}
            max={MAX_REMINDER_MINUTES}
            defaultValue={values.reminder_minutes}
          />
          <SelectField
            name="language"
            label={t("language")}
            problem={problemAt("language")}
            options={channelLanguages.map((language) => [language, t(`languages.${language}`)])}
            defaultValue={values.language}
          />
          <InputField
            {...numeric}
            name="max_per_hour"
            label={t("cap")}
            hint={t("capHint")}
            problem={problemAt("max_per_hour")}
            min={1}
            max={MAX_MESSAGES_PER_HOUR}
            defaultValue={values.max_per_hour}
          />
        </div>
      </div>
    </details>
  );
}

/** The last word of an event: a dot within a key of messages would part it. */
const eventKey = (event: (typeof alertEvents)[number]) => event.replace("incident.", "");
