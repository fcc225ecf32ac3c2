import { Link, useParams } from '@tanstack/react-router';
import { percentText } from '../../amounts/sums.js';
import { type Module, useModules } from '../../hooks/modules.js';
import { Button } from '../../ui/button.js';
import { Page, Section } from '../../ui/layout.js';
import { Notice } from '../../ui/notice.js';
import { QueryView } from '../../ui/query-view.js';
import { EmptyState } from '../../ui/states.js';
import { ModuleAuthorisations } from '../authorisations/module-authorisations.js';
import { kindName } from '../marketplace/module-card.js';
import { DetailsForm } from './details-form.js';
import { ModuleStatus } from './modules-page.js';
import { ProvenPanel, PublishPanel } from './ownership.js';
import { PricePanel } from './price-panel.js';

/** One of the organisation's own modules. */
export function ModulePage() {
  const { id } = useParams({ from: '/app/modules/$id' });
  const modules = useModules();
  return (
    <QueryView query={modules} what="The module">
      {(rows) => {
        const module = rows.find((one) => one.id === id);
        return module === undefined ? (
          <Page title="Module">
            <EmptyState title="There is no such module in this organisation">
              It may belong to another one of your organisations.
            </EmptyState>
          </Page>
        ) : (
          <ModuleDetails key={id} module={module} />
        );
      }}
    </QueryView>
  );
}

function ModuleDetails({ module }: { module: Module }) {
  const { name, kind, slug, status, developerBps } = module;
  return (
    <Page
      title={name}
      lead={
        <span className="flex flex-wrap items-center gap-2">
          {kindName(kind)} <code className="font-mono text-sm">{slug}</code>
          <ModuleStatus status={status} /> You get {percentText(developerBps)} of what is collected.
        </span>
      }
      actions={
        status === 'published' && (
          <Button asChild>
            <Link to="/marketplace/$slug" params={{ slug }}>
              See it on the marketplace
            </Link>
          </Button>
        )
      }
    >
      {status === 'draft' && <PublishPanel module={module} />}
      {status === 'suspended' && (
        <Notice kind="negative" title="This module is suspended">
          The platform has taken it off the marketplace. Ask its support why.
        </Notice>
      )}
      <div className="grid items-start gap-10 lg:grid-cols-2">
        <Section title="Details">
          <DetailsForm module={module} />
        </Section>
        <PricePanel module={module} />
      </div>
      {status === 'published' && <ProvenPanel module={module} />}
      {status !== 'draft' && <ModuleAuthorisations moduleId={module.id} />}
    </Page>
  );
}
