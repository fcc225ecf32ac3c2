import { Credits } from '../../amounts/amount.js';
import { type Referral, useReferral } from '../../hooks/promotions.js';
import { CopyButton } from '../../ui/copy-button.js';
import { Card, Section } from '../../ui/layout.js';
import { QueryView } from '../../ui/query-view.js';
import { Stat, StatGrid } from '../../ui/stat.js';
import { ClaimForm } from './claim-form.js';

/** The organisation's own link, what came of it, and whose link brought the organisation. */
export function ReferralSection() {
  const referral = useReferral();
  return (
    <>
      <Section title="Invite others">
        <QueryView query={referral} what="The referral link">
          {(data) => <OwnLink referral={data} />}
        </QueryView>
      </Section>
      {referral.data?.canClaim === true && (
        <Section title="Did somebody send you?" lead="Name them once, before your first purchase.">
          <ClaimForm />
        </Section>
      )}
    </>
  );
}

function OwnLink({ referral }: { referral: Referral }) {
  const { link, code, credits, validDays, waiting, rewarded } = referral;
  return (
    <Card className="flex flex-col gap-5">
      <p className="text-sm">
        When somebody signs up with your link and buys, you both get{' '}
        <Credits amount={credits} unit className="font-semibold" />
        {validDays === null ? '' : ` for ${validDays} days`}, once that first purchase can no longer
        be refunded.
      </p>
      <div className="flex flex-wrap items-center gap-3 rounded-lg bg-sunken px-4 py-3">
        <span className="min-w-0 flex-1 font-mono text-[0.8125rem] break-all">{link}</span>
        <CopyButton text={link} label="Copy link" />
      </div>
      <StatGrid>
        <Stat label="Your code">
          <span className="font-mono">{code}</span>
        </Stat>
        <Stat label="Waiting" note="Signed up, not rewarded yet">
          {waiting}
        </Stat>
        <Stat label="Rewarded" note={`${credits} credits for each`}>
          {rewarded}
        </Stat>
      </StatGrid>
    </Card>
  );
}
