import { Link, Outlet } from '@tanstack/react-router';
import { useOrganisationId } from '../api/organisation.js';
import { useLiveUpdates } from '../hooks/live-updates.js';
import { useMe } from '../hooks/me.js';
import { useTelexLink } from '../hooks/telex.js';
import { Notice } from '../ui/notice.js';
import { AccountMenu } from './account-menu.js';
import { Balance } from './balance.js';
import { MobileNavigation } from './mobile-navigation.js';
import { NavigationList } from './navigation-list.js';
import { OrganisationSwitcher } from './organisation-switcher.js';

/** Everything around the pages of a signed-in person. */
export function AppShell() {
  const { testMode, person } = useMe();
  const stream = useLiveUpdates();
  const organisationId = useOrganisationId();
  return (
    <>
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-lg bg-accent px-4 py-2 text-sm font-medium text-on-accent focus:translate-y-0"
      >
        Skip to content
      </a>
      {testMode && <TestModeBanner />}
      <div className="flex min-h-dvh">
        <aside className="sticky top-0 hidden h-dvh w-60 shrink-0 flex-col gap-6 overflow-y-auto border-r border-line bg-surface p-4 lg:flex">
          <Link to="/" className="flex h-8 items-center gap-2.5 rounded-lg px-3 font-semibold">
            <img src="/favicon.svg" alt="" className="size-6" />
            Telex Credits
          </Link>
          <NavigationList />
        </aside>
        <div className="flex min-w-0 flex-1 flex-col">
          <header className="sticky top-0 z-30 flex h-14 items-center gap-2 border-b border-line bg-surface px-4 sm:px-8">
            <MobileNavigation />
            <div className="flex min-w-0 flex-1 items-center">
              <OrganisationSwitcher />
            </div>
            <Balance stream={stream} />
            <AccountMenu />
          </header>
          <main
            id="content"
            tabIndex={-1}
            className="flex-1 px-4 py-8 outline-none sm:px-8 sm:py-10"
          >
            {!person.emailVerified && <ConfirmEmailNotice />}
            {/* Another organisation, another page: no form keeps what belonged to the first. */}
            <Outlet key={organisationId} />
          </main>
        </div>
      </div>
    </>
  );
}

function TestModeBanner() {
  return (
    <aside
      aria-label="Test mode"
      className="bg-caution-soft px-4 py-1.5 text-center text-xs text-caution"
    >
      <strong>TEST MODE</strong>: no real money moves on this server.
    </aside>
  );
}

function ConfirmEmailNotice() {
  // An address from Telex is confirmed on the account page, one given here by its own mail.
  const isFromTelex = useTelexLink().data?.linked?.emailConfirmed === false;
  return (
    <Notice
      kind="caution"
      title="Your e-mail address is not confirmed yet"
      className="mx-auto mb-8 max-w-6xl"
    >
      You can look around. Keys, invitations and free credits come with confirmation.{' '}
      <Link to={isFromTelex ? '/account' : '/check-email'} className="font-medium underline">
        How to confirm it
      </Link>
    </Notice>
  );
}
