import { expect, it } from '@jest/globals';
import { type Report, runSteps } from './steps.js';

it('tells a log at once why a step takes long, and its progress now and then', async () => {
  const lines: string[] = [];
  const step = {
    title: 'Server',
    run: (report: Report) => {
      report('looking');
      report.why('it is built');
      report('1 %');
      return Promise.resolve('Server runs');
    },
  };
  await runSteps([step], { terminal: false, write: (line) => void lines.push(line) });
  expect(lines).toEqual(['  Server: it is built', '- Server runs']);
});
