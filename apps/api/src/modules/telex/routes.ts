import { telexRoutes as contracts } from '@telex-credits/contracts';
import type { Response } from 'express';
import { type BoundRoute, bind, bindRaw } from '../../http/bind.js';
import type { TelexService } from './service.js';

/** Counts a guess at an account through a door; answers how to take it back. */
type CountGuess = (
  guess: { readonly door: string; readonly email: string },
  res: Response,
) => Promise<() => Promise<void>>;

/** Routes of a person's link to Telex. Guesses at either password count with those of its sign-in. */
export function telexRoutes(telex: TelexService, countGuess: CountGuess): BoundRoute[] {
  return [
    bind(contracts.options, async () => ({ telex: telex.configured })),
    bind(contracts.show, ({ caller }) => telex.show(caller.personId)),
    bindRaw(contracts.link, async ({ caller, body }, _req, res) => {
      const forgetOurs = await countGuess({ door: 'sign-in/email', email: caller.email }, res);
      const forgetTheirs = await countGuess({ door: 'sign-in/telex', email: body.email }, res);
      const link = await telex.link(caller, body);
      await Promise.all([forgetOurs(), forgetTheirs()]);
      res.status(contracts.link.status).json(link);
    }),
    bind(contracts.unlink, async ({ caller }) => {
      await telex.unlink(caller);
      return undefined;
    }),
    bindRaw(contracts.sendConfirmation, async ({ caller }, _req, res) => {
      await countGuess({ door: 'send-verification-email', email: caller.email }, res);
      await telex.sendConfirmation(caller.personId);
      res.status(contracts.sendConfirmation.status).end();
    }),
    bind(contracts.confirm, ({ caller, body }) => telex.confirmEmail(caller.personId, body.token)),
  ];
}
