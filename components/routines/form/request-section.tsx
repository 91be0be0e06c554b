import { useTranslations } from "next-intl";
import type {
  RoutineField,
  RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { isCurlCommand } from "@/lib/domain/curl/is-curl-command";
import { httpMethods } from "@/lib/domain/routine/routine-options";

type RequestLineProps = {
  initial: RoutineFormValues;
  problemAt: (field: RoutineField) => string | undefined;
  /** Called with a `curl` command that was put where the URL belongs. */
  onCommand: (text: string) => void;
  onUrlLeft: () => void;
};

/** What is called, in one line as in a terminal. */
export function RequestLine({ initial, problemAt, onCommand, onUrlLeft }: RequestLineProps) {
  const t = useTranslations("routineForm");
  return (
    <div className="grid gap-4 sm:grid-cols-[8rem_minmax(0,1fr)] sm:gap-0">
      <Field id="http_method" label={t("method")} problem={problemAt("http_method")}>
        {(control) => (
          <Select
            {...control}
            name="http_method"
            defaultValue={initial.http_method}
            className="font-mono focus-within:z-10 sm:*:rounded-r-none"
          >
            {httpMethods.map((method) => (
              <option key={method}>{method}</option>
            ))}
          </Select>
        )}
      </Field>
      <Field id="endpoint_url" label={t("url")} problem={problemAt("endpoint_url")}>
        {(control) => (
          <Input
            {...control}
            name="endpoint_url"
            type="url"
            inputMode="url"
            defaultValue={initial.endpoint_url}
            placeholder={t("urlPlaceholder")}
            required
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onPaste={(event) => {
              const text = event.clipboardData.getData("text");
              if (!isCurlCommand(text)) return;
              event.preventDefault();
              onCommand(text);
            }}
            // Whoever goes on to the name is about to give one.
            onBlur={(event) => {
              const text = event.currentTarget.value;
              if (isCurlCommand(text)) onCommand(text);
              else if (event.relatedTarget?.id !== "name") onUrlLeft();
            }}
            className="relative font-mono focus:z-10 sm:-ml-px sm:w-[calc(100%+1px)] sm:rounded-l-none"
          />
        )}
      </Field>
    </div>
  );
}
