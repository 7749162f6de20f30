import { expect, it } from '@jest/globals';
import { nodeTrouble } from './node-version.js';

it.each(['v20.20.2', 'v22.21.0', 'v23.11.0', 'v24.5.0', 'v18.0.0'])('refuses %s, and says what to do', (version) => {
  expect(nodeTrouble(version)).toContain(`this is Node ${version.slice(1)}: run it by npm`);
});

it.each(['v22.22.0', 'v24.6.0', 'v24.21.0', 'v25.0.0', process.version])('takes %s', (version) => {
  expect(nodeTrouble(version)).toBeNull();
});
