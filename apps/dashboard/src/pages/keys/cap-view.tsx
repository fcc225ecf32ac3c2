import { Credits } from '../../amounts/amount.js';
import { shareOf } from '../../amounts/sums.js';
import type { ApiKey } from '../../hooks/keys.js';
import { Meter } from '../../ui/meter.js';

const periods = { day: 'today', month: 'this month', total: 'in all' } as const;
/** From this share on the bar warns. */
const NEARLY_FULL = 0.8;

/** How much of a cap is used, as words and as a bar. */
export function CapView({ cap }: { cap: ApiKey['cap'] }) {
  if (cap === null) {
    return <span className="text-muted">No cap</span>;
  }
  const share = shareOf(cap.used, cap.credits);
  return (
    <span className="block min-w-36">
      <span className="mb-1 block">
        <Credits amount={cap.used} /> of <Credits amount={cap.credits} />{' '}
        <span className="text-muted">{periods[cap.period]}</span>
      </span>
      <Meter
        share={share}
        tone={share >= NEARLY_FULL ? 'caution' : 'accent'}
        label="Used of the cap"
      />
    </span>
  );
}
