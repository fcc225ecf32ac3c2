import { spenderRoles } from '@telex-credits/contracts';
import { Credits } from '../../amounts/amount.js';
import { useEstimate } from '../../hooks/marketplace.js';
import { useHasRole } from '../../hooks/me.js';

/** What a call will take from this wallet. Says nothing where it cannot be known. */
export function EstimateLine({ moduleId }: { moduleId: string }) {
  return useHasRole(spenderRoles) ? <Estimate moduleId={moduleId} /> : null;
}

function Estimate({ moduleId }: { moduleId: string }) {
  const { data } = useEstimate(moduleId);
  if (data === undefined) {
    return null;
  }
  return (
    <p className="mt-4 border-t border-line pt-4 text-sm">
      A call takes{' '}
      {data.low === data.high ? (
        <Credits amount={data.high} unit />
      ) : (
        <>
          <Credits amount={data.low} /> to <Credits amount={data.high} unit />
        </>
      )}
      ; <Credits amount={data.available} unit /> {data.available === '1' ? 'is' : 'are'} available.
      {!data.affordable && (
        <strong className="block font-medium text-negative">
          That is not enough: buy credits first.
        </strong>
      )}
    </p>
  );
}
