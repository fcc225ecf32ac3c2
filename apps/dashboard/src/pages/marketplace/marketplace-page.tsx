import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useMarketplace } from '../../hooks/marketplace.js';
import { TextField } from '../../ui/field.js';
import { Page } from '../../ui/layout.js';
import { LoadMore } from '../../ui/load-more.js';
import { QueryView } from '../../ui/query-view.js';
import { EmptyState } from '../../ui/states.js';
import { useSettled } from '../../ui/use-settled.js';
import { ModuleCard } from './module-card.js';

/** Published modules, with a search that stays in the address. */
export function MarketplacePage() {
  const { search = '' } = useSearch({ from: '/app/marketplace' });
  const [text, setText] = useState(search);
  const wanted = useSettled(text.trim());
  const navigate = useNavigate();
  useEffect(() => {
    if (wanted !== search) {
      void navigate({
        to: '/marketplace',
        search: wanted === '' ? {} : { search: wanted },
        replace: true,
      });
    }
  }, [wanted, search, navigate]);
  const modules = useMarketplace(search);
  return (
    <Page title="Marketplace" lead="Modules that can be called for credits, with their prices.">
      <search>
        <TextField
          label="Search modules"
          type="search"
          className="max-w-md"
          maxLength={100}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </search>
      <QueryView query={modules} what="The marketplace">
        {(listings) =>
          listings.length === 0 ? (
            <EmptyState
              title={search === '' ? 'No modules are published yet' : `Nothing matches “${search}”`}
            >
              {search === ''
                ? 'The first one could be yours: open Modules and publish it.'
                : 'Try another word, or a part of one.'}
            </EmptyState>
          ) : (
            <ul aria-label="Modules" className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
              {listings.map((listing) => (
                <ModuleCard key={listing.id} listing={listing} />
              ))}
            </ul>
          )
        }
      </QueryView>
      <LoadMore list={modules} />
    </Page>
  );
}
