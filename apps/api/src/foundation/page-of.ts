import { InvalidCursor } from '@telex-credits/store';
import { AppError } from './app-error.js';

/** Reads a page of a list; a cursor that another list made is 400 `invalid_cursor`. */
export async function pageOf<T>(find: () => Promise<T>): Promise<T> {
  try {
    return await find();
  } catch (error) {
    throw error instanceof InvalidCursor
      ? new AppError(400, 'invalid_cursor', 'The cursor does not belong to this list.')
      : error;
  }
}
