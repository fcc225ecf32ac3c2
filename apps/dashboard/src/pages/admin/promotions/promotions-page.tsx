import { Plus } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import {
  type Promotion,
  useChangePromotion,
  usePromotionCodes,
} from '../../../hooks/admin-promotions.js';
import { Button } from '../../../ui/button.js';
import { ConfirmDialog } from '../../../ui/confirm-dialog.js';
import { Page } from '../../../ui/layout.js';
import { LoadMore } from '../../../ui/load-more.js';
import { QueryView } from '../../../ui/query-view.js';
import { EmptyState } from '../../../ui/states.js';
import { AdminOnly } from '../admin-only.js';
import { ChangePromotionDialog } from './change-promotion-dialog.js';
import { NewPromotionDialog } from './new-promotion-dialog.js';
import { PromotionTable } from './promotion-table.js';

/** Codes that give promotional credits. */
export function PromotionCodesPage() {
  return (
    <AdminOnly title="Promotion codes">
      <PromotionCodes />
    </AdminOnly>
  );
}

type Act = { readonly what: 'change' | 'switch'; readonly promotion: Promotion };

function PromotionCodes() {
  const promotions = usePromotionCodes();
  const [creating, setCreating] = useState(false);
  const [act, setAct] = useState<Act>();
  const create = (
    <Button look="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      New code
    </Button>
  );
  return (
    <Page
      title="Promotion codes"
      lead="Codes that give promotional credits, once per person."
      actions={create}
    >
      <QueryView query={promotions} what="The codes">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No codes yet" action={create}>
              A code can end on a day or after a number of redemptions, and can be stopped at any
              time.
            </EmptyState>
          ) : (
            <PromotionTable
              promotions={rows}
              onAct={(what, promotion) => setAct({ what, promotion })}
            />
          )
        }
      </QueryView>
      <LoadMore list={promotions} />
      <NewPromotionDialog open={creating} onOpenChange={setCreating} />
      {act?.what === 'change' && (
        <ChangePromotionDialog promotion={act.promotion} onClose={() => setAct(undefined)} />
      )}
      {act?.what === 'switch' && (
        <SwitchDialog promotion={act.promotion} onClose={() => setAct(undefined)} />
      )}
    </Page>
  );
}

interface SwitchDialogProps {
  readonly promotion: Promotion;
  readonly onClose: () => void;
}

/** Stops a code, or lets it be redeemed again. */
function SwitchDialog({ promotion, onClose }: SwitchDialogProps) {
  const change = useChangePromotion();
  const { id, code, active } = promotion;
  const confirm = () =>
    change.mutate(
      { id, body: { active: !active } },
      {
        onSuccess: () => {
          onClose();
          toast.success(active ? `${code} is stopped.` : `${code} can be redeemed again.`);
        },
      },
    );
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={active ? `Stop ${code}?` : `Let ${code} be redeemed again?`}
      confirm={active ? 'Stop code' : 'Resume code'}
      onConfirm={confirm}
      busy={change.isPending}
      error={change.error}
    >
      <p>
        {active
          ? 'Nobody can redeem it from then on. Credits that it gave stay where they are.'
          : 'It can be redeemed at once, within its maximum and until its end.'}
      </p>
    </ConfirmDialog>
  );
}
