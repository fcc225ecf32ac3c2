import { useState } from 'react';
import { priceFinePrint, priceInWords } from '../../amounts/price-in-words.js';
import type { Module } from '../../hooks/modules.js';
import { dateTimeText } from '../../time/format.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Section } from '../../ui/layout.js';
import { NewPriceDialog } from './new-price-dialog.js';
import { currentPrice, newestFirst } from './price-schedule.js';

/** A module's prices: past, in force, announced. Versions never change. */
export function PricePanel({ module }: { module: Module }) {
  const [open, setOpen] = useState(false);
  const now = new Date();
  const inForce = currentPrice(module.prices, now);
  return (
    <Section
      title="Prices"
      actions={
        <Button size="small" onClick={() => setOpen(true)}>
          Add price
        </Button>
      }
    >
      <ol
        aria-label="Price versions"
        className="divide-y divide-line rounded-xl border border-line bg-surface"
      >
        {newestFirst(module.prices).map((version) => (
          <li key={version.id} className="flex flex-col gap-1 p-4 text-sm">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <span className="font-medium">{priceInWords(version.price)}</span>
              {version.id === inForce?.id ? (
                <Badge tone="positive">In force</Badge>
              ) : new Date(version.effectiveAt) > now ? (
                <Badge tone="accent">Announced</Badge>
              ) : (
                <Badge>Past</Badge>
              )}
            </div>
            <p className="text-muted">{priceFinePrint(version.price)}</p>
            <p className="text-xs text-muted">From {dateTimeText(version.effectiveAt)}</p>
          </li>
        ))}
      </ol>
      <NewPriceDialog
        moduleId={module.id}
        from={inForce?.price}
        open={open}
        onOpenChange={setOpen}
      />
    </Section>
  );
}
