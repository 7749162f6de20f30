import { FILE_BODY, FILE_REFUSALS, fileAnswer } from '../../files/contract.js';
import { route } from '../../http/contract/route.js';
import { inEnvironmentWith } from './common.js';

export const uploadFile = route({
  id: 'uploadFile',
  method: 'POST',
  path: '/environments/:environment/connections/:connection/files',
  tag: 'Connections',
  summary: 'Store an activity file for a user as if its provider had sent it, and deliver its activities',
  description:
    'The same file again changes nothing. The file is kept, so that its activities can be normalized again, and is delivered beside them where a destination asks for originals.',
  status: 201,
  takes: 'file',
  params: inEnvironmentWith('connection'),
  body: FILE_BODY,
  answer: fileAnswer,
  refusals: FILE_REFUSALS,
});
