import type { ReactNode } from 'react';
import { usePlatformRole } from '../../hooks/me.js';
import { Page } from '../../ui/layout.js';
import { EmptyState } from '../../ui/states.js';

/** Shows a page to platform admins, and to everybody else whom it is for. Nothing is asked then. */
export function AdminOnly({ title, children }: { title: string; children: ReactNode }) {
  return usePlatformRole() === 'platform_admin' ? (
    children
  ) : (
    <Page title={title}>
      <EmptyState title="This page is for the platform's own people">
        Platform administrators see it.
      </EmptyState>
    </Page>
  );
}
