import { useMe } from '../../hooks/me.js';
import { useTelexLink } from '../../hooks/telex.js';
import { Facts } from '../../ui/facts.js';
import { Card, Page, Section } from '../../ui/layout.js';
import { QueryView } from '../../ui/query-view.js';
import { TelexLinkForm } from './telex-link-form.js';
import { TelexLinkState } from './telex-link-state.js';

/** The signed-in person, and the ways in to their account. */
export function AccountPage() {
  const { person } = useMe();
  const link = useTelexLink();
  const isOffered = link.data === undefined || link.data.configured || link.data.linked !== null;
  return (
    <Page title="Account" lead="Who you are here, and how you sign in.">
      <Card className="max-w-3xl">
        <Facts
          facts={[
            ['Name', person.name],
            [
              'E-mail',
              <span key="email" className="break-all">
                {person.email}
              </span>,
            ],
            ['Confirmed', person.emailVerified ? 'Yes' : 'Not yet'],
          ]}
        />
      </Card>
      {isOffered && (
        <Section
          title="Telex"
          lead="With a linked Telex account you sign in by it, and its organisations and roles are here too."
        >
          <QueryView query={link} what="Your link to Telex">
            {({ linked }) => (
              <Card className="max-w-3xl">
                {linked === null ? <TelexLinkForm /> : <TelexLinkState linked={linked} />}
              </Card>
            )}
          </QueryView>
        </Section>
      )}
    </Page>
  );
}
