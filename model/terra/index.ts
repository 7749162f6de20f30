/** Terra's wire models and events. */
export * from './activity/activity.js';
export * from './activity/activity-type.js';
export * from './athlete/athlete-time.js';
export * from './common/enumerations.js';
export * from './common/samples.js';
export * from './data-types.js';
export * from './events/catalog.js';
export * from './events/data-event.js';
export * from './events/dialect.js';
export * from './events/event-types.js';
export * from './events/events.js';
export * from './models.js';
export * from './timestamp.js';
export * from './upload/read-upload.js';
export * from './user.js';
