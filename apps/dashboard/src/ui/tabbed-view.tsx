import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';

interface TabbedViewProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly tabs: readonly {
    readonly value: T;
    readonly label: string;
    readonly content: ReactNode;
  }[];
}

/** Contents of which one is shown; only that one is mounted. */
export function TabbedView<T extends string>({ label, value, onChange, tabs }: TabbedViewProps<T>) {
  return (
    <Tabs.Root
      value={value}
      onValueChange={(next) => {
        const tab = tabs.find((one) => one.value === next);
        if (tab !== undefined) {
          onChange(tab.value);
        }
      }}
    >
      <Tabs.List aria-label={label} className="mb-6 flex gap-6 border-b border-line">
        {tabs.map((tab) => (
          <Tabs.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px border-b-2 border-transparent pt-1 pb-2.5 text-sm text-muted hover:text-ink data-[state=active]:border-accent-ink data-[state=active]:font-medium data-[state=active]:text-ink"
          >
            {tab.label}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {tabs.map((tab) => (
        <Tabs.Content key={tab.value} value={tab.value} className="flex flex-col gap-6">
          {tab.content}
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}
