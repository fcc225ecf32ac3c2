import { RadioGroup } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { cn } from './class-names.js';

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly options: readonly {
    readonly value: T;
    /** The accessible name; what is shown may say more. */
    readonly name: string;
    readonly content?: ReactNode;
  }[];
  /** `row`: small, side by side; `cards`: large, in a grid. */
  readonly shape?: 'row' | 'cards';
}

/** One of a few, all in sight. Arrow keys move between them. */
export function Choice<T extends string>({
  label,
  value,
  onChange,
  options,
  shape = 'row',
}: ChoiceProps<T>) {
  const id = useId();
  const choose = (next: string) => {
    const option = options.find((one) => one.value === next);
    if (option !== undefined) {
      onChange(option.value);
    }
  };
  return (
    <div className="flex flex-col gap-2">
      <p id={id} className="text-sm font-medium">
        {label}
      </p>
      <RadioGroup.Root
        aria-labelledby={id}
        value={value}
        onValueChange={choose}
        className={
          shape === 'row'
            ? 'inline-flex w-fit max-w-full flex-wrap gap-1 rounded-lg bg-sunken p-1'
            : 'grid gap-4 sm:grid-cols-2 lg:grid-cols-3'
        }
      >
        {options.map((option) => (
          <RadioGroup.Item
            key={option.value}
            value={option.value}
            aria-label={option.name}
            className={cn(
              'transition-colors',
              shape === 'row'
                ? 'rounded-md px-3 py-1.5 text-sm text-muted data-[state=checked]:bg-selected data-[state=checked]:font-medium data-[state=checked]:text-ink data-[state=checked]:shadow-card'
                : 'rounded-xl border border-line bg-surface p-5 text-left shadow-card hover:border-line-strong data-[state=checked]:border-accent-ink data-[state=checked]:ring-1 data-[state=checked]:ring-accent-ink',
            )}
          >
            {option.content ?? option.name}
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </div>
  );
}
