import { expect, it } from 'vitest';
import { createPacer, spacingFor } from './pacer.js';

it('short runs keep the least spacing; long ones come less often, up to a second', () => {
  expect(spacingFor(250, 10)).toBe(250);
  expect(spacingFor(250, 60)).toBe(500);
  expect(spacingFor(250, 150)).toBe(1000);
  expect(spacingFor(250, 5000)).toBe(1000);
  expect(spacingFor(0, 5000)).toBe(0);
});

it('many requests make one run, and none comes after it was stopped', async () => {
  let runs = 0;
  const pacer = createPacer(20, async () => {
    runs += 1;
  });
  for (let at = 0; at < 100; at += 1) {
    pacer.nudge();
  }
  await expect.poll(() => runs).toBe(1);
  pacer.nudge();
  await pacer.stop();
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(runs).toBe(1);
});

it('stopping waits for the run that is under way', async () => {
  let finish: (() => void) | undefined;
  let done = false;
  const pacer = createPacer(1, async () => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    done = true;
  });
  pacer.nudge();
  await expect.poll(() => finish).toBeDefined();
  const stopped = pacer.stop();
  finish?.();
  await stopped;
  expect(done).toBe(true);
});
