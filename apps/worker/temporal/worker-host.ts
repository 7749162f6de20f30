/**
 * Hosts Temporal workers by role. While Temporal is away it keeps trying; a worker that fails for another reason ends the process, for a process that
 * answers health checks without working is worse than one that is restarted.
 */
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { QUEUES } from '../../../workflows/contract.js';

export type Role = 'workflows' | 'providers' | 'delivery' | 'all';

export interface WorkerHostOptions {
  readonly address: string;
  readonly namespace: string;
  readonly role: Role;
  /** Only the role that runs workflows carries their bundle: it costs a gigabyte for every thousand cached ones. */
  readonly bundlePath: string;
  readonly providerActivities: object;
  readonly deliveryActivities: object;
  readonly maxCachedWorkflows: number;
  readonly onState: (state: 'connecting' | 'running', error?: unknown) => void;
  readonly onFatal: (error: unknown) => void;
}

const RETRY_MS = 2_000;

export class WorkerHost {
  private workers: { worker: Worker; done: Promise<void> }[] = [];
  private connection: NativeConnection | null = null;
  private closing = false;
  private starting: Promise<void> | null = null;

  constructor(private readonly options: WorkerHostOptions) {}

  get isRunning(): boolean {
    return this.workers.length > 0;
  }

  /** Returns at once; connecting goes on in the background for as long as it takes. */
  start(): void {
    this.starting = this.connect();
  }

  private async connect(): Promise<void> {
    const { address, onState } = this.options;
    while (!this.closing) {
      try {
        onState('connecting');
        this.connection = await NativeConnection.connect({ address });
        for (const options of this.plans(this.connection)) {
          const worker = await Worker.create(options);
          const done = worker.run().catch((error: unknown) => {
            if (!this.closing) this.options.onFatal(error);
          });
          this.workers.push({ worker, done });
        }
        onState('running');
        return;
      } catch (error) {
        onState('connecting', error);
        await this.shutdown();
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  private plans(connection: NativeConnection): WorkerOptions[] {
    const { role, namespace, bundlePath } = this.options;
    const base = {
      connection,
      namespace,
      // What is cut is repeated: a person who pressed Ctrl-C waits less gladly than the next start works.
      shutdownGraceTime: '2 seconds',
      shutdownForceTime: '5 seconds',
    } satisfies Partial<WorkerOptions>;
    const pollers = { type: 'autoscaling' } as const;
    const plans: WorkerOptions[] = [];
    if (role === 'workflows' || role === 'all') {
      plans.push({
        ...base,
        taskQueue: QUEUES.workflows,
        workflowBundle: { codePath: bundlePath },
        maxCachedWorkflows: this.options.maxCachedWorkflows,
        maxConcurrentWorkflowTaskExecutions: 40,
        workflowTaskPollerBehavior: pollers,
      });
    }
    const activities = (taskQueue: string, map: object, slots: number): WorkerOptions => ({
      ...base,
      taskQueue,
      activities: map,
      maxConcurrentActivityTaskExecutions: slots,
      activityTaskPollerBehavior: pollers,
      maxHeartbeatThrottleInterval: '5 seconds',
    });
    if (role === 'providers' || role === 'all') plans.push(activities(QUEUES.providers, this.options.providerActivities, 32));
    // One slot for each destination that is being drained.
    if (role === 'delivery' || role === 'all') plans.push(activities(QUEUES.delivery, this.options.deliveryActivities, 200));
    return plans;
  }

  private async shutdown(): Promise<void> {
    for (const { worker } of this.workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await Promise.allSettled(this.workers.map(({ done }) => done));
    this.workers = [];
    await this.connection?.close().catch(() => undefined);
    this.connection = null;
  }

  /** Lets activities under way end, then closes the connection. */
  async close(): Promise<void> {
    this.closing = true;
    await this.shutdown();
    await Promise.race([this.starting, new Promise((resolve) => setTimeout(resolve, 1_000))]);
    await this.shutdown();
  }
}
