import { spenderRoles } from '@telex-credits/contracts';
import { Credits } from '../../amounts/amount.js';
import { useEstimate } from '../../hooks/marketplace.js';
import { useHasRole } from '../../hooks/me.js';

interface EstimateLineProps {
  readonly moduleId: string;
  /** The body of the call, where the price depends on it. */
  readonly input?: unknown;
}

/** What a call will take from this wallet. Says nothing where it cannot be known. */
export function EstimateLine(props: EstimateLineProps) {
  return useHasRole(spenderRoles) ? <Estimate {...props} /> : null;
}

function Estimate({ moduleId, input }: EstimateLineProps) {
  const { data } = useEstimate(moduleId, input);
  if (data === undefined) {
    return null;
  }
  return (
    <p className="mt-4 border-t border-line pt-4 text-sm first:mt-0 first:border-0 first:pt-0">
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
