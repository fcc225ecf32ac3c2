import { AppError } from '../../foundation/app-error.js';
import type { UpstreamResult } from '../upstream/upstreams.js';

/** 502 or 504: the upstream gave no answer, and nothing was charged. */
export function noAnswerError(result: UpstreamResult): AppError {
  if (result.kind === 'timed_out') {
    return new AppError(
      504,
      'upstream_timeout',
      'The module did not answer within its time limit. Nothing was charged.',
    );
  }
  const detail =
    result.kind === 'cut_short'
      ? 'The module’s answer was not complete, or not in a form that can be read. Nothing was charged.'
      : 'The module could not be reached. Nothing was charged.';
  return new AppError(502, 'upstream_failed', detail);
}
