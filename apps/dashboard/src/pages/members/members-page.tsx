import { type Role, roles } from '@telex-credits/contracts';
import { useMemo, useState } from 'react';
import { toast } from 'sonner';
import { asProblem } from '../../api/problem.js';
import { useHasRole, useMe, useOrganisation } from '../../hooks/me.js';
import { type Member, useChangeRole, useMembers } from '../../hooks/members.js';
import { roleName } from '../../shell/role-name.js';
import { dateText } from '../../time/format.js';
import { Button } from '../../ui/button.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { Page } from '../../ui/layout.js';
import { LoadMore } from '../../ui/load-more.js';
import { Notice } from '../../ui/notice.js';
import { QueryView } from '../../ui/query-view.js';
import { EmptyState } from '../../ui/states.js';
import { InviteDialog } from './invite-dialog.js';

/** People of the organisation and their roles. */
export function MembersPage() {
  const members = useMembers();
  const { person } = useMe();
  const isFromTelex = useOrganisation().managedBy === 'telex';
  const isAdministrator = useHasRole(['administrator']) && !isFromTelex;
  const [inviting, setInviting] = useState(false);
  const columns = useMemo(
    () => columnsFor(isAdministrator, person.id),
    [isAdministrator, person.id],
  );
  return (
    <Page
      title="Members"
      lead="Administrators and managers buy; project leads also make keys and modules; users spend; guests look on."
      actions={
        isAdministrator &&
        person.emailVerified && (
          <Button look="primary" onClick={() => setInviting(true)}>
            Invite member
          </Button>
        )
      }
    >
      {isFromTelex && (
        <Notice title="Members and roles come from Telex">
          Change them there; it shows here within 15 minutes. A member appears at their first
          sign-in with Telex.
        </Notice>
      )}
      <QueryView query={members} what="The members">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="Nobody is here yet" />
          ) : (
            <DataTable label="Members" columns={columns} rows={rows} rowId={({ id }) => id} />
          )
        }
      </QueryView>
      <LoadMore list={members} />
      <InviteDialog open={inviting} onOpenChange={setInviting} />
    </Page>
  );
}

function columnsFor(mayChange: boolean, ownId: string): readonly Column<Member>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      cell: ({ name, email }) => (
        <>
          <span className="font-medium">{name}</span>
          <span className="block text-xs break-all text-muted">{email}</span>
        </>
      ),
    },
    { id: 'since', header: 'Since', cell: ({ createdAt }) => dateText(createdAt) },
    {
      id: 'role',
      header: 'Role',
      cell: (member) =>
        mayChange && member.personId !== ownId ? (
          <RoleSelect member={member} />
        ) : (
          roleName(member.role)
        ),
    },
  ];
}

function RoleSelect({ member }: { member: Member }) {
  const change = useChangeRole();
  const choose = (role: Role) =>
    change.mutate(
      { memberId: member.id, role },
      {
        onSuccess: () => toast.success(`${member.name} is now ${roleName(role).toLowerCase()}.`),
        onError: (error) => toast.error(asProblem(error).detail),
      },
    );
  return (
    <select
      aria-label={`Role of ${member.name}`}
      className="h-9 rounded-lg border border-line-strong bg-surface px-2 disabled:opacity-60"
      disabled={change.isPending}
      value={change.isPending ? change.variables.role : member.role}
      onChange={({ target }) => {
        const role = roles.find((one) => one === target.value);
        if (role !== undefined) {
          choose(role);
        }
      }}
    >
      {roles.map((role) => (
        <option key={role} value={role}>
          {roleName(role)}
        </option>
      ))}
    </select>
  );
}
