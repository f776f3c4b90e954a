"use client";

import type { Hours, OnCallPerson, Rotation } from "../../server/oncall/schedule/contract.ts";
import { Button } from "../ui/button.tsx";
import { Choice, Choices, Select } from "../ui/choice.tsx";
import { Field } from "../ui/field.tsx";
import { weekdayNames } from "./oncall-words.ts";

const workingHours: Hours = { weekdays: [1, 2, 3, 4, 5], from: "09:00", to: "17:00" };

/** One layer of a schedule: who in which order, how often, at which hours. */
export function RotationFields({
  layer,
  rotation,
  people,
  absent,
  onChange,
  onRemove,
}: {
  layer: number;
  rotation: Rotation;
  people: readonly OnCallPerson[];
  /** Those who stand in it and cannot be called. */
  absent: readonly OnCallPerson[];
  onChange: (rotation: Rotation) => void;
  onRemove: (() => void) | null;
}) {
  const { every, hours } = rotation;
  const nameOf = (id: string) =>
    people.find((person) => person.id === id)?.name ??
    `${absent.find((person) => person.id === id)?.name ?? "somebody"} (absent)`;
  const set = (next: Partial<Rotation>) => onChange({ ...rotation, ...next });
  const setHours = (index: number, next: Partial<Hours>) =>
    set({ hours: hours.map((one, at) => (at === index ? { ...one, ...next } : one)) });
  const repeat = (unit: string, count: number) =>
    set({ every: unit === "day" ? { unit: "day", count } : { unit: "week", count } });
  return (
    <fieldset className="mt-5 min-w-0 border-t border-border-strong pt-2">
      <legend className="pr-2 font-semibold">Layer {layer}</legend>
      {onRemove ? (
        <Button size="small" variant="danger" className="float-right" onClick={onRemove}>
          Remove layer {layer}
        </Button>
      ) : null}
      <Field
        label="Rotation"
        value={rotation.name}
        maxLength={80}
        required
        onChange={(event) => set({ name: event.target.value })}
      />
      <ol className="mt-3">
        {rotation.people.map((id, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: somebody may take several turns, known by their place
          <li key={index} className="flex items-center gap-2 py-0.5">
            <span className="min-w-0 grow truncate" title={nameOf(id)}>
              {index + 1}. {nameOf(id)}
            </span>
            <Button
              size="small"
              variant="quiet"
              aria-label={`Take turn ${index + 1} out of layer ${layer}`}
              onClick={() => set({ people: rotation.people.filter((_, at) => at !== index) })}
            >
              Take out
            </Button>
          </li>
        ))}
      </ol>
      <Select
        label="Next in turn"
        value=""
        hint={rotation.people.length === 0 ? "They take turns in the order in which you choose them." : undefined}
        onChange={(event) => set({ people: [...rotation.people, event.target.value] })}
      >
        <option value="">Add somebody</option>
        {people.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
        <Field
          label="First day"
          type="date"
          required
          value={rotation.startDate}
          onChange={(event) => set({ startDate: event.target.value })}
        />
        <Field
          label="Hand-off at"
          type="time"
          required
          value={rotation.handOff}
          onChange={(event) => set({ handOff: event.target.value })}
        />
        <Field
          label="Every"
          type="number"
          min={1}
          max={every.unit === "day" ? 31 : 12}
          required
          value={every.count}
          onChange={(event) => repeat(every.unit, Number(event.target.value))}
        />
        <Select label="Days or weeks" value={every.unit} onChange={(event) => repeat(event.target.value, every.count)}>
          <option value="day">days</option>
          <option value="week">weeks</option>
        </Select>
      </div>
      {hours.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: hours are known by their place
        <div key={index}>
          <Choices legend={`Only at these hours, ${index + 1}`}>
            <div className="flex flex-wrap gap-x-3">
              {weekdayNames.map((name, at) => (
                <Choice
                  key={name}
                  type="checkbox"
                  label={name}
                  checked={one.weekdays.includes(at + 1)}
                  onChange={({ target: { checked } }) => {
                    const others = one.weekdays.filter((day) => day !== at + 1);
                    setHours(index, { weekdays: checked ? [...others, at + 1].sort() : others });
                  }}
                />
              ))}
            </div>
          </Choices>
          <div className="grid grid-cols-2 gap-3">
            <Field
              label="From"
              type="time"
              required
              value={one.from}
              onChange={(event) => setHours(index, { from: event.target.value })}
            />
            <Field
              label="To"
              type="time"
              required
              value={one.to}
              onChange={(event) => setHours(index, { to: event.target.value })}
            />
          </div>
          <Button
            size="small"
            variant="quiet"
            className="mt-1"
            onClick={() => set({ hours: hours.filter((_, at) => at !== index) })}
          >
            Take these hours out
          </Button>
        </div>
      ))}
      <Button size="small" className="mt-3" onClick={() => set({ hours: [...hours, workingHours] })}>
        {hours.length === 0 ? "Only at some hours" : "More hours"}
      </Button>
    </fieldset>
  );
}
