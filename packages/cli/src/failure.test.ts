import { TelexCreditsError } from '@telex-credits/sdk';
import { CommanderError } from 'commander';
import { expect, it } from 'vitest';
import { endingOf, UsageError } from './failure.js';

it('every failure is one line that says what to do, and 1, or 2 when it was used wrongly', () => {
  const refused = new TelexCreditsError({
    ...{ code: 'insufficient_credits', status: 402, requestId: 'req_1' },
    detail: 'This needs 5 credits\nand 1 is available.',
  });
  expect(endingOf(refused)).toEqual({
    exitCode: 1,
    line: 'This needs 5 credits and 1 is available. Run "telex-credits buy". (req_1)',
  });
  const options = new TelexCreditsError({ code: 'invalid_options', detail: 'No address.' });
  expect(endingOf(options)).toEqual({ exitCode: 2, line: 'No address.' });
  expect(endingOf(new UsageError('Log in.'))).toEqual({ exitCode: 2, line: 'Log in.' });
  expect(endingOf(new Error('broken'))).toEqual({ exitCode: 1, line: 'broken' });
});

it('help is no failure, and what commander has said is not said twice', () => {
  expect(endingOf(new CommanderError(0, 'commander.help', ''))).toEqual({
    exitCode: 0,
    line: null,
  });
  expect(endingOf(new CommanderError(1, 'commander.x', 'x'))).toEqual({ exitCode: 2, line: null });
});
