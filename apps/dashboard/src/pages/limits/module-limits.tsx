import { Plus, Trash2 } from 'lucide-react';
import { type UseFormReturn, useFieldArray } from 'react-hook-form';
import { useModuleChoices } from '../../hooks/marketplace.js';
import { Button } from '../../ui/button.js';
import { SelectField, TextField } from '../../ui/field.js';
import { Section } from '../../ui/layout.js';
import { Notice } from '../../ui/notice.js';
import type { LimitsFormInput, LimitsFormOutput } from './limits-schema.js';

interface ModuleLimitsProps {
  readonly form: UseFormReturn<LimitsFormInput, unknown, LimitsFormOutput>;
}

/** Caps for single modules. */
export function ModuleLimits({ form }: ModuleLimitsProps) {
  const rows = useFieldArray({ control: form.control, name: 'modules' });
  const modules = useModuleChoices().data ?? [];
  const errors = form.formState.errors.modules;
  const add = () => rows.append({ moduleId: '', period: 'month', cap: '' });
  return (
    <Section title="Single modules" lead="How much this wallet may spend on one module.">
      {rows.fields.map((row, index) => (
        <fieldset
          key={row.id}
          className="grid items-start gap-3 rounded-xl border border-line p-4 sm:grid-cols-[1fr_9rem_9rem_auto]"
        >
          <legend className="sr-only">Module limit {index + 1}</legend>
          <SelectField
            label="Module"
            error={errors?.[index]?.moduleId?.message}
            {...form.register(`modules.${index}.moduleId`)}
          >
            <option value="">Choose a module</option>
            {withCurrent(modules, row.moduleId).map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
          <SelectField label="Period" {...form.register(`modules.${index}.period`)}>
            <option value="day">Each day</option>
            <option value="month">Each month</option>
            <option value="total">In all</option>
          </SelectField>
          <TextField
            label="Cap in credits"
            inputMode="decimal"
            error={errors?.[index]?.cap?.message}
            {...form.register(`modules.${index}.cap`)}
          />
          <Button
            look="quiet"
            size="icon"
            aria-label={`Remove module limit ${index + 1}`}
            className="sm:mt-6.5"
            onClick={() => rows.remove(index)}
          >
            <Trash2 aria-hidden />
          </Button>
        </fieldset>
      ))}
      {errors?.root?.message !== undefined && (
        <Notice kind="negative" alert title={errors.root.message} />
      )}
      <Button className="self-start" onClick={add}>
        <Plus aria-hidden />
        Add a module limit
      </Button>
    </Section>
  );
}

interface Choice {
  readonly id: string;
  readonly name: string;
}

/** The choices, with a module that is no longer on the marketplace but still has a limit. */
function withCurrent(modules: readonly Choice[], id: string): readonly Choice[] {
  return id === '' || modules.some((module) => module.id === id)
    ? modules
    : [...modules, { id, name: id }];
}
