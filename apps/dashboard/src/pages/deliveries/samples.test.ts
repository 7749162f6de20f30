import { expect, it } from '@jest/globals';
import { withSamples, withoutSamples } from './samples.js';

const whole = {
  type: 'activity',
  data: [
    { name: 'x', power_data: { avg_watts: 200, power_samples: [{ watts: 1 }] }, heart: { hr_samples: [], max: 1 } },
    { a: 1 },
  ],
};

it('puts samples aside and back, whatever was edited beside them', () => {
  const shown = withoutSamples(whole);
  expect(shown).toEqual({ type: 'activity', data: [{ name: 'x', power_data: { avg_watts: 200 }, heart: { max: 1 } }, { a: 1 }] });
  expect(withSamples({ ...whole, data: (shown as typeof whole).data }, whole)).toEqual(whole);
  const edited = { type: 'activity', more: null, data: [{ name: 'y', power_data: { avg_watts: 201 }, heart: null }] };
  expect(withSamples(edited, whole)).toEqual({
    type: 'activity',
    more: null,
    data: [{ name: 'y', power_data: { avg_watts: 201, power_samples: [{ watts: 1 }] }, heart: null }],
  });
});

it('leaves lists of samples that were typed by hand', () => {
  const edited = { data: [{ power_data: { power_samples: [{ watts: 9 }] } }] };
  expect(withSamples(edited, whole)).toEqual(edited);
});
