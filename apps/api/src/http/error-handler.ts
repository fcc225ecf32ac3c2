import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { AppError } from '../foundation/app-error.js';
import { problemBody, problemType, toAppError } from './problem.js';

/** Answers with a problem; does nothing once a reply has begun. */
function sendProblem(res: Response, error: AppError): void {
  res
    .status(error.status)
    .set({ 'Cache-Control': 'no-store', ...error.headers })
    .type(problemType)
    .send(JSON.stringify(problemBody(error, String(res.req.id))));
}

/** Turns whatever a handler threw into a problem; the cause goes to the log only. */
export const answerErrors: ErrorRequestHandler = (thrown: unknown, req, res, _next) => {
  const error = toAppError(thrown);
  if (error.status >= 500) {
    req.log.error({ err: error.cause ?? error, code: error.code }, 'request failed');
  }
  if (res.headersSent) {
    // Half a reply must not look like a whole one.
    res.destroy();
    return;
  }
  sendProblem(res, error);
};

/** The answer where no route is. */
export const answerNotFound: RequestHandler = (req) => {
  throw new AppError(404, 'not_found', `There is nothing at ${req.path}. See /docs for what is.`);
};
