import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { ContractRun } from './run.js';

/** The fields of its config and the page about them. */
export function hasAStableForm(run: ContractRun): void {
  const { kind, readme } = run;

  test('an unknown field and a wrong type are refused, each by name', () => {
    expect(() => kind.validate({ ...run.rig.config, colour: 'red' })).toThrow(/colour: is no field/);
    const [field] = Object.keys(run.rig.config);
    expect(() => kind.validate({ ...run.rig.config, [field ?? '']: { not: 'this' } })).toThrow(
      new RegExp(`^${field ?? ''}: must be`),
    );
    for (const { name: required } of kind.fields.filter((one) => one.required)) {
      const rest = Object.fromEntries(Object.entries(run.rig.config).filter(([key]) => key !== required));
      expect(() => kind.validate(rest)).toThrow(new RegExp(`${required}: `));
    }
  });

  test('its page tells of every field', () => {
    const text = readFileSync(readme, 'utf8');
    expect(kind.fields.map((field) => field.name).filter((field) => !text.includes(`\`${field}\``))).toEqual([]);
  });

  test('the form is stable', () => {
    expect(kind.jsonSchema).toMatchSnapshot();
  });
}
