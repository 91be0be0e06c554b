import { useTranslations } from "next-intl";
import { CurlPaste } from "@/components/routines/form/curl-paste";
import type { FormSectionProps } from "@/components/routines/form/form-section";
import { useCurlPaste } from "@/components/routines/form/use-curl-paste";
import type { RoutineFormApi } from "@/components/routines/form/use-routine-form";
import { SentAs } from "@/components/routines/form/values/sent-as";
import { InputField, verbatim } from "@/components/ui/input-field";
import { SelectField } from "@/components/ui/select-field";
import { isCurlCommand } from "@/lib/domain/curl/is-curl-command";
import { httpMethods } from "@/lib/domain/routine/routine-options";

type RequestSectionProps = FormSectionProps & { routineForm: RoutineFormApi };

/** The method and the URL, and below them a place to paste a `curl` command. */
export function RequestSection({ routineForm, ...props }: RequestSectionProps) {
  const t = useTranslations("routineForm");
  const { pasted, paste, undo, dismiss } = useCurlPaste(routineForm);
  return (
    <fieldset>
      <legend className="mb-3 font-semibold">{t("request")}</legend>
      <RequestLine {...props} onCommand={paste} onUrlLeft={routineForm.nameAfterUrl} />
      <div className="mt-2 grid gap-2">
        <SentAs {...props.sentAs("endpoint_url")} />
        <CurlPaste onCommand={paste} />
        {pasted !== null && (
          <pasted.Note
            command={pasted.command}
            draft={props.draft}
            secrets={props.secrets}
            onUseSecret={(name) => routineForm.fill({ secret_ref: name })}
            onUndo={undo}
            onDismiss={dismiss}
          />
        )}
      </div>
    </fieldset>
  );
}

type RequestLineProps = Pick<FormSectionProps, "field"> & {
  /** Called with a `curl` command that was entered as the URL. */
  onCommand: (text: string) => void;
  onUrlLeft: () => void;
};

/** The method and the URL in one line, as in a terminal. */
function RequestLine({ field, onCommand, onUrlLeft }: RequestLineProps) {
  const t = useTranslations("routineForm");
  return (
    <div className="grid gap-4 sm:grid-cols-[8rem_minmax(0,1fr)] sm:gap-0">
      <SelectField
        {...field("http_method")}
        label={t("method")}
        options={httpMethods.map((method) => [method, method])}
        selectClassName="font-mono focus-within:z-10 sm:*:rounded-r-none"
      />
      <InputField
        {...field("endpoint_url")}
        {...verbatim}
        label={t("url")}
        type="url"
        inputMode="url"
        placeholder={t("urlPlaceholder")}
        required
        onPaste={(event) => {
          const text = event.clipboardData.getData("text");
          if (!isCurlCommand(text)) return;
          event.preventDefault();
          onCommand(text);
        }}
        // Going on to the name means that one is about to be typed.
        onBlur={(event) => {
          const text = event.currentTarget.value;
          if (isCurlCommand(text)) onCommand(text);
          else if (event.relatedTarget?.id !== "name") onUrlLeft();
        }}
        inputClassName="relative font-mono focus:z-10 sm:-ml-px sm:w-[calc(100%+1px)] sm:rounded-l-none"
      />
    </div>
  );
}
