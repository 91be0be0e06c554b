import { useTranslations } from "next-intl";
import type { FormSectionProps } from "@/components/routines/form/form-section";
import { PasteArea } from "@/components/routines/form/paste/paste-area";
import { UrlOffer } from "@/components/routines/form/paste/url-offer";
import { usePaste } from "@/components/routines/form/paste/use-paste";
import type { RoutineFormApi } from "@/components/routines/form/use-routine-form";
import { SentAs } from "@/components/routines/form/values/sent-as";
import { InputField, verbatim } from "@/components/ui/input-field";
import { SelectField } from "@/components/ui/select-field";
import { isPaste } from "@/lib/domain/paste/paste-kind";
import { unwrapUrl } from "@/lib/domain/pasted-text";
import { httpMethods } from "@/lib/domain/routine/routine-options";

type RequestSectionProps = FormSectionProps & {
  routineForm: RoutineFormApi;
  /** Whether the place to paste a command is open at first. */
  isPasteOpen: boolean;
};

/** The method and the URL, and below them a place to paste a command. */
export function RequestSection({ routineForm, isPasteOpen, ...props }: RequestSectionProps) {
  const t = useTranslations("routineForm");
  const { filled, paste, undo, dismiss } = usePaste(routineForm);
  const url = props.draft.endpoint_url;

  const takeUrl = (text: string) => {
    routineForm.fill({ endpoint_url: text });
    routineForm.nameAfterUrl();
  };
  const leaveUrl = (text: string, isNameNext: boolean) => {
    const bare = unwrapUrl(text);
    if (bare !== text) routineForm.fill({ endpoint_url: bare });
    // Going on to the name means that one is about to be typed.
    if (!isNameNext) routineForm.nameAfterUrl();
  };
  return (
    <fieldset className="min-w-0">
      <legend className="mb-3 font-semibold">{t("request")}</legend>
      <RequestLine {...props} onCommand={paste} onUrlLeft={leaveUrl} />
      <div className="mt-2 grid grid-cols-[minmax(0,1fr)] gap-2">
        <UrlOffer url={url} onUse={takeUrl} />
        <SentAs {...props.sentAs("endpoint_url")} />
        <PasteArea onCommand={paste} isOpenAtFirst={isPasteOpen} />
        {filled !== null && (
          <filled.Note
            pasted={filled.pasted}
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
  /** Called with a command, or a line of a crontab, that was entered as the URL. */
  onCommand: (text: string) => void;
  onUrlLeft: (text: string, isNameNext: boolean) => void;
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
          if (!isPaste(text)) return;
          event.preventDefault();
          onCommand(text);
        }}
        onBlur={(event) => {
          const text = event.currentTarget.value;
          if (isPaste(text)) onCommand(text);
          else onUrlLeft(text, event.relatedTarget?.id === "name");
        }}
        inputClassName="relative font-mono focus:z-10 sm:-ml-px sm:w-[calc(100%+1px)] sm:rounded-l-none"
      />
    </div>
  );
}
