import type { Purchase } from '../../hooks/purchases.js';
import { dateTimeText } from '../../time/format.js';
import { Section } from '../../ui/layout.js';
import { historyWords } from './history-words.js';

/** Everything that happened to a purchase, oldest first. */
export function PurchaseHistory({ purchase }: { purchase: Purchase }) {
  return (
    <Section title="History">
      <ol className="flex flex-col border-l border-line">
        {purchase.history.map(({ at, what, detail }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
          <li key={index} className="relative pb-4 pl-5 text-sm last:pb-0">
            <span
              aria-hidden
              className="absolute top-1.5 -left-[5px] size-2.5 rounded-full border-2 border-canvas bg-chart-1"
            />
            <p className="font-medium first-letter:uppercase">{historyWords(what)}</p>
            {detail !== null && <p className="break-words text-muted">{detail}</p>}
            <p className="text-xs text-muted">{dateTimeText(at)}</p>
          </li>
        ))}
      </ol>
    </Section>
  );
}
