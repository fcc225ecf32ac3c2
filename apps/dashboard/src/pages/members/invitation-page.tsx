import { useNavigate, useParams } from '@tanstack/react-router';
import { toast } from 'sonner';
import { pickOrganisation } from '../../api/organisation.js';
import { useAcceptInvitation } from '../../hooks/members.js';
import { roleName } from '../../shell/role-name.js';
import { Button } from '../../ui/button.js';
import { Page } from '../../ui/layout.js';
import { ProblemNotice } from '../../ui/states.js';

/** Where the link of an invitation leads. */
export function InvitationPage() {
  const { id } = useParams({ from: '/app/invitations/$id' });
  const navigate = useNavigate();
  const accept = useAcceptInvitation(id);
  const join = () =>
    accept.mutate(undefined, {
      onSuccess: ({ id: organisationId, name, role }) => {
        toast.success(`You are now ${roleName(role).toLowerCase()} in ${name}.`);
        void navigate({ to: '/' }).then(() => pickOrganisation(organisationId));
      },
    });
  return (
    <Page
      title="You are invited"
      lead="Joining lets you work for the organisation that invited you. Your own stays as it is."
    >
      {accept.error !== null && <ProblemNotice error={accept.error} title="You have not joined" />}
      <Button look="primary" className="self-start" busy={accept.isPending} onClick={join}>
        Join organisation
      </Button>
    </Page>
  );
}
