import { render } from '@testing-library/react';
import { expect, test } from 'vitest';
import { AlignedPlaces } from './aligned-places.js';
import { Credits, MoneyAmount } from './amount.js';

test('what is read and copied of an amount is the exact amount', () => {
  const { container } = render(
    <AlignedPlaces value={6}>
      <Credits amount="1234.5" />
    </AlignedPlaces>,
  );
  expect(container.textContent).toBe('1,234.5');
});

test('a change above zero says so', () => {
  const { container } = render(<Credits amount="1000" signed />);
  expect(container.textContent).toBe('+1,000');
});

test('nine places of an earning are all there', () => {
  const { container } = render(<MoneyAmount money={{ amount: '0.003500003', currency: 'USD' }} />);
  expect(container.textContent).toBe('$0.003500003');
});
