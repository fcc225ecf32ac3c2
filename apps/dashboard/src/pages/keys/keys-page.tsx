import { useNavigate, useSearch } from '@tanstack/react-router';
import { builderRoles } from '@telex-credits/contracts';
import { useHasRole, useMe } from '../../hooks/me.js';
import { Page } from '../../ui/layout.js';
import { Notice } from '../../ui/notice.js';
import { TabbedView } from '../../ui/tabbed-view.js';
import { ConnectionsPanel } from './connections-panel.js';
import { KeysPanel } from './keys-panel.js';

/** What lets programs and Telex workflows spend. */
export function KeysPage() {
  const { show } = useSearch({ from: '/app/keys' });
  const navigate = useNavigate({ from: '/keys' });
  const { emailVerified } = useMe().person;
  const mayMake = useHasRole(builderRoles) && emailVerified;
  return (
    <Page
      title="Keys and connections"
      lead="Keys are for your programs. A connection is a URL with a secret in it, for one module in a Telex workflow."
    >
      {!mayMake && emailVerified && (
        <Notice title="You can look, not change">
          Keys and connections are made by administrators, managers and project leads.
        </Notice>
      )}
      <TabbedView
        label="Keys and connections"
        value={show ?? 'keys'}
        onChange={(value) =>
          void navigate({ search: value === 'connections' ? { show: value } : {} })
        }
        tabs={[
          { value: 'keys', label: 'API keys', content: <KeysPanel mayMake={mayMake} /> },
          {
            value: 'connections',
            label: 'Connections',
            content: <ConnectionsPanel mayMake={mayMake} />,
          },
        ]}
      />
    </Page>
  );
}
