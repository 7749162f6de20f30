import { Controller, UseGuards } from '@nestjs/common';
import { type ConnectionId, asId } from '../../../../model/ids.js';
import { answerOf } from '../../files/contract.js';
import { FileIntake } from '../../files/file-intake.service.js';
import type { AnswerOf, InputOf } from '../../http/contract/route.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import { uploadFile } from '../contract/files.js';
import { AdminGuard } from '../http/admin.guard.js';
import { actor } from '../http/actor.js';
import { Environments } from '../http/environments.js';

/** Activity files of users, sent by an operator. */
@Controller('admin')
@UseGuards(AdminGuard)
export class FilesController {
  constructor(
    private readonly environments: Environments,
    private readonly intake: FileIntake,
  ) {}

  @Endpoint(uploadFile)
  async upload(@Input() { params, body }: InputOf<typeof uploadFile>): Promise<AnswerOf<typeof uploadFile>> {
    const environmentId = await this.environments.idOf(params);
    return answerOf(await this.intake.take(environmentId, asId<ConnectionId>(params.connection), body, actor()));
  }
}
