import { Controller, Headers, Inject, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ConnectionId } from '../../../../model/ids.js';
import { asId } from '../../../../model/ids.js';
import type { FileFormat } from '../../../../model/activity-format.js';
import { Problem } from '../../../../model/problem.js';
import type { DataType } from '../../../../model/terra/index.js';
import type { ConnectionRow } from '../../../../store/connections/lifecycle.js';
import { userOf } from '../../../../store/control/users.js';
import type { Database } from '../../../../store/database.js';
import { DATABASE } from '../../../common/core.module.js';
import { ActivityFiles, fileHeaders } from '../../files/activity-files.service.js';
import { Answer, type InputOf } from '../../http/contract/route.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import { getActivity, getAthlete, getBody, getDaily, getMenstruation, getNutrition, getSleep } from '../contract/data.js';
import { rangeOf } from '../contract/range.js';
import { ApiCaller, ApiKeyGuard, type Caller, actorOf } from '../http/api-key.guard.js';
import { MOUNTS } from '../http/mounts.js';
import { type LimitHeaders, RequestLimits } from '../limits/request-limits.service.js';
import { acceptedFile } from './accepted.js';
import { type Ack, type HistoryData, HistoryService, isLarge } from './history.service.js';

type Dated = Exclude<DataType, 'athlete'>;
type Asked = InputOf<typeof getBody>;
type AskedActivity = InputOf<typeof getActivity>;

/** What users recorded: at once, or by events. */
@Controller(MOUNTS)
@UseGuards(ApiKeyGuard)
export class HistoryController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly limits: RequestLimits,
    private readonly history: HistoryService,
    private readonly files: ActivityFiles,
  ) {}

  @Endpoint(getActivity)
  activity(
    @ApiCaller() caller: Caller,
    @Input() asked: AskedActivity,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const format = acceptedFile(accept);
    return format ? this.file(format, caller, asked, reply) : this.dated('activity', caller, asked, reply);
  }

  @Endpoint(getBody)
  body(@ApiCaller() caller: Caller, @Input() asked: Asked, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.dated('body', caller, asked, reply);
  }

  @Endpoint(getDaily)
  daily(@ApiCaller() caller: Caller, @Input() asked: Asked, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.dated('daily', caller, asked, reply);
  }

  @Endpoint(getSleep)
  sleep(@ApiCaller() caller: Caller, @Input() asked: Asked, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.dated('sleep', caller, asked, reply);
  }

  @Endpoint(getNutrition)
  nutrition(@ApiCaller() caller: Caller, @Input() asked: Asked, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.dated('nutrition', caller, asked, reply);
  }

  @Endpoint(getMenstruation)
  menstruation(@ApiCaller() caller: Caller, @Input() asked: Asked, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.dated('menstruation', caller, asked, reply);
  }

  @Endpoint(getAthlete)
  async athlete(
    @ApiCaller() caller: Caller,
    @Input() { query }: InputOf<typeof getAthlete>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const connection = await this.user(caller, query.user_id);
    const headers = await this.limits.take(connection.id, null);
    const answer = await this.history.athlete(
      { connection, toWebhook: query.to_webhook, requestedBy: actorOf(caller) },
      goneSignal(reply),
    );
    return 'data' in answer ? give(answer.data, headers) : acknowledge('athlete', answer.ack, headers);
  }

  private async dated(type: Dated, caller: Caller, { query }: Pick<Asked, 'query'>, reply: FastifyReply) {
    const connection = await this.user(caller, query.user_id);
    const range = rangeOf(query);
    const headers = await this.limits.take(connection.id, range);
    const answer = await this.history.answer(
      {
        connection,
        type,
        range,
        toWebhook: query.to_webhook,
        samples: query.with_samples,
        requestedBy: actorOf(caller),
      },
      goneSignal(reply),
    );
    return 'data' in answer ? give(answer.data, headers) : acknowledge(type, answer.ack, headers);
  }

  /** A file is answered with at once, whatever `to_webhook` says: events bring none. */
  private async file(format: FileFormat, caller: Caller, { query }: AskedActivity, reply: FastifyReply) {
    const connection = await this.user(caller, query.user_id);
    const range = rangeOf(query);
    if (isLarge(range))
      throw new Problem(
        'payload',
        'end_date: files are to be had for at most 28 days at a time; ask for fewer days, or for JSON',
        {
          code: 'RANGE_TOO_LARGE',
        },
      );
    const headers = await this.limits.take(connection.id, range);
    const ready = await this.history.ready(
      { connection, type: 'activity', range, toWebhook: false, samples: true, requestedBy: actorOf(caller) },
      goneSignal(reply),
    );
    if ('ack' in ready) return acknowledge('activity', ready.ack, headers);
    const file = await this.files[format](ready.connection, range, query.summary_id);
    return new Answer(200, file.bytes, { ...headers, ...fileHeaders(file), vary: 'Accept' });
  }

  /** @throws Problem missing, the same for a user of another environment as for none */
  private user(caller: Caller, id: string): Promise<ConnectionRow> {
    return userOf(this.db, caller.environmentId, asId<ConnectionId>(id));
  }
}

const give = (data: HistoryData, headers: LimitHeaders) => new Answer(200, data, headers);

const acknowledge = (
  type: DataType,
  { status, reference, user, message }: Ack,
  headers: Readonly<Record<string, string | number>>,
) =>
  new Answer(
    status,
    { status: 'success', type, reference, trace_id: reference, ...(message === null ? {} : { message }), user },
    // The events that bring the data carry the same.
    { ...headers, 'terra-reference': reference },
  );

/** Fires when the client has gone: nobody waits any more. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableEnded) gone.abort();
  });
  return gone.signal;
}
