import { Link, useParams } from '@tanstack/react-router';
import { billingRoles, builderRoles } from '@telex-credits/contracts';
import { priceFinePrint, priceInWords } from '../../amounts/price-in-words.js';
import { isChargeable } from '../../hooks/authorisations.js';
import { type Listing, useListing } from '../../hooks/marketplace.js';
import { useHasRole } from '../../hooks/me.js';
import { dateText } from '../../time/format.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { CopyButton } from '../../ui/copy-button.js';
import { Card, Page, Section } from '../../ui/layout.js';
import { Notice } from '../../ui/notice.js';
import { QueryView } from '../../ui/query-view.js';
import { callPath } from './call-path.js';
import { CodeSamples } from './code-samples.js';
import { EstimateLine } from './estimate-line.js';
import { kindName } from './module-card.js';
import { TryIt } from './try-it.js';

/** One module: what it does, what it costs, how to call it, and a place to try it. */
export function ListingPage() {
  const { slug } = useParams({ from: '/app/marketplace/$slug' });
  const listing = useListing(slug);
  return (
    <QueryView query={listing} what="The module">
      {(data) => <ListingDetails listing={data} />}
    </QueryView>
  );
}

function ListingDetails({ listing }: { listing: Listing }) {
  const { name, description, publisher, kind, demo, nextPrice } = listing;
  const path = callPath(listing);
  return (
    <Page
      title={name}
      lead={
        <>
          By {publisher.name} <Badge>{kindName(kind)}</Badge>{' '}
          {demo && <Badge tone="caution">Stand-in</Badge>}
        </>
      }
      actions={
        <>
          <AuthoriseButton listing={listing} />
          <WorkflowButton listing={listing} />
        </>
      }
    >
      <p className="max-w-2xl whitespace-pre-line">{description}</p>
      {demo && (
        <Notice kind="caution" title="A stand-in of this demo">
          Its answers are made on this server, not by a real model.
        </Notice>
      )}
      <div className="grid items-start gap-8 lg:grid-cols-[2fr_3fr]">
        <div className="flex min-w-0 flex-col gap-8">
          <Section title="Price">
            <Card>
              <p className="text-xl font-semibold">{priceInWords(listing.price.price)}</p>
              <p className="mt-1 text-sm text-muted">{priceFinePrint(listing.price.price)}</p>
              {kind !== 'telexai' && kind !== 'openai' && <EstimateLine moduleId={listing.id} />}
              {nextPrice !== null && (
                <Notice
                  className="mt-4"
                  title={`The price changes on ${dateText(nextPrice.effectiveAt)}`}
                >
                  <p>
                    From “{priceInWords(listing.price.price)}” to “{priceInWords(nextPrice.price)}”.
                  </p>
                  <p className="mt-1">{priceFinePrint(nextPrice.price)}</p>
                </Notice>
              )}
            </Card>
          </Section>
          <Section title="Endpoint">
            <Card className="flex flex-wrap items-center justify-between gap-3 py-3">
              <code className="min-w-0 font-mono text-[0.8125rem] break-all">{path}</code>
              <CopyButton text={`${window.location.origin}${path}`} label="Copy endpoint" />
            </Card>
          </Section>
        </div>
        <TryIt key={listing.id} listing={listing} />
      </div>
      <CodeSamples listing={listing} />
    </Page>
  );
}

function AuthoriseButton({ listing }: { listing: Listing }) {
  const mayGive = useHasRole(billingRoles);
  return mayGive && isChargeable(listing) ? (
    <Button asChild>
      <Link to="/authorisations" search={{ moduleId: listing.id }}>
        Let its publisher charge
      </Link>
    </Button>
  ) : null;
}

function WorkflowButton({ listing }: { listing: Listing }) {
  const mayMake = useHasRole(builderRoles);
  return mayMake && listing.kind === 'a2a' ? (
    <Button asChild>
      <Link to="/keys" search={{ show: 'connections', moduleId: listing.id }}>
        Use in a Telex workflow
      </Link>
    </Button>
  ) : null;
}
