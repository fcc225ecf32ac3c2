import { useEffect, useState } from 'react';

const SETTLES_AFTER_MS = 400;

/** A value that follows once it has not changed for a moment, so that typing asks nobody. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLES_AFTER_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
