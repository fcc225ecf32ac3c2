import { isCode, TelexCreditsError } from '@telex-credits/sdk';
import { CommanderError } from 'commander';
import { printable } from './print.js';

/** Something the person at the keyboard has to do first: exit code 2, like wrong arguments. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** How a run that failed ends: 1 refused or failed, 2 used wrongly; one line where one is due. */
export interface Ending {
  readonly exitCode: number;
  readonly line: string | null;
}

const hints: Readonly<Record<string, string>> = {
  invalid_api_key: 'Run "telex-credits login" with a key that is valid.',
  not_signed_in: 'Run "telex-credits login --email YOU@EXAMPLE.COM".',
  insufficient_credits: 'Run "telex-credits buy".',
  network_error: 'Is the address right? "telex-credits login --url" sets another.',
};

/** What to tell of an error, in one line that says what to do. */
export function endingOf(error: unknown): Ending {
  if (error instanceof CommanderError) {
    // Commander has printed its own line, or the help that was asked for.
    return { exitCode: error.exitCode === 0 ? 0 : 2, line: null };
  }
  if (error instanceof UsageError) {
    return { exitCode: 2, line: error.message };
  }
  if (error instanceof TelexCreditsError) {
    return { exitCode: isCode(error, 'invalid_options') ? 2 : 1, line: lineOf(error) };
  }
  return { exitCode: 1, line: error instanceof Error ? error.message : String(error) };
}

function lineOf(error: TelexCreditsError): string {
  const parts = [error.detail, hints[error.code], error.requestId && `(${error.requestId})`];
  return printable(parts.filter((part) => part).join(' ')).replace(/\s+/g, ' ');
}
