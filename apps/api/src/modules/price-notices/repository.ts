import type { Collection, DocumentStore } from '@telex-credits/store';
import { everyDocument } from '../../projector/pages.js';
import { announcedCollection, type NoticeDoc, noticeCollection } from './schemas.js';

/** Notices, and which price versions have been announced. */
export interface PriceNoticeCollections {
  readonly notices: Collection<NoticeDoc>;
  readonly announced: Collection<{ readonly id: string; readonly at: string }>;
  /** Every notice of a price version. */
  ofVersion(versionId: string): AsyncGenerator<NoticeDoc>;
}

export function openPriceNotices(documents: DocumentStore): PriceNoticeCollections {
  const notices = documents.collection(noticeCollection);
  return {
    notices,
    announced: documents.collection(announcedCollection),
    ofVersion: (versionId) => everyDocument(notices, { index: 'by_version', equals: [versionId] }),
  };
}
