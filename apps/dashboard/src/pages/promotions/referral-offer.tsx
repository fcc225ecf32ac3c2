import { billingRoles } from '@telex-credits/contracts';
import { useState } from 'react';
import { toast } from 'sonner';
import { Credits } from '../../amounts/amount.js';
import { useHasRole } from '../../hooks/me.js';
import { type Referral, useClaimReferral, useReferral } from '../../hooks/promotions.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { ProblemNotice } from '../../ui/states.js';
import { forgetReferral, keptReferral } from './kept-referral.js';

/** Offers to accept the invitation that somebody signed up with, as long as that is possible. */
export function ReferralOffer() {
  const [code, setCode] = useState(keptReferral);
  const mayClaim = useHasRole(billingRoles);
  const { data } = useReferral({ enabled: mayClaim && code !== null });
  if (code === null || data === undefined || !data.canClaim || data.code === code) {
    return null;
  }
  const close = () => {
    forgetReferral();
    setCode(null);
  };
  return <Offer code={code} referral={data} onClose={close} />;
}

interface OfferProps {
  readonly code: string;
  readonly referral: Referral;
  readonly onClose: () => void;
}

function Offer({ code, referral, onClose }: OfferProps) {
  const claim = useClaimReferral();
  const accept = () =>
    claim.mutate(code, {
      onSuccess: () => {
        onClose();
        toast.success('Accepted. You both get your credits after your first purchase.');
      },
    });
  return (
    <Notice title={`You were invited with the code ${code}`}>
      <p>
        Accept it, and you and whoever invited you get{' '}
        <Credits amount={referral.credits} unit className="font-semibold" /> each once your first
        purchase can no longer be refunded.
      </p>
      {claim.error !== null && (
        <ProblemNotice error={claim.error} title="The invitation was not accepted" />
      )}
      <div className="mt-3 flex flex-wrap gap-2">
        <Button size="small" look="primary" busy={claim.isPending} onClick={accept}>
          Accept
        </Button>
        <Button size="small" onClick={onClose}>
          No, thanks
        </Button>
      </div>
    </Notice>
  );
}
