import { AppError } from '../../foundation/app-error.js';

export const channelNotAllowed = () =>
  new AppError(
    400,
    'telex_channel_not_allowed',
    'This is not the incoming webhook of a Telex channel. Copy it from the channel’s settings: https://ping.telex.im/v1/webhooks/…',
  );

export const channelMissing = () =>
  new AppError(
    400,
    'telex_channel_missing',
    'No Telex channel is known yet: send the url of its incoming webhook.',
  );

export const channelOff = () =>
  new AppError(409, 'alert_channel_off', 'Turn this way of telling on, and save it, first.');

export const testedJustNow = (seconds: number) =>
  new AppError(
    429,
    'rate_limited',
    `A test was sent a moment ago. Send another one in ${seconds} s.`,
    { retryAfterSeconds: seconds },
    { headers: { 'Retry-After': String(seconds) } },
  );
