import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { isZero } from '../../amounts/sums.js';
import { useTransactions, type Wallet } from '../../hooks/wallet.js';
import { Button } from '../../ui/button.js';
import { Section } from '../../ui/layout.js';

/** Three steps for an organisation that has not spent anything yet. */
export function GettingStarted({ wallet }: { wallet: Wallet }) {
  const spent = useTransactions({ type: 'capture' }, 1);
  if (spent.data === undefined || spent.data.length > 0) {
    return null;
  }
  const hasCredits = !isZero(wallet.posted);
  return (
    <Section title="Getting started" lead="Three steps from nothing to a paid call.">
      <ol className="grid gap-4 md:grid-cols-3">
        <Step number={1} title={hasCredits ? 'You have credits' : 'Get credits'} done={hasCredits}>
          <p>Credits are prepaid and are taken only for calls that succeed.</p>
          {!hasCredits && (
            <Button asChild size="small">
              <Link to="/buy">Choose a package</Link>
            </Button>
          )}
        </Step>
        <Step number={2} title="Try a module">
          <p>Open one on the marketplace and send it a message from the browser.</p>
          <Button asChild size="small">
            <Link to="/marketplace">Open the marketplace</Link>
          </Button>
        </Step>
        <Step number={3} title="Call it from your program">
          <p>Make a key with a cap, or a connection URL for a Telex workflow.</p>
          <Button asChild size="small">
            <Link to="/keys">Make a key</Link>
          </Button>
        </Step>
      </ol>
    </Section>
  );
}

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly done?: boolean;
  readonly children: ReactNode;
}

function Step({ number, title, done = false, children }: StepProps) {
  return (
    <li className="flex gap-4 rounded-xl border border-line bg-surface p-5">
      <span
        aria-hidden
        className={`grid size-7 shrink-0 place-items-center rounded-full text-sm font-semibold ${done ? 'bg-positive-soft text-positive' : 'bg-accent-soft text-accent-ink'}`}
      >
        {done ? '✓' : number}
      </span>
      <div className="flex flex-col items-start gap-3 text-sm text-muted">
        <h3 className="text-[0.9375rem] font-medium text-ink">{title}</h3>
        {children}
      </div>
    </li>
  );
}
