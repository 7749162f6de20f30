/** Bytes that were asked for, as they are. */
export const toStandardOutput = (bytes: Uint8Array): Promise<void> =>
  new Promise((done, failed) => process.stdout.write(bytes, (error) => (error ? failed(error) : done())));
