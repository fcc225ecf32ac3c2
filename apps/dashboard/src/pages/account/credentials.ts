import { z } from 'zod';

/** What every way of signing in asks for. */
export const credentialsSchema = z.object({
  email: z.email('Enter your e-mail address'),
  password: z.string().min(1, 'Enter your password'),
});
