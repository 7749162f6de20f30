import { Controller, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { type ConnectionId, asId } from '../../../model/ids.js';
import { FILE_BODY, FILE_REFUSALS, answerOf, fileAnswer } from '../files/contract.js';
import { FileIntake } from '../files/file-intake.service.js';
import { type AnswerOf, type InputOf, route } from '../http/contract/route.js';
import { Endpoint, Input } from '../http/endpoint.js';
import { userId } from '../terra/contract/common.js';
import { ApiCaller, ApiKeyGuard, type Caller, actorOf } from '../terra/http/api-key.guard.js';

const upload = route({
  id: 'uploadFileOfUser',
  method: 'POST',
  path: '/upload',
  tag: 'Data',
  summary: 'Store an activity file for a user, and deliver its activities',
  status: 201,
  takes: 'file',
  query: z.strictObject({ user_id: userId }),
  body: FILE_BODY,
  answer: fileAnswer,
  refusals: FILE_REFUSALS,
});

/** Where apps send the files that their users hand to them: `POST /connect/upload?user_id=…` with dev-id and x-api-key. */
@Controller('connect')
@UseGuards(ApiKeyGuard)
export class UploadController {
  constructor(private readonly intake: FileIntake) {}

  @Endpoint(upload)
  async upload(@ApiCaller() caller: Caller, @Input() { query, body }: InputOf<typeof upload>): Promise<AnswerOf<typeof upload>> {
    return answerOf(await this.intake.take(caller.environmentId, asId<ConnectionId>(query.user_id), body, actorOf(caller)));
  }
}
