import { channelNotAllowed } from './errors.js';

const hookPath = /^\/v1\/webhooks\/[\w-]{1,100}$/;

/**
 * The incoming webhook of a Telex channel, whatever a person typed: Telex's own host over https, or
 * the operator's Telex, and nothing but such a path. Throws 400 `telex_channel_not_allowed`.
 */
export function telexChannelUrl(text: string, telexOrigin: string | null): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !hookPath.test(url.pathname) || url.search !== '' || url.hash !== '') {
    throw channelNotAllowed();
  }
  const isTelex =
    url.protocol === 'https:' && url.port === '' && /(^|\.)telex\.im$/.test(url.hostname);
  const hasUser = url.username !== '' || url.password !== '';
  if (hasUser || !(isTelex || url.origin === telexOrigin)) {
    throw channelNotAllowed();
  }
  return url;
}

/** What may be shown of it: who knows the rest can write to the channel. */
export function channelHint(url: URL): string {
  return `${url.host}/v1/webhooks/…${url.pathname.slice(-4)}`;
}
