import { Link } from '@tanstack/react-router';
import { amountText } from '../../amounts/grouping.js';
import { priceInWords } from '../../amounts/price-in-words.js';
import type { Listing } from '../../hooks/marketplace.js';
import { Badge } from '../../ui/badge.js';

const kindNames = {
  a2a: 'Agent',
  http: 'HTTP API',
  telexai: 'AI chat',
  openai: 'AI models',
} as const;

/** What kind of thing a module is, as people say it. */
export function kindName(kind: Listing['kind']): string {
  return kindNames[kind];
}

/** One module on the marketplace. The whole card leads to it; the link is its name. */
export function ModuleCard({ listing }: { listing: Listing }) {
  const { slug, name, description, kind, publisher, price, calls30Days, demo } = listing;
  return (
    <li className="relative flex flex-col gap-3 rounded-xl border border-line bg-surface p-5 shadow-card transition-colors hover:border-line-strong">
      <div className="flex items-start justify-between gap-3">
        <h2 className="font-semibold break-words">
          <Link
            to="/marketplace/$slug"
            params={{ slug }}
            className="after:absolute after:inset-0 after:rounded-xl"
          >
            {name}
          </Link>
        </h2>
        <span className="flex gap-1.5">
          {demo && <Badge tone="caution">Stand-in</Badge>}
          <Badge>{kindName(kind)}</Badge>
        </span>
      </div>
      <p className="line-clamp-3 text-sm text-muted">{description}</p>
      <p className="mt-auto pt-2 font-medium">{priceInWords(price.price)}</p>
      <p className="text-xs text-muted">
        By {publisher.name}, {amountText(String(calls30Days))}{' '}
        {calls30Days === 1 ? 'call' : 'calls'} in 30 days
      </p>
    </li>
  );
}
