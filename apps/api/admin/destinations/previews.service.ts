import { Inject, Injectable } from '@nestjs/common';
import { madeUpDelivery } from '../../../../activities/deliver/made-up-ride.js';
import { previewItem } from '../../../../activities/deliver/preview-item.js';
import type { ShownPart } from '../../../../destinations/kit/preview.js';
import { destinationRegistry } from '../../../../destinations/registry.js';
import type { DestinationFormat } from '../../../../model/activity-format.js';
import type { EnvironmentId } from '../../../../model/ids.js';
import { Problem } from '../../../../model/problem.js';
import type { Settings } from '../../../../settings/load.js';
import { type RecordName, newestActivity, recordToPreview } from '../../../../store/control/preview-record.js';
import type { Database } from '../../../../store/database.js';
import { DATABASE, SETTINGS } from '../../../common/core.module.js';
import { ActivityFiles } from '../../files/activity-files.service.js';
import { assertTakes } from './formats.js';

export interface PreviewTarget {
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly format: DestinationFormat;
}

/** What a config would write of a ride, without a connection to anywhere. */
@Injectable()
export class DestinationPreviews {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly files: ActivityFiles,
  ) {}

  /** @param name null = the newest activity, or a made-up one where none is stored. @throws Problem missing, payload (config, format), rate_limited */
  async of(
    environmentId: EnvironmentId,
    { kind: id, config, format }: PreviewTarget,
    name: RecordName | null,
  ): Promise<{ readonly isMadeUp: boolean; readonly parts: readonly ShownPart[] }> {
    const kind = destinationRegistry.get(id);
    assertTakes(kind, format);
    const valid = kind.validate(config);
    const stored = await (name ? recordToPreview(this.db, environmentId, name) : newestActivity(this.db, environmentId));
    if (name && !stored)
      throw new Problem('missing', `record: the user has no ${name.type} "${name.key.slice(0, 100)}", or it was deleted`);
    const deps = { db: this.db, converter: this.files.converter, publicUrl: this.settings.publicUrl };
    const item = await previewItem(deps, stored ?? madeUpDelivery(), format);
    return { isMadeUp: stored === null, parts: await kind.preview(valid, item) };
  }
}
