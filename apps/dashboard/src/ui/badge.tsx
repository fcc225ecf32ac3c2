import type { ReactNode } from 'react';
import { cn } from './class-names.js';

/** What a badge says at a glance. The word inside says the same, so colour is never alone. */
export type Tone = 'neutral' | 'positive' | 'caution' | 'negative' | 'accent';

const tones: Readonly<Record<Tone, string>> = {
  neutral: 'bg-sunken text-muted',
  positive: 'bg-positive-soft text-positive',
  caution: 'bg-caution-soft text-caution',
  negative: 'bg-negative-soft text-negative',
  accent: 'bg-accent-soft text-accent-ink',
};

/** A word with a state. */
export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={cn(
        'inline-flex items-center rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap',
        tones[tone],
      )}
    >
      {children}
    </span>
  );
}
