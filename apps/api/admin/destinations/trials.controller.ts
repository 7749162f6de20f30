import type { Readable } from 'node:stream';
import { type BeforeApplicationShutdown, Controller, UseGuards } from '@nestjs/common';
import { Deliverer } from '../../../../destinations/kit/deliverer.js';
import { destinationRegistry } from '../../../../destinations/registry.js';
import { type ConnectionId, asId } from '../../../../model/ids.js';
import type { RecordName } from '../../../../store/control/preview-record.js';
import { Answer, type AnswerOf, type AnswersOf, type InputOf } from '../../http/contract/route.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import * as contract from '../contract/destination-trials.js';
import { AdminGuard } from '../http/admin.guard.js';
import { Environments } from '../http/environments.js';
import { checkStream } from './check-stream.js';
import { CHECK_MS } from './check-limit.js';
import { DestinationAdmin } from './destination-admin.service.js';
import { DestinationPreviews } from './previews.service.js';

/** A config tried out and looked at before it is saved. */
@Controller('admin')
@UseGuards(AdminGuard)
export class DestinationTrialsController implements BeforeApplicationShutdown {
  private readonly checks = new Set<Readable>();

  constructor(
    private readonly environments: Environments,
    private readonly admin: DestinationAdmin,
    private readonly deliverer: Deliverer,
    private readonly previews: DestinationPreviews,
  ) {}

  @Endpoint(contract.watchCheck)
  async watch(@Input() { params, body }: InputOf<typeof contract.watchCheck>): Promise<AnswersOf<typeof contract.watchCheck>> {
    const environmentId = await this.environments.idOf(params);
    const target = await this.admin.given(environmentId, body);
    // What is wrong with its fields is told as everywhere, before the stream begins.
    const config = destinationRegistry.get(target.kind).validate(target.config);
    const stream = checkStream((signal, watch) =>
      this.deliverer.check(target.kind, config, signal, { watch, limitMs: CHECK_MS }),
    );
    this.checks.add(stream);
    stream.once('close', () => this.checks.delete(stream));
    return new Answer(200, stream, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
  }

  /** Whoever is stopped waits for what is under way, and a check may take a minute. */
  beforeApplicationShutdown(): void {
    for (const stream of this.checks) stream.destroy();
  }

  @Endpoint(contract.previewDestination)
  async preview(
    @Input() { params, body }: InputOf<typeof contract.previewDestination>,
  ): Promise<AnswerOf<typeof contract.previewDestination>> {
    const environmentId = await this.environments.idOf(params);
    const target = await this.admin.given(environmentId, body);
    const { record } = body;
    const name: RecordName | null = record
      ? { connectionId: asId<ConnectionId>(record.connection), type: record.type, key: record.key }
      : null;
    const { isMadeUp, parts } = await this.previews.of(environmentId, { ...target, format: body.format }, name);
    return {
      is_made_up: isMadeUp,
      parts: parts.map(({ mediaType, headers, ...part }) => ({
        ...part,
        media_type: mediaType,
        headers: headers.map((header) => ({ ...header })),
      })),
    };
  }
}
