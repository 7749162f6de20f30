/** Unit and contract tests beside the code, suites for whole flows under test/. Run by `npm test` and `npm run test:unit`. */
export default {
  // On a busy machine a real server takes its time; a test that hangs is told all the same.
  testTimeout: 60_000,
  testEnvironment: 'node',
  roots: ['apps', 'workflows', 'activities', 'providers', 'destinations', 'formats', 'model', 'settings', 'store', 'test'].map(
    (room) => `<rootDir>/${room}`,
  ),
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  setupFiles: ['<rootDir>/test/support/properties.ts'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', {}] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};
