import { Link } from '@tanstack/react-router';
import { priceInWords } from '../../amounts/price-in-words.js';
import { type PriceNotice, usePriceNotices } from '../../hooks/price-notices.js';
import { dateText } from '../../time/format.js';
import { Notice } from '../../ui/notice.js';

/** Price rises that are coming, and those that were taken back. Says nothing where there is none. */
export function PriceNotices() {
  const { data = [] } = usePriceNotices();
  return data.map((notice) => <PriceNoticeItem key={notice.id} notice={notice} />);
}

function PriceNoticeItem({ notice }: { notice: PriceNotice }) {
  const { kind, moduleName, moduleSlug, from, to, effectiveAt } = notice;
  const day = dateText(effectiveAt);
  const link = (
    <Link to="/marketplace/$slug" params={{ slug: moduleSlug }} className="font-medium underline">
      See the module
    </Link>
  );
  return kind === 'rise' ? (
    <Notice kind="caution" title={`The price of ${moduleName} rises on ${day}`}>
      <p>
        From “{priceInWords(from)}” to “{priceInWords(to)}”. Calls that have started by then keep
        their price.
      </p>
      <p className="mt-1">{link}</p>
    </Notice>
  ) : (
    <Notice title={`The price of ${moduleName} does not rise on ${day}`}>
      <p>
        “{priceInWords(to)}” had been announced and was taken back. {link}
      </p>
    </Notice>
  );
}
