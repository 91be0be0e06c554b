import type { RoutineField } from "@/components/routines/form/routine-form-values";

/** Some fields of the form, as text. */
export type FieldTexts = Partial<Record<RoutineField, string>>;

/** Types into fields of a form in its user's stead. A field that the form does not show is passed over. */
export function fillFields(form: HTMLFormElement, texts: FieldTexts): void {
  for (const [name, text] of Object.entries(texts)) {
    const control = form.elements.namedItem(name);
    if (control instanceof HTMLInputElement && control.type === "checkbox") {
      control.checked = text !== "";
    } else if (
      control instanceof HTMLInputElement ||
      control instanceof HTMLTextAreaElement ||
      control instanceof HTMLSelectElement
    ) {
      control.value = text;
    }
  }
}
