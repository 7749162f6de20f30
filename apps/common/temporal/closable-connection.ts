import { connectivityState } from '@grpc/grpc-js';
import { Connection } from '@temporalio/client';

/**
 * A connection that is over when it is closed, also while it waits for its server. The library's own wait asks a closed channel for its state once more,
 * which makes it connect again: its timers and sockets then keep the process up until the deadline.
 */
export class ClosableConnection extends Connection {
  private isClosed = false;

  override close(): Promise<void> {
    this.isClosed = true;
    return super.close();
  }

  /** @param deadline Unix milliseconds. @throws when it passes, or when the connection is closed */
  protected override untilReady(deadline: number): Promise<void> {
    const channel = this.client.getChannel();
    return new Promise((resolve, reject) => {
      const look = (error?: Error): void => {
        if (this.isClosed) {
          reject(new Error('the connection was closed'));
          return;
        }
        if (error) {
          reject(new Error('the server did not answer in time', { cause: error }));
          return;
        }
        const state = channel.getConnectivityState(true);
        if (state === connectivityState.READY) resolve();
        else channel.watchConnectivityState(state, deadline, look);
      };
      look();
    });
  }
}
