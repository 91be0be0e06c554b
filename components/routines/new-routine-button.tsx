import { Plus } from "lucide-react";
import Form from "next/form";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

/** A button that opens the form of a new routine. */
export function NewRoutineButton() {
  const t = useTranslations("routines");
  return (
    <Form action="/routines/new" prefetch={false}>
      <Button type="submit" variant="primary">
        <Plus aria-hidden />
        {t("new")}
      </Button>
    </Form>
  );
}
