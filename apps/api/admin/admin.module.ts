import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Access } from '../../../activities/providers/access.js';
import { Deliverer } from '../../../destinations/kit/deliverer.js';
import { EgressGuard } from '../../../destinations/kit/egress/egress.js';
import { destinationRegistry } from '../../../destinations/registry.js';
import type { Settings } from '../../../settings/load.js';
import { ControlStore, controlDataSource } from '../../../store/control/control-store.js';
import type { Database } from '../../../store/database.js';
import { KeyRing } from '../../../store/secrets/key-ring.js';
import { DATABASE, SETTINGS, required } from '../../common/core.module.js';
import { FilesModule } from '../files/files.module.js';
import { ConnectModule } from '../connect/connect.module.js';
import { SessionOpener } from '../terra/auth/session-opener.service.js';
import { AuditController } from './audit/audit.controller.js';
import { BackfillStarter } from './backfills/backfill-starter.service.js';
import { BackfillsController } from './backfills/backfills.controller.js';
import { BulkMoves } from './connections/bulk.service.js';
import { ConnectionsController } from './connections/connections.controller.js';
import { StoryController } from './connections/story.controller.js';
import { DeliveriesController } from './deliveries/deliveries.controller.js';
import { AssignmentsController } from './devices/assignments.controller.js';
import { Assignments } from './devices/assignments.service.js';
import { DevicesController } from './devices/devices.controller.js';
import { AssignmentImport } from './devices/import.service.js';
import { Managers } from './devices/manager.service.js';
import { DestinationAdmin } from './destinations/destination-admin.service.js';
import { DestinationConfigs } from './destinations/destination-configs.service.js';
import { DestinationsController } from './destinations/destinations.controller.js';
import { DestinationPreviews } from './destinations/previews.service.js';
import { DestinationTrialsController } from './destinations/trials.controller.js';
import { EnvironmentsController } from './environments/environments.controller.js';
import { KeysController } from './environments/keys.controller.js';
import { AdminGuard } from './http/admin.guard.js';
import { Callers } from './http/caller.js';
import { Environments } from './http/environments.js';
import { Nudger } from './nudger.service.js';
import { InstallationController } from './installation/installation.controller.js';
import { OperatorsController } from './operators/operators.controller.js';
import { SessionController } from './operators/session.controller.js';
import { OpenApiController } from './openapi/openapi.controller.js';
import { LiveDesk } from './overview/live.service.js';
import { OverviewController } from './overview/overview.controller.js';
import { Overviews } from './overview/overview.service.js';
import { ProviderConfigs } from './providers/provider-configs.service.js';
import { ProviderSetUp } from './providers/provider-set-up.service.js';
import { ProviderUse } from './providers/provider-use.service.js';
import { ProvidersController } from './providers/providers.controller.js';
import { FilesController } from './records/files.controller.js';
import { RecordsController } from './records/records.controller.js';
import { RideReader } from './records/ride-reader.service.js';
import { RidesController } from './records/rides.controller.js';

@Module({
  imports: [
    ConnectModule,
    FilesModule,
    TypeOrmModule.forRootAsync({
      // The start has looked at the database already: one that went away since is not waited for in silence.
      useFactory: (settings: Settings) => ({
        ...controlDataSource(required(settings.databaseUrl, 'DATABASE_URL')),
        retryAttempts: 1,
        verboseRetryLog: false,
      }),
      inject: [SETTINGS],
    }),
  ],
  controllers: [
    EnvironmentsController,
    KeysController,
    ProvidersController,
    DevicesController,
    AssignmentsController,
    DestinationsController,
    DestinationTrialsController,
    OverviewController,
    ConnectionsController,
    StoryController,
    RecordsController,
    RidesController,
    FilesController,
    BackfillsController,
    DeliveriesController,
    AuditController,
    SessionController,
    OperatorsController,
    InstallationController,
    OpenApiController,
  ],
  providers: [
    AdminGuard,
    Callers,
    Environments,
    Nudger,
    RideReader,
    Overviews,
    LiveDesk,
    BulkMoves,
    SessionOpener,
    ProviderConfigs,
    ProviderSetUp,
    ProviderUse,
    Managers,
    Assignments,
    AssignmentImport,
    { provide: Access, useFactory: (db: Database, keys: KeyRing) => new Access(db, keys), inject: [DATABASE, KeyRing] },
    DestinationAdmin,
    DestinationConfigs,
    DestinationPreviews,
    BackfillStarter,
    { provide: ControlStore, useFactory: (source: DataSource) => new ControlStore(source), inject: [DataSource] },
    {
      provide: Deliverer,
      useFactory: (egress: EgressGuard, { ambientCredentials }: Settings) =>
        new Deliverer(destinationRegistry, { egress, userAgent: 'freehub', ambientCredentials }),
      inject: [EgressGuard, SETTINGS],
    },
  ],
})
export class AdminModule implements OnApplicationShutdown {
  constructor(private readonly deliverer: Deliverer) {}

  async onApplicationShutdown(): Promise<void> {
    await this.deliverer.close();
  }
}
