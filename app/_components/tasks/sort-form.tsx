import { useId, useState } from "react";
import { formatPlaces } from "../../../server/protocol/answer-text.ts";
import type { QuestionView } from "../../_lib/lesson-view-model.ts";
import { CodeText } from "../ui/code-text.tsx";
import { AnswerButton } from "./answer-button.tsx";
import { AnswerFault } from "./answer-fault.tsx";
import { useAnswer } from "./use-answer.ts";

type SortView = QuestionView & { kind: "sort" };

interface SortFormProps {
  taskId: string;
  question: SortView;
}

/** Items, each with the groups to choose from. Where each was put stays when it was wrong. */
export function SortForm({ taskId, question: { text, groups, items } }: SortFormProps) {
  const { sending, fault, submit } = useAnswer(taskId);
  const [places, setPlaces] = useState<Readonly<Record<string, string>>>({});
  const id = useId();
  const sorted = Object.keys(places).length;
  return (
    <form
      onSubmit={(event) => submit(event, formatPlaces(places), "Choose a place for at least one.")}
      className="flex flex-col gap-3"
    >
      <fieldset aria-describedby={`${id}-fault`} className="min-w-0">
        <legend className="text-[0.9375rem] leading-normal">
          <CodeText>{text}</CodeText>
        </legend>
        <div className="mt-1 divide-y divide-line">
          {items.map((item) => (
            <ItemRow
              key={item.id}
              item={item}
              groups={groups}
              place={places[item.id]}
              onPlace={(group) => setPlaces({ ...places, [item.id]: group })}
            />
          ))}
        </div>
      </fieldset>
      <AnswerFault id={`${id}-fault`} fault={fault} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <AnswerButton sending={sending} empty={sorted === 0} />
        <span className="text-sm text-ink-muted">
          {sorted} of {items.length} sorted
        </span>
      </div>
    </form>
  );
}

interface ItemRowProps {
  item: SortView["items"][number];
  groups: SortView["groups"];
  place: string | undefined;
  onPlace: (group: string) => void;
}

function ItemRow({ item, groups, place, onPlace }: ItemRowProps) {
  const id = useId();
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5 py-2.5">
      <legend className="float-left text-[0.9375rem] leading-normal">
        <CodeText>{item.text}</CodeText>
      </legend>
      <div className="clear-left flex flex-wrap gap-1.5">
        {groups.map((group) => (
          <label
            key={group.id}
            className="relative flex min-h-8 cursor-pointer items-center gap-1.5 rounded-control border border-line-strong bg-surface px-2.5 py-1 text-sm leading-snug transition-colors hover:bg-surface-sunken has-checked:border-accent has-checked:bg-accent has-checked:text-on-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={id}
              value={group.id}
              checked={place === group.id}
              onChange={() => onPlace(group.id)}
              className="peer sr-only"
            />
            <svg viewBox="0 0 12 12" className="hidden size-3 shrink-0 peer-checked:block" aria-hidden="true">
              <path d="m2 6.5 2.7 2.7L10 3.4" fill="none" stroke="currentColor" strokeWidth="1.75" />
            </svg>
            {group.title.replaceAll("`", "")}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
