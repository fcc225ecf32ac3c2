import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { type BodyInput, promotionRoutes, type ReplyOf } from '@telex-credits/contracts';
import { attempt } from '../api/attempts.js';
import { call } from '../api/call.js';
import { listOptions, PLATFORM } from './pages.js';

export type Promotion = ReplyOf<typeof promotionRoutes.create>;
export type NewPromotion = BodyInput<typeof promotionRoutes.create>;
export type PromotionChange = BodyInput<typeof promotionRoutes.change>;
export type Adjustment = BodyInput<typeof promotionRoutes.adjust>;

/** Promotional codes, newest first. */
export function usePromotionCodes() {
  return useInfiniteQuery(
    listOptions([PLATFORM, 'promotions'], (page, signal) =>
      call(promotionRoutes.list, { query: page, signal }),
    ),
  );
}

function useChange<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => client.invalidateQueries({ queryKey: [PLATFORM, 'promotions'] }),
  });
}

/** Makes a promotional code. A lost answer later, the same form is the same code. */
export function useCreatePromotion() {
  return useChange((body: NewPromotion) =>
    attempt({ organisationId: PLATFORM, operation: 'promotion', body }, (idempotencyKey) =>
      call(promotionRoutes.create, { body, idempotencyKey }),
    ),
  );
}

/** Stops a code or changes its bounds. */
export function useChangePromotion() {
  return useChange(({ id, body }: { id: string; body: PromotionChange }) =>
    call(promotionRoutes.change, { params: { id }, body }),
  );
}

/** Corrects a wallet. After a lost answer and a reload, the same numbers are the same correction. */
export function useAdjustWallet() {
  return useMutation({
    mutationFn: (body: Adjustment) =>
      attempt({ organisationId: PLATFORM, operation: 'adjustment', body }, (idempotencyKey) =>
        call(promotionRoutes.adjust, { body, idempotencyKey }),
      ),
  });
}
