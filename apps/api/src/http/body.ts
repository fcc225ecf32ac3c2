import express, { type Request, type Response } from 'express';
import { unsupportedMediaType } from './problem.js';

/** 256 kB: far above any body of the management API. */
const limit = 256 * 1024;
const types = ['application/json', 'application/*+json'];
const parse = express.json({ limit, type: types });

/**
 * Reads a request's JSON body; `undefined` where there is none. Throws 415 for another content
 * type, and body-parser's errors for a broken or oversized one.
 */
export async function readJson(req: Request, res: Response): Promise<unknown> {
  if (!hasBody(req)) {
    return undefined;
  }
  if (!req.is(types)) {
    throw unsupportedMediaType();
  }
  await new Promise<void>((resolve, reject) => {
    parse(req, res, (error: unknown) => (error === undefined ? resolve() : reject(error)));
  });
  const body: unknown = req.body;
  return body;
}

function hasBody(req: Request): boolean {
  const length = req.headers['content-length'];
  return req.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}
