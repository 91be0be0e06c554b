"use client";

import { Ellipsis, Play, Trash2 } from "lucide-react";
import { useState } from "react";
import { healths, marks, runs, sampledAt, states } from "@/app/design/samples";
import { DraftRestoredAlert } from "@/components/forms/draft-alerts";
import { FailureAlert } from "@/components/forms/failure-alert";
import { CopyButton } from "@/components/page/copy-button";
import { EmptyState } from "@/components/page/empty-state";
import { Fact, Facts } from "@/components/page/facts";
import { Section } from "@/components/page/section";
import { PulseBars } from "@/components/pulse/pulse-bars";
import { packPulse } from "@/components/pulse/pulse-code";
import { RunSentence } from "@/components/pulse/run-sentence";
import { StatusLabel } from "@/components/pulse/status-label";
import { FormSection } from "@/components/routines/form/form-section";
import { RunTable } from "@/components/runs/list/run-table";
import { HealthStatus } from "@/components/shell/health-status";
import { ExactTime, RelativeTime } from "@/components/time/time";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { CancelButton, ConfirmDialog } from "@/components/ui/confirm-dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { Field } from "@/components/ui/field";
import { InputField } from "@/components/ui/input-field";
import { Kbd } from "@/components/ui/kbd";
import { SelectField } from "@/components/ui/select-field";
import { Textarea } from "@/components/ui/textarea";

const variants = ["primary", "secondary", "ghost", "danger", "destructive"] as const;

/** One of everything. `idPrefix` keeps the ids of the two themes apart. */
export function Specimens({ idPrefix }: { idPrefix: string }) {
  const firstRun = runs[0];
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Section title="Buttons">
        <div className="grid gap-3">
          {([false, true] as const).map((isPending) => (
            <div key={String(isPending)} className="flex flex-wrap gap-2">
              {variants.map((variant) => (
                <Button key={variant} type="button" variant={variant} isPending={isPending}>
                  {variant}
                </Button>
              ))}
            </div>
          ))}
          <div className="flex flex-wrap items-center gap-2">
            <Button type="button" size="sm">
              <Play aria-hidden />
              Run now
            </Button>
            <CopyButton text="sample" />
            <DropdownMenu>
              <DropdownMenuTrigger asChild>
                <Button type="button" variant="ghost" size="sm" aria-label="Menu">
                  <Ellipsis aria-hidden />
                </Button>
              </DropdownMenuTrigger>
              <DropdownMenuContent>
                <DropdownMenuItem>
                  <Play aria-hidden />
                  Run now
                </DropdownMenuItem>
                <DropdownMenuSeparator />
                <DropdownMenuItem variant="destructive">
                  <Trash2 aria-hidden />
                  Delete
                </DropdownMenuItem>
              </DropdownMenuContent>
            </DropdownMenu>
            <Button type="button" variant="danger" size="sm" onClick={() => setAsking(true)}>
              Delete
            </Button>
            {isAsking && (
              <ConfirmDialog
                title="Delete “Storefront is up”?"
                text="Its 4,210 runs are deleted with it. This cannot be undone."
                onClose={() => setAsking(false)}
              >
                <CancelButton>Cancel</CancelButton>
              </ConfirmDialog>
            )}
            <Kbd>K</Kbd>
          </div>
        </div>
      </Section>
      <Section title="Fields">
        <div className="grid gap-4">
          <InputField
            id={`${idPrefix}-name`}
            name="name"
            label="Name"
            hint="At most 120 characters."
            placeholder="Storefront is up"
          />
          <InputField
            id={`${idPrefix}-url`}
            name="url"
            label="URL"
            problem="Routines reach public addresses only. This one is private."
            defaultValue="http://10.0.0.1/health"
            inputClassName="font-mono"
          />
          <SelectField
            id={`${idPrefix}-method`}
            name="method"
            label="Method"
            options={["GET", "POST"].map((method) => [method, method])}
          />
          <Field id={`${idPrefix}-body`} label="Body">
            {(control) => <Textarea {...control} rows={2} defaultValue='{"ok":true}' />}
          </Field>
          <div className="flex gap-4">
            <Checkbox aria-label="Chosen" defaultChecked />
            <Checkbox aria-label="Not chosen" />
          </div>
          <FormSection
            title="Reliability"
            summary={["1 attempt", "no jitter"]}
            fields={[]}
            problemAt={() => undefined}
          >
            <p className="text-ink-soft">What most people leave as it is.</p>
          </FormSection>
        </div>
      </Section>
      <Section title="States of a run, and of a routine">
        <ul className="flex flex-wrap gap-x-6 gap-y-2">
          {states.map((state) => (
            <li key={state}>
              <StatusLabel state={state} />
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Pulse">
        <Card className="grid grid-cols-1 gap-6">
          <PulseBars code={packPulse(marks.slice(-40))} places={40} />
        </Card>
      </Section>
      <Section title="Runs">
        <div className="overflow-x-auto">
          <RunTable runs={runs} withRoutine maxAttempts={null} />
        </div>
        <ul className="mt-4 grid gap-1">
          {runs.map((run) => (
            <li key={run.id}>
              <RunSentence run={run} />
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Facts and times">
        <Facts>
          <Fact label="Sampled">
            <RelativeTime value={sampledAt.toISOString()} />
          </Fact>
          <Fact label="Exactly">
            <ExactTime value={sampledAt.toISOString()} />
          </Fact>
          <Fact label="Address">{firstRun?.remote_address}</Fact>
        </Facts>
      </Section>
      <Section title="Messages">
        <div className="grid gap-3">
          <FailureAlert failure={{ code: "CONFLICT" }} />
          <Alert variant="success">Saved.</Alert>
          <DraftRestoredAlert />
          <EmptyState
            title="No routines yet"
            text="A routine is a request and a schedule."
            action={
              <Button type="button" variant="primary">
                New routine
              </Button>
            }
          />
          <div className="grid gap-2">
            {healths.map((health, index) => (
              <HealthStatus key={index} health={health} />
            ))}
          </div>
        </div>
      </Section>
    </>
  );
}
