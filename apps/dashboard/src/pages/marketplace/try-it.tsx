import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { billingRoles, builderRoles } from '@telex-credits/contracts';
import { toast } from 'sonner';
import { callGateway, type GatewayCall } from '../../api/gateway.js';
import { useOrganisationId } from '../../api/organisation.js';
import { asProblem } from '../../api/problem.js';
import type { Listing } from '../../hooks/marketplace.js';
import { useHasRole, useMe } from '../../hooks/me.js';
import { clockText } from '../../time/format.js';
import { Button } from '../../ui/button.js';
import { Card, Section } from '../../ui/layout.js';
import { Notice } from '../../ui/notice.js';
import { ProblemNotice } from '../../ui/states.js';
import { TRIAL_CREDITS, TRIAL_MINUTES, useTrialKey } from './trial-key.js';
import { TryAgent } from './try-agent.js';
import { TryChat } from './try-chat.js';
import { TryHttp } from './try-http.js';
import { TryReply } from './try-reply.js';

/** A call without its key: the panel adds the trial key when it is sent. */
export type TrialCall = Omit<GatewayCall, 'secret'>;

/** What a form of the panel gets. */
export interface TrialFormProps {
  readonly listing: Listing;
  readonly busy: boolean;
  readonly send: (call: TrialCall) => void;
}

const forms = { a2a: TryAgent, http: TryHttp, telexai: TryChat, openai: TryChat } as const;

/** Calls the module from the page, with a key that is made for it and soon ends. */
export function TryIt({ listing }: { listing: Listing }) {
  const mayMakeKeys = useHasRole(builderRoles);
  const { emailVerified } = useMe().person;
  return (
    <Section title="Try it">
      <Card className="flex flex-col gap-5">
        {!emailVerified ? (
          <Notice kind="caution" title="Confirm your e-mail address first">
            Calls need a key, and keys come with a confirmed address.
          </Notice>
        ) : mayMakeKeys ? (
          <TrialPanel listing={listing} />
        ) : (
          <Notice title="Your role cannot make keys">
            Ask an administrator, manager or project lead of your organisation for one.
          </Notice>
        )}
      </Card>
    </Section>
  );
}

/** What helps against a refusal: credits, where they were missing. */
function WayOut({ of: error }: { of: Error }) {
  const mayBuy = useHasRole(billingRoles);
  const { code } = asProblem(error);
  return mayBuy && (code === 'insufficient_credits' || code === 'wallet_in_debt') ? (
    <Button asChild size="small">
      <Link to="/buy">Buy credits</Link>
    </Button>
  ) : null;
}

function TrialPanel({ listing }: { listing: Listing }) {
  const trial = useTrialKey(listing);
  const client = useQueryClient();
  const organisationId = useOrganisationId();
  const run = useMutation({
    mutationFn: async (call: TrialCall) => {
      const { secret } = await trial.ensure();
      return callGateway({ ...call, secret });
    },
    onSettled: () => client.invalidateQueries({ queryKey: [organisationId, 'wallet'] }),
  });
  const Form = forms[listing.kind];
  const end = () => {
    trial.end().then(
      () => toast.success('The trial key is revoked.'),
      (error: unknown) => toast.error(asProblem(error).detail),
    );
  };
  return (
    <>
      <Form listing={listing} busy={run.isPending} send={run.mutate} />
      {trial.key === undefined ? (
        <p className="text-xs text-muted">
          Sending makes a trial key: it ends after {TRIAL_MINUTES} minutes, spends at most{' '}
          {TRIAL_CREDITS} credits, calls this module only, and is kept in this page's memory alone.
        </p>
      ) : (
        <div className="flex flex-wrap items-center justify-between gap-2 text-xs text-muted">
          <span>
            Trial key <code className="font-mono">{trial.key.hint}</code>, until{' '}
            {clockText(trial.key.expiresAt ?? '')}
          </span>
          <Button size="small" look="danger" onClick={end}>
            Revoke trial key
          </Button>
        </div>
      )}
      {run.error !== null && (
        <ProblemNotice
          error={run.error}
          title="The call was not made"
          action={<WayOut of={run.error} />}
        />
      )}
      {run.data !== undefined && !run.isPending && (
        <TryReply kind={listing.kind} reply={run.data} />
      )}
    </>
  );
}
