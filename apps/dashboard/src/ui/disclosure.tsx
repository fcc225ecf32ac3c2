import { ChevronRight } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import type { ReactNode } from 'react';

/** Something that few need: closed until it is asked for. */
export function Disclosure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Collapsible.Root className="flex flex-col gap-3">
      <Collapsible.Trigger className="group flex w-fit items-center gap-1.5 rounded-md text-sm font-medium text-accent-ink hover:underline">
        <ChevronRight
          aria-hidden
          className="size-4 transition-transform group-data-[state=open]:rotate-90"
        />
        {label}
      </Collapsible.Trigger>
      <Collapsible.Content>{children}</Collapsible.Content>
    </Collapsible.Root>
  );
}
