/** The admin API, generated from its OpenAPI document by `npm run generate`. */
export interface paths {
  '/admin/operators': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List operators beside the one whose token is FREEHUB_ADMIN_TOKEN */
    get: operations['listOperators'];
    put?: never;
    /** Make a token for a person or a script; it is shown once */
    post: operations['createOperator'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who is logged in */
    get: operations['getSession'];
    put?: never;
    /** Log in with an operator’s token: sets a cookie that scripts cannot read */
    post: operations['logIn'];
    /** Log out: the cookie is worth nothing from then on */
    delete: operations['logOut'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/operators/{operator}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Revoke a token and end the sessions opened with it */
    delete: operations['revokeOperator'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/installation': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Version, addresses and settings of this server */
    get: operations['getInstallation'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List environments */
    get: operations['listEnvironments'];
    put?: never;
    /** Create an environment */
    post: operations['createEnvironment'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List API keys */
    get: operations['listKeys'];
    put?: never;
    /** Make an API key; it is shown once */
    post: operations['createKey'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show an environment */
    get: operations['getEnvironment'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Change its name, where athletes may be sent back to, and whether ids stay */
    patch: operations['updateEnvironment'];
    trace?: never;
  };
  '/admin/environments/{environment}/keys/{key}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Revoke a key; it stops working within 5 seconds */
    delete: operations['revokeKey'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/keys/{key}/rotate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Make a key that takes the place of this one; both work during the overlap */
    post: operations['rotateKey'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/overview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How the environment does, and what needs a person */
    get: operations['getOverview'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Follow the environment as server-sent events
     * @description Events: `overview` (as getOverview answers, when it changed, every 2 seconds at most), `ride`, `delivery`, `connection` (new ones; JSON as the schemas LiveRide, LiveDelivery and LiveConnection). A burst is thinned out: at most 50 of each a look, which is one a second. After a break, ask the lists. A stream ends after 10 minutes, or when the operator is logged out; clients connect again.
     */
    get: operations['watchEnvironment'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/providers/{provider}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show how a provider is set up */
    get: operations['getProviderApp'];
    /** Set a provider up; secrets that are left out are kept */
    put: operations['putProviderApp'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/providers/{provider}/lift-limit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Ask again at once, although the provider said to wait (429) */
    post: operations['liftProviderLimit'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/providers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the providers of an environment */
    get: operations['listProviderApps'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/providers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Which providers there are, and how each is set up */
    get: operations['listProviderKinds'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/providers/{provider}/subscribe': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Register the notification address with the provider */
    post: operations['subscribeProvider'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/providers/{provider}/unsubscribe': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Take the notification address back; connections are polled from then on */
    post: operations['unsubscribeProvider'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/providers/{provider}/assignments/{assignment}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Undo an assignment: what it made the athlete’s is deleted */
    delete: operations['deleteAssignment'];
    options?: never;
    head?: never;
    /**
     * End an assignment, or correct it
     * @description Records that are not the athlete’s any more are deleted at the destinations, those of the other athlete appear.
     */
    patch: operations['changeAssignment'];
    trace?: never;
  };
  '/admin/environments/{environment}/providers/{provider}/assignments': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List who wore which device when, newest made first */
    get: operations['listAssignments'];
    put?: never;
    /**
     * Assign a device to an athlete for a time
     * @description What it recorded in that time becomes the athlete’s, also when that is past. A time that another athlete has is refused (409).
     */
    post: operations['createAssignment'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/providers/{provider}/manager': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show the manager’s account: whether its login works */
    get: operations['getManager'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/providers/{provider}/assignments/import': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Assign many devices from CSV text
     * @description Columns `serial_number` or `device_id`, `reference_id`, `from`, `to` (may be empty). A row of a device, athlete and `from` that there are changes `to`; the same file again changes nothing. It is taken as a whole: when a row is at fault nothing is changed, and the answer (400) names each in `errors`. With `dry_run` they are in the answer.
     */
    post: operations['importAssignments'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/providers/{provider}/devices': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the devices of the manager’s account, and who wears them now */
    get: operations['listDevices'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/providers/{provider}/manager-login': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Log in as the manager who owns the devices; the password is exchanged for tokens and not kept
     * @description Only for providers of access `manager` (INSIDERS_LIVE): one account reads, devices are assigned to athletes. The devices are listed at once, and what waited for a login goes on.
     */
    post: operations['loginManager'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/providers/{provider}/devices/refresh': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Ask the provider which devices there are */
    post: operations['refreshDevices'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/destinations/check': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Try a config that is not saved */
    post: operations['checkConfig'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/destinations/{destination}/check': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Try a destination, as it is or as a change of its config would make it: named tests, each with what to do */
    post: operations['checkDestination'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/destinations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List destinations */
    get: operations['listDestinations'];
    put?: never;
    /** Create a destination */
    post: operations['createDestination'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/destinations/{destination}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show a destination and its backlog */
    get: operations['getDestination'];
    put?: never;
    post?: never;
    /** Delete a destination; what is pending for it is canceled */
    delete: operations['deleteDestination'];
    options?: never;
    head?: never;
    /** Change a destination: fields that are left out are kept, null removes one; a new config closes the circuit */
    patch: operations['updateDestination'];
    trace?: never;
  };
  '/admin/environments/{environment}/destinations/{destination}/end-rotation': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Stop signing with the secret before */
    post: operations['endDestinationRotation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/destination-kinds': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Which kinds of destination there are, and how each is set up */
    get: operations['listDestinationKinds'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/destinations/{destination}/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Hold back what is due */
    post: operations['pauseDestination'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/destinations/{destination}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Enable it (again), close its circuit and catch up */
    post: operations['resumeDestination'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/destinations/{destination}/rotate-secret': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Sign with a new secret; the one before stays valid until it is removed */
    post: operations['rotateDestinationSecret'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/destinations/{destination}/test': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send it a `healthcheck` event */
    post: operations['testDestination'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/destinations/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Show what a config would write of a ride, without writing it */
    post: operations['previewDestination'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/destinations/check/stream': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Try a config as checkConfig and checkDestination do, and tell of each test as it ends
     * @description Server-sent events: `plan` (the names of the tests, as far as they are known), `test` (one each, as in `tests` of checkConfig), `end` ({ok}).
     */
    post: operations['watchCheck'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/connect-links': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Make a link with which an athlete connects an account */
    post: operations['createConnectLink'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/connections/{connection}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show a connection: access, coverage, problem */
    get: operations['getConnection'];
    put?: never;
    post?: never;
    /** Disconnect: revoke at the provider, delete all data, tell the app */
    delete: operations['disconnectConnection'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/connections': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List connections, newest first
     * @description With `search`: the one with that id, then those by reference id, then those by the provider’s user id, each in the order of these.
     */
    get: operations['listConnections'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/connections/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Sync, pause, resume or disconnect many connections
     * @description Those that match and whose state allows it, at most 10000 a call (disconnect: 100); `next` goes on with more.
     */
    post: operations['moveConnections'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/connections/{connection}/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Stop syncing; notifications wait */
    post: operations['pauseConnection'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/connections/{connection}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Sync again */
    post: operations['resumeConnection'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/connections/{connection}/sync': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Sync now */
    post: operations['syncConnection'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/connections/{connection}/coverage': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What has been fetched for a connection, by day and type */
    get: operations['getCoverage'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/connections/{connection}/story': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What happened to a connection, newest first
     * @description A delivery and a backfill stand at the time when they were made, with what became of them since. What is wrong with the connection now is at the head of the first page. As far back as events are kept (FREEHUB_RETENTION_DAYS).
     */
    get: operations['getStory'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/connections/{connection}/records/{type}/{key}/series': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The samples of an activity as columns on one time axis, for drawing */
    get: operations['getRecordSeries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/connections/{connection}/records/{type}/{key}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show a stored record without its samples: totals, laps, zones, which files there are */
    get: operations['getStoredRecord'];
    put?: never;
    post?: never;
    /**
     * Delete a stored record of a user, and tell the destinations, as if its provider had deleted it
     * @description What it was made from is deleted with it; nothing is deleted at the provider. A later sync brings the record back when the provider still shows it and has a newer version of it, or no versions. Deleting it again changes nothing.
     */
    delete: operations['deleteRecord'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/records': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List stored records of all users, newest first by their start */
    get: operations['listStoredRecords'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/connections/{connection}/records/{type}/{key}/file': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Download a stored record, as it is or as a file of another format */
    get: operations['getRecordFile'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/connections/{connection}/records': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the stored records of a user, newest first by their start; deleted ones too */
    get: operations['listRecords'];
    put?: never;
    /**
     * Store records for a user as if its provider had sent them, and deliver them: for tests and for taking data over
     * @description Records are of Terra’s models; keys that are left out are null. A record takes the place of the one with the same key; the same content again is not delivered again.
     */
    post: operations['uploadRecords'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/connections/{connection}/files': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Store an activity file for a user as if its provider had sent it, and deliver its activities
     * @description The same file again changes nothing. The file is kept, so that its activities can be normalized again, and is delivered beside them where a destination asks for originals.
     */
    post: operations['uploadFile'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/backfills/{backfill}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** End it; what was pulled stays */
    post: operations['cancelBackfill'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/backfills': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List backfills, newest first */
    get: operations['listBackfills'];
    put?: never;
    /** Pull a past range for one, many or all users */
    post: operations['createBackfill'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/backfills/{backfill}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show a backfill’s progress */
    get: operations['getBackfill'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/backfills/{backfill}/windows': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the windows of a backfill, newest range first */
    get: operations['listBackfillWindows'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/backfills/{backfill}/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Stop claiming windows */
    post: operations['pauseBackfill'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/backfills/{backfill}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Go on */
    post: operations['resumeBackfill'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/backfills/{backfill}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Try its failed windows again: in place while it runs, as a new backfill when it is over */
    post: operations['retryBackfill'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/deliveries/{delivery}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Give a pending delivery up */
    post: operations['cancelDelivery'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/deliveries/{delivery}/body': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The whole event that a delivery sends now, with samples, as JSON
     * @description As it would be sent at this moment; an edited one as it was edited. What to start from when you edit: the body of its details is without samples.
     */
    get: operations['getDeliveryBody'];
    /**
     * Change what a dead letter sends; redrive it afterwards
     * @description The whole event takes the place of what Freehub would build, so begin with `getDeliveryBody`. Only JSON events can be edited, and no part of a history request. The stored record stays as it is, and a later revision of it is sent as usual: an edited event never overwrites it.
     */
    put: operations['editDelivery'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/exports/deliveries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Download the list as CSV or NDJSON, newest first */
    get: operations['exportDeliveries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/deliveries/{delivery}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show a delivery: its tries and what it sends */
    get: operations['getDelivery'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/deliveries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List deliveries, newest first */
    get: operations['listDeliveries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/deliveries/redrive': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Try all dead letters that match again */
    post: operations['redriveDeliveries'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/deliveries/{delivery}/redrive': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Try a dead letter again */
    post: operations['redriveDelivery'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/replays': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send stored records again, after everything else that is due */
    post: operations['replay'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/audit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who changed what, newest first */
    get: operations['listAudit'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/environments/{environment}/audit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who changed what in an environment */
    get: operations['listEnvironmentAudit'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    NewOperator: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      id: string;
      name: string;
      /**
       * @description `admin` changes things; `viewer` only looks.
       * @enum {string}
       */
      role: 'admin' | 'viewer';
      /** @description First characters of the token. */
      prefix: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      expires_at: string | null;
      revoked_at: string | null;
      /** @description To about a minute. */
      last_used_at: string | null;
      /** @description The token. It is shown this once and stored nowhere. */
      token: string;
    };
    /** @description RFC 9457 */
    Problem: {
      /** @constant */
      type: 'about:blank';
      title: string;
      instance: string;
      detail: string;
      /** @constant */
      status: 'error';
      /** @description The same as `detail`. */
      message: string;
      /** @description What is wrong, for programs: upper-case words that stay the same, where there are some. */
      code?: string;
      /** @description Which inputs are wrong, and how. */
      errors?: {
        field: string;
        message: string;
      }[];
    };
    Operator: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      id: string;
      name: string;
      /**
       * @description `admin` changes things; `viewer` only looks.
       * @enum {string}
       */
      role: 'admin' | 'viewer';
      /** @description First characters of the token. */
      prefix: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      expires_at: string | null;
      revoked_at: string | null;
      /** @description To about a minute. */
      last_used_at: string | null;
    };
    OperatorSession: {
      /** @description Who changes made from here are put down to in the audit log. */
      name: string;
      /**
       * @description `admin` changes things; `viewer` only looks.
       * @enum {string}
       */
      role: 'admin' | 'viewer';
      /** @description Send it as `x-csrf-token` with every change made by the cookie; null for a bearer token, which needs none. */
      csrf_token: string | null;
      /** @description When the cookie ends; null for a bearer token. */
      expires_at: string | null;
    };
    Installation: {
      version: string;
      public_url: string;
      /** @description Web UI of Temporal; null when FREEHUB_TEMPORAL_UI_URL is not set. */
      temporal_ui_url: string | null;
      temporal_namespace: string;
      settings: {
        variable: string;
        group: string;
        meaning: string;
        /** @description Secrets are masked; null = it is not set. */
        value: string | null;
        is_default: boolean;
      }[];
    };
    Environment: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      id: string;
      /** @description The `dev-id` header of the environment’s apps. */
      dev_id: string;
      name: string;
      redirect_origins: string[];
      /**
       * @description Whether somebody who connects the same account again keeps the user id; swapped = gets a new one, as in Terra’s older API.
       * @enum {string}
       */
      reauth_ids: 'constant' | 'swapped';
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
    };
    NewApiKey: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      id: string;
      label: string;
      /** @description First characters of the key. */
      prefix: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      expires_at: string | null;
      revoked_at: string | null;
      /** @description To about a minute. */
      last_used_at: string | null;
      /** @description The key. It is shown this once and stored nowhere. */
      key: string;
    };
    ApiKey: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      id: string;
      label: string;
      /** @description First characters of the key. */
      prefix: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      expires_at: string | null;
      revoked_at: string | null;
      /** @description To about a minute. */
      last_used_at: string | null;
    };
    Overview: {
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      at: string;
      connections: {
        active: number;
        paused: number;
        reauthorize: number;
        revoked: number;
      };
      /** @description The last 60 minutes, oldest first, every one of them; the last is not over. Each figure is counted up to 10000. */
      minutes: {
        /**
         * Format: date-time
         * @description Its first moment.
         */
        at: string;
        /** @description Records that were new, changed or deleted. */
        rides: number;
        /** @description Counted up to 10000: that figure means as many or more. */
        delivered: number;
        /** @description Tries that failed. */
        failed: number;
      }[];
      /** @description Of the tries within the hour: 0 to 1; null without tries. */
      success_rate: number | null;
      backlog: {
        /** @description Counted up to 10000: that figure means as many or more. */
        pending: number;
        /** @description Of those that are counted. */
        oldest_pending_at: string | null;
      };
      /** @description From a provider’s notification to the end of the delivery, of the newest 500 live deliveries of the hour that a notification led to; null without any. */
      latency_ms: {
        p50: number;
        p95: number;
        p99: number;
        /** @description How many it was taken from. */
        deliveries: number;
      } | null;
      /** @description Counted up to 10000: that figure means as many or more. */
      dead_letters: number;
      destinations: {
        /**
         * Format: uuid
         * @description An id (UUID).
         */
        id: string;
        name: string;
        kind: string;
        /** @enum {string} */
        state: 'enabled' | 'paused' | 'disabled';
        /** @enum {string} */
        circuit: 'closed' | 'open' | 'half_open';
        /** @description Counted up to 10000: that figure means as many or more. */
        pending: number;
        oldest_pending_at: string | null;
        /** @description Counted up to 10000: that figure means as many or more. */
        dead: number;
      }[];
      backfills: {
        running: number;
        paused: number;
      };
      /** @description What needs a person, the most urgent first. */
      attention: components['schemas']['Attention'][];
    };
    Attention: {
      /** @enum {string} */
      kind:
        | 'reauthorize'
        | 'tokens_locked'
        | 'manager_login'
        | 'circuit_open'
        | 'failing'
        | 'destination_disabled'
        | 'dead_letters'
        | 'backfill_failed'
        | 'key_expires'
        | 'secret_rotating'
        | 'certificate_expires'
        | 'provider_limit'
        | 'no_provider'
        | 'no_destination';
      /** @enum {string} */
      severity: 'critical' | 'warning' | 'notice';
      /** @description One sentence: what it is about. */
      title: string;
      /** @description The one thing to do. */
      next_step: string;
      /** @description Counted up to 10000: that figure means as many or more. */
      count: number;
      since: string | null;
      destination_id: string | null;
      provider: string | null;
      key_id: string | null;
      backfill_id: string | null;
    };
    LiveRide: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      connection_id: string;
      reference_id: string | null;
      type: string;
      key: string;
      revision: number;
      /**
       * Format: date-time
       * @description When it was stored.
       */
      at: string;
    };
    LiveDelivery: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      delivery_id: string;
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      destination_id: string;
      connection_id: string | null;
      type: string;
      /** @enum {string} */
      state: 'delivered' | 'dead';
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      at: string;
    };
    LiveConnection: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      connection_id: string;
      reference_id: string | null;
      provider: string;
      provider_title: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      at: string;
    };
    ProviderApp: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      id: string;
      /** @description On the wire and in addresses, such as `INSIDERS`. */
      provider: string;
      /** @description For people. */
      title: string;
      /** @description Secrets are masked. */
      config: {
        [key: string]: unknown;
      };
      config_revision: number;
      /** @description Why its config cannot be used, and what to do: its secrets do not open, for their key is gone (`config` is without them then), its config does not fit this version, or this version does not know the provider. null = it can be used. */
      config_problem: {
        /** @enum {string} */
        kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
        message: string;
        code?: string;
      } | null;
      /** @description Register this with the provider. */
      redirect_uri: string;
      /** @description Where the provider’s notifications go; null when it sends none. */
      hook_url: string | null;
      subscribed: boolean;
      /** @description While not `subscribed`: the dev-id of another environment of this server that is notified for the same application. null = there is none. */
      subscribed_elsewhere: string | null;
      /** @description What athletes are asked for; empty while its config cannot be used. */
      scopes: string;
      /** @description Counted up to 10,000. */
      connections: number;
      /** @description How much of its rate limits is used, those of the whole app. What was used comes back evenly, `capacity` in a period. None while its config cannot be used. */
      budgets: {
        name: string;
        /** @description Calls in one period. */
        capacity: number;
        period_seconds: number;
        /** @description Of `capacity`, as far as it has not come back yet; `left` is the rest. */
        used: number;
        left: number;
        /** @description Until all of it is left again, if nothing more is called; 0 = it is. */
        full_in_seconds: number;
        /** @description The provider said to wait (429). */
        blocked_until: string | null;
      }[];
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      updated_at: string;
    };
    ProviderAppChanged: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      id: string;
      /** @description On the wire and in addresses, such as `INSIDERS`. */
      provider: string;
      /** @description For people. */
      title: string;
      /** @description Secrets are masked. */
      config: {
        [key: string]: unknown;
      };
      config_revision: number;
      /** @description Why its config cannot be used, and what to do: its secrets do not open, for their key is gone (`config` is without them then), its config does not fit this version, or this version does not know the provider. null = it can be used. */
      config_problem: {
        /** @enum {string} */
        kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
        message: string;
        code?: string;
      } | null;
      /** @description Register this with the provider. */
      redirect_uri: string;
      /** @description Where the provider’s notifications go; null when it sends none. */
      hook_url: string | null;
      subscribed: boolean;
      /** @description While not `subscribed`: the dev-id of another environment of this server that is notified for the same application. null = there is none. */
      subscribed_elsewhere: string | null;
      /** @description What athletes are asked for; empty while its config cannot be used. */
      scopes: string;
      /** @description Counted up to 10,000. */
      connections: number;
      /** @description How much of its rate limits is used, those of the whole app. What was used comes back evenly, `capacity` in a period. None while its config cannot be used. */
      budgets: {
        name: string;
        /** @description Calls in one period. */
        capacity: number;
        period_seconds: number;
        /** @description Of `capacity`, as far as it has not come back yet; `left` is the rest. */
        used: number;
        left: number;
        /** @description Until all of it is left again, if nothing more is called; 0 = it is. */
        full_in_seconds: number;
        /** @description The provider said to wait (429). */
        blocked_until: string | null;
      }[];
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      updated_at: string;
      /** @description What a person has to see to: what was lost with secrets that do not open. */
      warnings: string[];
    };
    ProviderKind: {
      provider: string;
      title: string;
      summary: string;
      types: string[];
      /** @enum {string} */
      webhook: 'none' | 'thin' | 'full';
      /**
       * @description `manager`: one account reads, devices are assigned to athletes.
       * @enum {string}
       */
      access: 'athlete' | 'manager';
      /** @description How far back it gives data; null = no limit. */
      max_history_days: number | null;
      secrets: string[];
      /** @description JSON Schema of `config`. */
      config_schema: {
        [key: string]: unknown;
      };
      example: {
        [key: string]: unknown;
      };
      /** @description A config for the sandbox that runs beside this server; null when none does. */
      sandbox: {
        [key: string]: unknown;
      } | null;
    };
    DeviceAssignment: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      id: string;
      device: {
        /**
         * Format: uuid
         * @description An id (UUID).
         */
        id: string;
        device_id: string;
        name: string | null;
        serial_number: string | null;
      };
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      user_id: string;
      reference_id: string | null;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      from: string;
      /** @description Does not belong to it any more; null = until further notice. */
      to: string | null;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
    };
    ManagerAccount: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      id: string;
      /** @description The provider’s id of the account. */
      account_id: string;
      /**
       * @description `reauthorize`: the provider refuses it; log in again. Polls wait.
       * @enum {string}
       */
      state: 'active' | 'reauthorize';
      problem: {
        /** @enum {string} */
        kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
        message: string;
        code?: string;
      } | null;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      access_expires_at: string;
      devices_listed_at: string | null;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
    };
    Device: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      id: string;
      /** @description The provider’s id of it. */
      device_id: string;
      name: string | null;
      serial_number: string | null;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      first_seen_at: string;
      /**
       * Format: date-time
       * @description When the provider listed it last.
       */
      last_seen_at: string;
      /** @description At this moment. */
      worn_by: {
        /**
         * Format: uuid
         * @description An id (UUID).
         */
        user_id: string;
        reference_id: string | null;
      } | null;
    };
    Destination: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      id: string;
      kind: string;
      name: string;
      /** @description Secrets are masked. */
      config: {
        [key: string]: unknown;
      };
      config_revision: number;
      /** @description Which events it gets; null = all. */
      event_types: string[] | null;
      /**
       * @description Which of Terra’s generations of events it hears: v2026 = today’s, v2022 = the older one (`auth` with an error, `rate_limit_hit`, `healthcheck`).
       * @enum {string}
       */
      dialect: 'v2022' | 'v2026';
      /**
       * @description What activities are sent as: json = Terra’s event; fit = a FIT file; fhir = a transaction Bundle of FHIR R4. Not every kind takes every format. All other events are JSON.
       * @enum {string}
       */
      format: 'json' | 'fit' | 'fhir';
      /** @description Most events a second that it is sent, by all workers together, with one second’s worth in store after a rest; a batch goes whole and is made up for after it. null = no limit. */
      max_per_second: number | null;
      /** @description Most writes in flight at it in one worker, where its kind does not say less. null = what its kind says. */
      max_concurrency: number | null;
      /**
       * @description disabled: it failed for too long.
       * @enum {string}
       */
      state: 'enabled' | 'paused' | 'disabled';
      /**
       * @description open: it fails; nothing is sent until the next probe.
       * @enum {string}
       */
      circuit: 'closed' | 'open' | 'half_open';
      /** @description In a row. */
      failures: number;
      failing_since: string | null;
      probe_at: string | null;
      problem: {
        /** @enum {string} */
        kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
        message: string;
        code?: string;
      } | null;
      /** @description Why its config cannot be used, and what to do: its secrets do not open, for their key is gone (`config` is without them then), or its kind is unknown to this version. null = it can be used. */
      config_problem: {
        /** @enum {string} */
        kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
        message: string;
        code?: string;
      } | null;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      updated_at: string;
    };
    ListedDestination: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      id: string;
      kind: string;
      name: string;
      /** @description Secrets are masked. */
      config: {
        [key: string]: unknown;
      };
      config_revision: number;
      /** @description Which events it gets; null = all. */
      event_types: string[] | null;
      /**
       * @description Which of Terra’s generations of events it hears: v2026 = today’s, v2022 = the older one (`auth` with an error, `rate_limit_hit`, `healthcheck`).
       * @enum {string}
       */
      dialect: 'v2022' | 'v2026';
      /**
       * @description What activities are sent as: json = Terra’s event; fit = a FIT file; fhir = a transaction Bundle of FHIR R4. Not every kind takes every format. All other events are JSON.
       * @enum {string}
       */
      format: 'json' | 'fit' | 'fhir';
      /** @description Most events a second that it is sent, by all workers together, with one second’s worth in store after a rest; a batch goes whole and is made up for after it. null = no limit. */
      max_per_second: number | null;
      /** @description Most writes in flight at it in one worker, where its kind does not say less. null = what its kind says. */
      max_concurrency: number | null;
      /**
       * @description disabled: it failed for too long.
       * @enum {string}
       */
      state: 'enabled' | 'paused' | 'disabled';
      /**
       * @description open: it fails; nothing is sent until the next probe.
       * @enum {string}
       */
      circuit: 'closed' | 'open' | 'half_open';
      /** @description In a row. */
      failures: number;
      failing_since: string | null;
      probe_at: string | null;
      problem: {
        /** @enum {string} */
        kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
        message: string;
        code?: string;
      } | null;
      /** @description Why its config cannot be used, and what to do: its secrets do not open, for their key is gone (`config` is without them then), or its kind is unknown to this version. null = it can be used. */
      config_problem: {
        /** @enum {string} */
        kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
        message: string;
        code?: string;
      } | null;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      updated_at: string;
      /** @description null unless asked for: `with=figures`. */
      backlog: {
        /** @description Counted up to 10000: that figure means as many or more. */
        pending: number;
        oldest_pending_at: string | null;
        /** @description Counted up to 10000: that figure means as many or more. */
        dead: number;
      } | null;
      /** @description null unless asked for: `with=figures`. */
      health: {
        delivered: number;
        /** @description Tries that failed. */
        failed: number;
        /** @description Of these tries: 0 to 1; null without any. */
        success_rate: number | null;
        /** @description So many of its newest deliveries were looked at, at most; fewer each in a list. */
        of_newest: number;
        /** @description Of a try. */
        p50_ms: number | null;
        p95_ms: number | null;
        last_delivered_at: string | null;
        /** @description The secret before the present one still signs. */
        secret_rotating_since: string | null;
      } | null;
    };
    DestinationWithBacklog: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      id: string;
      kind: string;
      name: string;
      /** @description Secrets are masked. */
      config: {
        [key: string]: unknown;
      };
      config_revision: number;
      /** @description Which events it gets; null = all. */
      event_types: string[] | null;
      /**
       * @description Which of Terra’s generations of events it hears: v2026 = today’s, v2022 = the older one (`auth` with an error, `rate_limit_hit`, `healthcheck`).
       * @enum {string}
       */
      dialect: 'v2022' | 'v2026';
      /**
       * @description What activities are sent as: json = Terra’s event; fit = a FIT file; fhir = a transaction Bundle of FHIR R4. Not every kind takes every format. All other events are JSON.
       * @enum {string}
       */
      format: 'json' | 'fit' | 'fhir';
      /** @description Most events a second that it is sent, by all workers together, with one second’s worth in store after a rest; a batch goes whole and is made up for after it. null = no limit. */
      max_per_second: number | null;
      /** @description Most writes in flight at it in one worker, where its kind does not say less. null = what its kind says. */
      max_concurrency: number | null;
      /**
       * @description disabled: it failed for too long.
       * @enum {string}
       */
      state: 'enabled' | 'paused' | 'disabled';
      /**
       * @description open: it fails; nothing is sent until the next probe.
       * @enum {string}
       */
      circuit: 'closed' | 'open' | 'half_open';
      /** @description In a row. */
      failures: number;
      failing_since: string | null;
      probe_at: string | null;
      problem: {
        /** @enum {string} */
        kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
        message: string;
        code?: string;
      } | null;
      /** @description Why its config cannot be used, and what to do: its secrets do not open, for their key is gone (`config` is without them then), or its kind is unknown to this version. null = it can be used. */
      config_problem: {
        /** @enum {string} */
        kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
        message: string;
        code?: string;
      } | null;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      updated_at: string;
      backlog: {
        /** @description Counted up to 10000: that figure means as many or more. */
        pending: number;
        oldest_pending_at: string | null;
        /** @description Counted up to 10000: that figure means as many or more. */
        dead: number;
      };
      /** @description Tries within the hour, of the newest deliveries that were made for it. */
      health: {
        delivered: number;
        /** @description Tries that failed. */
        failed: number;
        /** @description Of these tries: 0 to 1; null without any. */
        success_rate: number | null;
        /** @description So many of its newest deliveries were looked at, at most; fewer each in a list. */
        of_newest: number;
        /** @description Of a try. */
        p50_ms: number | null;
        p95_ms: number | null;
        last_delivered_at: string | null;
        /** @description The secret before the present one still signs. */
        secret_rotating_since: string | null;
      };
    };
    DestinationChanged: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      id: string;
      kind: string;
      name: string;
      /** @description Secrets are masked. */
      config: {
        [key: string]: unknown;
      };
      config_revision: number;
      /** @description Which events it gets; null = all. */
      event_types: string[] | null;
      /**
       * @description Which of Terra’s generations of events it hears: v2026 = today’s, v2022 = the older one (`auth` with an error, `rate_limit_hit`, `healthcheck`).
       * @enum {string}
       */
      dialect: 'v2022' | 'v2026';
      /**
       * @description What activities are sent as: json = Terra’s event; fit = a FIT file; fhir = a transaction Bundle of FHIR R4. Not every kind takes every format. All other events are JSON.
       * @enum {string}
       */
      format: 'json' | 'fit' | 'fhir';
      /** @description Most events a second that it is sent, by all workers together, with one second’s worth in store after a rest; a batch goes whole and is made up for after it. null = no limit. */
      max_per_second: number | null;
      /** @description Most writes in flight at it in one worker, where its kind does not say less. null = what its kind says. */
      max_concurrency: number | null;
      /**
       * @description disabled: it failed for too long.
       * @enum {string}
       */
      state: 'enabled' | 'paused' | 'disabled';
      /**
       * @description open: it fails; nothing is sent until the next probe.
       * @enum {string}
       */
      circuit: 'closed' | 'open' | 'half_open';
      /** @description In a row. */
      failures: number;
      failing_since: string | null;
      probe_at: string | null;
      problem: {
        /** @enum {string} */
        kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
        message: string;
        code?: string;
      } | null;
      /** @description Why its config cannot be used, and what to do: its secrets do not open, for their key is gone (`config` is without them then), or its kind is unknown to this version. null = it can be used. */
      config_problem: {
        /** @enum {string} */
        kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
        message: string;
        code?: string;
      } | null;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      updated_at: string;
      /** @description What a person has to see to: the new config writes to another place, and what stays at the old one is out of reach of deletes. */
      warnings: string[];
    };
    DestinationKind: {
      kind: string;
      title: string;
      summary: string;
      /** @description What activities can be sent as. */
      formats: ('json' | 'fit' | 'fhir')[];
      fields: {
        name: string;
        description: string;
        required: boolean;
        secret: boolean;
      }[];
      /** @description JSON Schema of `config`. */
      config_schema: {
        [key: string]: unknown;
      };
      example: {
        [key: string]: unknown;
      };
      /** @description Its page, on this server. */
      docs_url: string;
    };
    ConnectionDetails: {
      /**
       * Format: uuid
       * @description Terra’s `user_id`.
       */
      id: string;
      /** @description On the wire and in addresses, such as `INSIDERS`. */
      provider: string;
      /** @description For people. */
      provider_title: string;
      provider_user_id: string;
      reference_id: string | null;
      /** @enum {string} */
      state: 'active' | 'paused' | 'reauthorize' | 'revoked';
      scopes: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      last_webhook_update: string | null;
      last_polled_at: string | null;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      next_poll_at: string;
      most_recent_data_at: string | null;
      failures: number;
      problem: {
        /** @enum {string} */
        kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
        message: string;
        code?: string;
      } | null;
      credential: {
        /**
         * Format: date-time
         * @description ISO 8601, UTC.
         */
        access_expires_at: string;
        /** @description Refreshes refused in a row. */
        refusals: number;
      } | null;
      coverage: {
        type: string;
        days: number;
        first_day: string;
        last_day: string;
      }[];
      records: {
        type: string;
        count: number;
        deleted: number;
        newest_at: string | null;
      }[];
      pending_notices: number;
      /** @description Its workflow in the web UI of Temporal; null when that is not known. */
      workflow_url: string | null;
    };
    Connection: {
      /**
       * Format: uuid
       * @description Terra’s `user_id`.
       */
      id: string;
      /** @description On the wire and in addresses, such as `INSIDERS`. */
      provider: string;
      /** @description For people. */
      provider_title: string;
      provider_user_id: string;
      reference_id: string | null;
      /** @enum {string} */
      state: 'active' | 'paused' | 'reauthorize' | 'revoked';
      scopes: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      last_webhook_update: string | null;
      last_polled_at: string | null;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      next_poll_at: string;
      most_recent_data_at: string | null;
      failures: number;
      problem: {
        /** @enum {string} */
        kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
        message: string;
        code?: string;
      } | null;
    };
    CoverageCalendar: {
      from: string;
      to: string;
      /** @description All that the provider has by day: not the profile. */
      types: string[];
      /** @description Of all that was ever fetched. */
      first_day: string | null;
      /** @description Days with anything; the others have not been fetched. */
      days: {
        day: string;
        /** @description Types. */
        fetched: string[];
        records: number;
      }[];
    };
    StoryEntry: {
      /** @description Unique within the story. */
      id: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      at: string;
      /**
       * @description What it tells of.
       * @enum {string}
       */
      kind: 'connected' | 'notified' | 'synced' | 'record' | 'delivery' | 'backfill' | 'problem' | 'operator' | 'event';
      /** @enum {string} */
      tone: 'neutral' | 'good' | 'warning' | 'bad';
      /** @description What happened, in words. */
      title: string;
      /** @description More of it: a reason, who did it, how much. */
      detail: string | null;
      record: {
        type: string;
        key: string;
        revision: number;
      } | null;
      /** @description What happened to one record: told of, stored, sent. Steps of one record that follow each other may be shown as one. */
      step: {
        type: string;
        key: string;
        /** @description The record, by its day where that is known. */
        name: string;
        /** @description What happened to it, in a few words. */
        text: string;
      } | null;
      delivery: {
        /**
         * Format: uuid
         * @description An id (UUID).
         */
        id: string;
        /**
         * Format: uuid
         * @description An id (UUID).
         */
        destination_id: string;
        /** @description Its name; null when it was deleted. */
        destination: string | null;
        /** @enum {string} */
        state: 'pending' | 'delivered' | 'dead' | 'superseded' | 'canceled';
        attempts: {
          /**
           * Format: date-time
           * @description ISO 8601, UTC.
           */
          at: string;
          ok: boolean;
          code: string | null;
          duration_ms: number;
          problem: {
            /** @enum {string} */
            kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
            message: string;
            code?: string;
          } | null;
        }[];
      } | null;
      backfill_id: string | null;
    };
    RecordSeries: {
      start_time: string | null;
      /** @description Before they were thinned out. */
      rows: number;
      elapsed_seconds: number[];
      altitude_meters: (number | null)[] | null;
      power_watts: (number | null)[] | null;
      heart_rate_bpm: (number | null)[] | null;
      cadence_rpm: (number | null)[] | null;
      speed_meters_per_second: (number | null)[] | null;
      distance_meters: (number | null)[] | null;
      temperature_celsius: (number | null)[] | null;
      latitude_degrees: (number | null)[] | null;
      longitude_degrees: (number | null)[] | null;
    };
    StoredRecordDetails: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      connection_id: string;
      reference_id: string | null;
      /** @description On the wire and in addresses, such as `INSIDERS`. */
      provider: string;
      /** @description For people. */
      provider_title: string;
      type: string;
      key: string;
      start_time: string;
      end_time: string;
      revision: number;
      deleted: boolean;
      /** @description Of its JSON. */
      bytes: number;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      updated_at: string;
      /** @description Of an activity. */
      totals: components['schemas']['RideTotals'] | null;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      laps: {
        start_time: string | null;
        duration_seconds: number | null;
        distance_meters: number | null;
        average_power_watts: number | null;
        average_heart_rate_bpm: number | null;
        average_speed_meters_per_second: number | null;
      }[];
      /** @description Time in zones; empty where nothing tells them. */
      zones: {
        /** @enum {string} */
        of: 'heart_rate' | 'power';
        name: string;
        /** @description bpm or watts. */
        from: number | null;
        to: number | null;
        seconds: number;
        /** @description Computed here, for the provider gave none. */
        is_derived: boolean;
      }[];
      /** @description What getRecordFile can give. */
      files: ('json' | 'fit' | 'fhir' | 'gpx' | 'tcx' | 'raw' | 'original')[];
      /** @description Terra’s model, without samples; null when it was deleted. */
      json: {
        [key: string]: unknown;
      } | null;
    };
    RideTotals: {
      name: string | null;
      sport: string | null;
      /** @description Active time where it is told, else from start to end. */
      duration_seconds: number | null;
      distance_meters: number | null;
      ascent_meters: number | null;
      energy_kilocalories: number | null;
      average_power_watts: number | null;
      max_power_watts: number | null;
      average_heart_rate_bpm: number | null;
      max_heart_rate_bpm: number | null;
      average_cadence_rpm: number | null;
      average_speed_meters_per_second: number | null;
    };
    StoredRecord: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      connection_id: string;
      reference_id: string | null;
      /** @description On the wire and in addresses, such as `INSIDERS`. */
      provider: string;
      /** @description For people. */
      provider_title: string;
      type: string;
      key: string;
      start_time: string;
      end_time: string;
      revision: number;
      deleted: boolean;
      /** @description Of its JSON. */
      bytes: number;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      updated_at: string;
      /** @description Of an activity. */
      totals: components['schemas']['RideTotals'] | null;
    };
    ListedRecord: {
      key: string;
      type: string;
      start_time: string;
      end_time: string;
      revision: number;
      deleted: boolean;
      /** @description Of its JSON. */
      bytes: number;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      updated_at: string;
    };
    Backfill: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      id: string;
      /** @description On the wire and in addresses, such as `INSIDERS`. */
      provider: string;
      /** @description For people. */
      provider_title: string;
      types: string[];
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      start: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      end: string;
      /** @description null = all at the provider that match the filter. */
      connection_ids: string[] | null;
      /** @description null = no further condition. */
      filter: {
        /** @description How a reference id or the provider’s user id begins. */
        search?: string;
        states?: ('active' | 'paused' | 'reauthorize')[];
        /** @description ISO 8601 time with offset, or a day (UTC). */
        connected_since?: string;
        /**
         * @description Those of whom nothing is stored.
         * @constant
         */
        without_records?: true;
      } | null;
      /**
       * Format: uuid
       * @description `terra-reference` of the events that answer a request; those of other backfills have one each.
       */
      reference: string;
      /** @enum {string} */
      state: 'planned' | 'running' | 'paused' | 'canceled' | 'done' | 'failed';
      windows: {
        total: number;
        done: number;
        failed: number;
        pending: number;
      };
      records: {
        found: number;
        changed: number;
      };
      requested_by: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      started_at: string | null;
      finished_at: string | null;
    };
    BackfillProgress: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      id: string;
      /** @description On the wire and in addresses, such as `INSIDERS`. */
      provider: string;
      /** @description For people. */
      provider_title: string;
      types: string[];
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      start: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      end: string;
      /** @description null = all at the provider that match the filter. */
      connection_ids: string[] | null;
      /** @description null = no further condition. */
      filter: {
        /** @description How a reference id or the provider’s user id begins. */
        search?: string;
        states?: ('active' | 'paused' | 'reauthorize')[];
        /** @description ISO 8601 time with offset, or a day (UTC). */
        connected_since?: string;
        /**
         * @description Those of whom nothing is stored.
         * @constant
         */
        without_records?: true;
      } | null;
      /**
       * Format: uuid
       * @description `terra-reference` of the events that answer a request; those of other backfills have one each.
       */
      reference: string;
      /** @enum {string} */
      state: 'planned' | 'running' | 'paused' | 'canceled' | 'done' | 'failed';
      windows: {
        total: number;
        done: number;
        failed: number;
        pending: number;
      };
      records: {
        found: number;
        changed: number;
      };
      requested_by: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      started_at: string | null;
      finished_at: string | null;
      /** @description Since it started, pauses included. */
      records_per_second: number | null;
      /** @description At the rate so far; null when it cannot be told. */
      eta_seconds: number | null;
      /** @description Everything newer has been pulled. */
      pulled_back_to: string | null;
      /** @description Failed windows by reason. */
      failures: {
        kind: string;
        message: string;
        windows: number;
      }[];
      /** @description Windows that wait for another try, by reason; until: when the first of them is tried again. */
      waiting: {
        kind: string;
        message: string;
        windows: number;
        /**
         * Format: date-time
         * @description ISO 8601, UTC.
         */
        until: string;
      }[];
    };
    BackfillWindow: {
      id: string;
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      connection_id: string;
      reference_id: string | null;
      type: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      start: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      end: string;
      /** @enum {string} */
      state: 'pending' | 'done' | 'failed';
      attempts: number;
      records: {
        found: number;
        changed: number;
      };
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      due_at: string;
      problem: {
        /** @enum {string} */
        kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
        message: string;
        code?: string;
      } | null;
    };
    Delivery: {
      /**
       * Format: uuid
       * @description Also the trace id that receivers see.
       */
      id: string;
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      destination_id: string;
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      event_id: string;
      connection_id: string | null;
      /** @description The app’s own id of the athlete. */
      reference_id: string | null;
      type: string;
      record_key: string | null;
      revision: number;
      /** @description 0 live, 5 backfill, 7 replay. */
      priority: number;
      /** @enum {string} */
      state: 'pending' | 'delivered' | 'dead' | 'superseded' | 'canceled';
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      due_at: string;
      /** @description Tries that its schedule has counted; a redrive begins at 0 again. */
      attempts: number;
      finished_at: string | null;
      problem: {
        /** @enum {string} */
        kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
        message: string;
        code?: string;
      } | null;
      /** @description The stored record that it is of, as it is now; null for an event without one, and when it is gone. */
      record: {
        /** @description As its rider named it; null where nothing tells it. */
        name: string | null;
        /** @description Of an activity. */
        sport: string | null;
        start_time: string;
        end_time: string;
        deleted: boolean;
      } | null;
    };
    DeliveryLine: {
      /**
       * Format: uuid
       * @description Also the trace id that receivers see.
       */
      id: string;
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      destination_id: string;
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      event_id: string;
      connection_id: string | null;
      /** @description The app’s own id of the athlete. */
      reference_id: string | null;
      type: string;
      record_key: string | null;
      revision: number;
      /** @description 0 live, 5 backfill, 7 replay. */
      priority: number;
      /** @enum {string} */
      state: 'pending' | 'delivered' | 'dead' | 'superseded' | 'canceled';
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      due_at: string;
      /** @description Tries that its schedule has counted; a redrive begins at 0 again. */
      attempts: number;
      finished_at: string | null;
      problem: {
        /** @enum {string} */
        kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
        message: string;
        code?: string;
      } | null;
    };
    DeliveryDetails: {
      /**
       * Format: uuid
       * @description Also the trace id that receivers see.
       */
      id: string;
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      destination_id: string;
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      event_id: string;
      connection_id: string | null;
      /** @description The app’s own id of the athlete. */
      reference_id: string | null;
      type: string;
      record_key: string | null;
      revision: number;
      /** @description 0 live, 5 backfill, 7 replay. */
      priority: number;
      /** @enum {string} */
      state: 'pending' | 'delivered' | 'dead' | 'superseded' | 'canceled';
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      created_at: string;
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      due_at: string;
      /** @description Tries that its schedule has counted; a redrive begins at 0 again. */
      attempts: number;
      finished_at: string | null;
      problem: {
        /** @enum {string} */
        kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
        message: string;
        code?: string;
      } | null;
      /** @description The stored record that it is of, as it is now; null for an event without one, and when it is gone. */
      record: {
        /** @description As its rider named it; null where nothing tells it. */
        name: string | null;
        /** @description Of an activity. */
        sport: string | null;
        start_time: string;
        end_time: string;
        deleted: boolean;
      } | null;
      tried: {
        n: number;
        /** @description Not among `attempts`. */
        before_redrive: boolean;
        /**
         * Format: date-time
         * @description ISO 8601, UTC.
         */
        started_at: string;
        duration_ms: number;
        ok: boolean;
        code: string | null;
        problem: {
          /** @enum {string} */
          kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
          message: string;
          code?: string;
        } | null;
        /** @description What was sent, without its body; null where the kind tells nothing of it. */
        request: components['schemas']['AttemptExchange'] | null;
        /** @description What came back, its body cut at 2 KB. */
        answer: components['schemas']['AttemptExchange'] | null;
      }[];
      reference: string | null;
      /** @description What is sent, without samples; null when it is gone. */
      body: unknown;
      /** @description An operator changed what is sent. */
      is_edited: boolean;
    };
    AttemptExchange: {
      /** @description `POST https://app.example/hook`, `200`, the name of an object, … */
      line: string;
      headers: {
        name: string;
        /** @description Secrets and signatures are masked. */
        value: string;
      }[];
      body: string | null;
      is_cut: boolean;
    };
    AuditLine: {
      /**
       * Format: uuid
       * @description An id (UUID).
       */
      id: string;
      environment_id: string | null;
      /** @description Its dev-id. */
      environment: string | null;
      actor: string;
      action: string;
      /** @description Id of what was changed. */
      subject: string;
      /** @description Its name today; of what is gone, the one that the line tells. A connection’s is its reference id, else its id at the provider. */
      subject_name: string | null;
      /** @description What it is; null = it is gone, or is no thing of its own. */
      subject_now: {
        /** @enum {string} */
        kind:
          'connection' | 'destination' | 'delivery' | 'backfill' | 'key' | 'provider' | 'assignment' | 'environment' | 'operator';
        /** @description Of a provider, its name on the wire. */
        id: string;
      } | null;
      detail: {
        [key: string]: unknown;
      };
      /**
       * Format: date-time
       * @description ISO 8601, UTC.
       */
      at: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  listOperators: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items on the page, at most 500. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Operator'][];
            /** @description Cursor of the next page; null = this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
  createOperator: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name: string;
          /**
           * @description `admin` changes things; `viewer` only looks.
           * @default viewer
           * @enum {string}
           */
          role?: 'admin' | 'viewer';
          /**
           * @description null = it does not end by itself.
           * @default null
           */
          expires_in_days?: number | null;
        };
      };
    };
    responses: {
      /** @description Done */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['NewOperator'];
        };
      };
    };
  };
  getSession: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OperatorSession'];
        };
      };
    };
  };
  logIn: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          token: string;
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OperatorSession'];
        };
      };
    };
  };
  logOut: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            done: true;
          };
        };
      };
    };
  };
  revokeOperator: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description An id (UUID). */
        operator: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            done: true;
          };
        };
      };
    };
  };
  getInstallation: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Installation'];
        };
      };
    };
  };
  listEnvironments: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items on the page, at most 500. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Environment'][];
            /** @description Cursor of the next page; null = this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
  createEnvironment: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description The `dev-id` header of the environment’s apps. */
          dev_id: string;
          /** @description Default: the dev-id. */
          name?: string;
          /**
           * @description Where athletes may be sent back to; empty = anywhere.
           * @default []
           */
          redirect_origins?: string[];
          /**
           * @description Whether somebody who connects the same account again keeps the user id; swapped = gets a new one, as in Terra’s older API.
           * @default constant
           * @enum {string}
           */
          reauth_ids?: 'constant' | 'swapped';
        };
      };
    };
    responses: {
      /** @description Done */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'];
        };
      };
    };
  };
  listKeys: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items on the page, at most 500. */
        limit?: number;
      };
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['ApiKey'][];
            /** @description Cursor of the next page; null = this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
  createKey: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @default default */
          label?: string;
        };
      };
    };
    responses: {
      /** @description Done */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['NewApiKey'];
        };
      };
    };
  };
  getEnvironment: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'];
        };
      };
    };
  };
  updateEnvironment: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name?: string;
          /** @description Where athletes may be sent back to; empty = anywhere. */
          redirect_origins?: string[];
          /**
           * @description Whether somebody who connects the same account again keeps the user id; swapped = gets a new one, as in Terra’s older API.
           * @enum {string}
           */
          reauth_ids?: 'constant' | 'swapped';
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'];
        };
      };
    };
  };
  revokeKey: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        key: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            done: true;
          };
        };
      };
    };
  };
  rotateKey: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        key: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description How long the old key goes on working (seconds).
           * @default 86400
           */
          overlap_seconds?: number;
        };
      };
    };
    responses: {
      /** @description Done */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['NewApiKey'];
        };
      };
    };
  };
  getOverview: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Overview'];
        };
      };
    };
  };
  watchEnvironment: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            overview?: components['schemas']['Overview'];
            ride?: components['schemas']['LiveRide'];
            delivery?: components['schemas']['LiveDelivery'];
            connection?: components['schemas']['LiveConnection'];
          };
          'text/event-stream': {
            event?: string;
            /** @description JSON. */
            data?: string;
            retry?: number;
          };
        };
      };
    };
  };
  getProviderApp: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        provider: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProviderApp'];
        };
      };
    };
  };
  putProviderApp: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        provider: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          config: {
            [key: string]: unknown;
          };
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProviderAppChanged'];
        };
      };
    };
  };
  liftProviderLimit: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        provider: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description How many of its budgets were held back. */
            lifted: number;
          };
        };
      };
    };
  };
  listProviderApps: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['ProviderApp'][];
          };
        };
      };
    };
  };
  listProviderKinds: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['ProviderKind'][];
          };
        };
      };
    };
  };
  subscribeProvider: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        provider: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProviderApp'];
        };
      };
    };
  };
  unsubscribeProvider: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        provider: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProviderApp'];
        };
      };
    };
  };
  deleteAssignment: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        provider: string;
        /** @description An id (UUID). */
        assignment: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            done: true;
            backfill_id: string | null;
          };
        };
      };
    };
  };
  changeAssignment: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        provider: string;
        /** @description An id (UUID). */
        assignment: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description A device: our id, the provider’s, or its serial number. */
          device?: string;
          /** @description The app’s own id of the athlete. An unknown one makes the athlete’s user. */
          reference_id?: string;
          /**
           * Format: uuid
           * @description The athlete’s user.
           */
          user_id?: string;
          /** @description When the athlete began to wear it: ISO 8601 with offset, or a day (UTC). */
          from?: string;
          /** @description From when on the athlete wears it no more; null = until further notice. */
          to?: string | null;
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            assignment: components['schemas']['DeviceAssignment'];
            /** @description Looks at the past that no poll would see; null = none is needed. */
            backfill_id: string | null;
          };
        };
      };
    };
  };
  listAssignments: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items on the page, at most 500. */
        limit?: number;
        /** @description Our id of a device, the provider’s, or a serial number. */
        device?: string;
        user_id?: string;
        reference_id?: string;
        /** @description Only those of this moment. */
        at?: string;
      };
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        provider: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['DeviceAssignment'][];
            /** @description Cursor of the next page; null = this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
  createAssignment: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        provider: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description A device: our id, the provider’s, or its serial number. */
          device: string;
          /** @description The app’s own id of the athlete. An unknown one makes the athlete’s user. */
          reference_id?: string;
          /**
           * Format: uuid
           * @description The athlete’s user.
           */
          user_id?: string;
          /** @description When the athlete began to wear it: ISO 8601 with offset, or a day (UTC). */
          from: string;
          /**
           * @description From when on the athlete wears it no more; null = until further notice.
           * @default null
           */
          to?: string | null;
        };
      };
    };
    responses: {
      /** @description Done */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            assignment: components['schemas']['DeviceAssignment'];
            /** @description Looks at the past that no poll would see; null = none is needed. */
            backfill_id: string | null;
            /** @description True when the user was made by this. */
            new_athlete: boolean;
          };
        };
      };
    };
  };
  getManager: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        provider: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ManagerAccount'];
        };
      };
    };
  };
  importAssignments: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        provider: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          csv: string;
          /**
           * @description Only count; change nothing.
           * @default false
           */
          dry_run?: boolean;
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            dry_run: boolean;
            rows: number;
            made: number;
            changed: number;
            unchanged: number;
            new_athletes: number;
            backfill_id: string | null;
            /** @description Only for a dry run: else they are a refusal. */
            errors: {
              /** @description Line of the file; the header is 1. */
              row: number;
              /** @enum {string} */
              kind: 'auth' | 'config' | 'missing' | 'payload' | 'conflict' | 'rate_limited' | 'transient' | 'canceled' | 'bug';
              /** @description What is wrong, and what to do. */
              message: string;
            }[];
          };
        };
      };
    };
  };
  listDevices: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items on the page, at most 500. */
        limit?: number;
        serial_number?: string;
      };
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        provider: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Device'][];
            /** @description Cursor of the next page; null = this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
  loginManager: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        provider: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          username: string;
          password: string;
          /**
           * @description Go over to another account than the one that is logged in.
           * @default false
           */
          replace?: boolean;
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            manager: components['schemas']['ManagerAccount'];
            /** @description How many the account sees. */
            devices: number;
          };
        };
      };
    };
  };
  refreshDevices: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        provider: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            devices: number;
            new: number;
          };
        };
      };
    };
  };
  checkConfig: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          kind: string;
          config: {
            [key: string]: unknown;
          };
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            ok: boolean;
            tests: {
              name: string;
              ok: boolean;
              message?: string;
              action?: string;
            }[];
          };
        };
      };
    };
  };
  checkDestination: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        destination: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description A change that is tried and not saved, as for `PATCH`: fields that are left out are those of the destination, null removes one. */
          config?: {
            [key: string]: unknown;
          };
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            ok: boolean;
            tests: {
              name: string;
              ok: boolean;
              message?: string;
              action?: string;
            }[];
          };
        };
      };
    };
  };
  listDestinations: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items on the page, at most 500. */
        limit?: number;
        /** @description Also `backlog` and `health` of each. */
        with?: 'figures';
      };
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['ListedDestination'][];
            /** @description Cursor of the next page; null = this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
  createDestination: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          kind: string;
          name: string;
          config: {
            [key: string]: unknown;
          };
          /**
           * @description Which events it gets; null = all.
           * @default null
           */
          event_types?:
            | (
                | 'activity'
                | 'body'
                | 'daily'
                | 'menstruation'
                | 'nutrition'
                | 'sleep'
                | 'athlete'
                | 'auth'
                | 'auth_cancelled'
                | 'deauth'
                | 'user_reauth'
                | 'access_revoked'
                | 'connection_error'
                | 'connection_recovered'
                | 'permission_change'
                | 'large_request_processing'
                | 'large_request_sending'
                | 'rate_limit_hit'
                | 'healthcheck'
                | 's3_payload'
              )[]
            | null;
          /**
           * @description Which of Terra’s generations of events it hears: v2026 = today’s, v2022 = the older one (`auth` with an error, `rate_limit_hit`, `healthcheck`).
           * @default v2026
           * @enum {string}
           */
          dialect?: 'v2022' | 'v2026';
          /**
           * @description What activities are sent as: json = Terra’s event; fit = a FIT file; fhir = a transaction Bundle of FHIR R4. Not every kind takes every format. All other events are JSON.
           * @default json
           * @enum {string}
           */
          format?: 'json' | 'fit' | 'fhir';
          /**
           * @description Most events a second that it is sent, by all workers together, with one second’s worth in store after a rest; a batch goes whole and is made up for after it. null = no limit.
           * @default null
           */
          max_per_second?: number | null;
          /**
           * @description Most writes in flight at it in one worker, where its kind does not say less. null = what its kind says.
           * @default null
           */
          max_concurrency?: number | null;
        };
      };
    };
    responses: {
      /** @description Done */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Destination'];
        };
      };
    };
  };
  getDestination: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        destination: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DestinationWithBacklog'];
        };
      };
    };
  };
  deleteDestination: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        destination: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            done: true;
            canceled: number;
          };
        };
      };
    };
  };
  updateDestination: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        destination: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name?: string;
          config?: {
            [key: string]: unknown;
          };
          /** @description Which events it gets; null = all. */
          event_types?:
            | (
                | 'activity'
                | 'body'
                | 'daily'
                | 'menstruation'
                | 'nutrition'
                | 'sleep'
                | 'athlete'
                | 'auth'
                | 'auth_cancelled'
                | 'deauth'
                | 'user_reauth'
                | 'access_revoked'
                | 'connection_error'
                | 'connection_recovered'
                | 'permission_change'
                | 'large_request_processing'
                | 'large_request_sending'
                | 'rate_limit_hit'
                | 'healthcheck'
                | 's3_payload'
              )[]
            | null;
          /**
           * @description Which of Terra’s generations of events it hears: v2026 = today’s, v2022 = the older one (`auth` with an error, `rate_limit_hit`, `healthcheck`).
           * @enum {string}
           */
          dialect?: 'v2022' | 'v2026';
          /**
           * @description What activities are sent as: json = Terra’s event; fit = a FIT file; fhir = a transaction Bundle of FHIR R4. Not every kind takes every format. All other events are JSON.
           * @enum {string}
           */
          format?: 'json' | 'fit' | 'fhir';
          /** @description Most events a second that it is sent, by all workers together, with one second’s worth in store after a rest; a batch goes whole and is made up for after it. null = no limit. */
          max_per_second?: number | null;
          /** @description Most writes in flight at it in one worker, where its kind does not say less. null = what its kind says. */
          max_concurrency?: number | null;
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DestinationChanged'];
        };
      };
    };
  };
  endDestinationRotation: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        destination: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            done: true;
          };
        };
      };
    };
  };
  listDestinationKinds: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['DestinationKind'][];
          };
        };
      };
    };
  };
  pauseDestination: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        destination: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Destination'];
        };
      };
    };
  };
  resumeDestination: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        destination: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Destination'];
        };
      };
    };
  };
  rotateDestinationSecret: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        destination: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Default: a random one. */
          secret?: string;
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            destination: components['schemas']['Destination'];
            /** @description The new secret. It is shown this once. */
            secret: string;
          };
        };
      };
    };
  };
  testDestination: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        destination: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: uuid
             * @description An id (UUID).
             */
            delivery_id: string;
          };
        };
      };
    };
  };
  previewDestination: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          kind: string;
          /** @default {} */
          config?: {
            [key: string]: unknown;
          };
          /**
           * Format: uuid
           * @description A saved one of this kind: fields that `config` leaves out are its own, secrets among them; null removes one.
           */
          destination?: string;
          /**
           * @description What activities are sent as: json = Terra’s event; fit = a FIT file; fhir = a transaction Bundle of FHIR R4. Not every kind takes every format. All other events are JSON.
           * @default json
           * @enum {string}
           */
          format?: 'json' | 'fit' | 'fhir';
          /** @description Default: the newest stored activity, or without one a made-up ride. */
          record?: {
            /**
             * Format: uuid
             * @description An id (UUID).
             */
            connection: string;
            /** @enum {string} */
            type:
              | 'activity'
              | 'body'
              | 'daily'
              | 'menstruation'
              | 'nutrition'
              | 'sleep'
              | 'athlete'
              | 'auth'
              | 'auth_cancelled'
              | 'deauth'
              | 'user_reauth'
              | 'access_revoked'
              | 'connection_error'
              | 'connection_recovered'
              | 'permission_change'
              | 'large_request_processing'
              | 'large_request_sending'
              | 'rate_limit_hit'
              | 'healthcheck'
              | 's3_payload';
            key: string;
          };
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description No ride is stored yet: a made-up one is shown. */
            is_made_up: boolean;
            parts: {
              /** @description Where it goes: an object’s name, a table, a topic, a URL. */
              place: string;
              headers: {
                name: string;
                value: string;
              }[];
              media_type: string;
              bytes: number;
              /** @description Its first 20 KB; null when it is no text. */
              text: string | null;
            }[];
          };
        };
      };
    };
  };
  watchCheck: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          kind: string;
          /** @default {} */
          config?: {
            [key: string]: unknown;
          };
          /**
           * Format: uuid
           * @description A saved one of this kind: fields that `config` leaves out are its own, secrets among them; null removes one.
           */
          destination?: string;
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            ok: boolean;
            tests: {
              name: string;
              ok: boolean;
              message?: string;
              action?: string;
            }[];
          };
          'text/event-stream': {
            event?: string;
            /** @description JSON. */
            data?: string;
            retry?: number;
          };
        };
      };
    };
  };
  createConnectLink: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description The app’s own id of the athlete. */
          reference_id?: string;
          /**
           * @description Which to offer; default: all that are set up.
           * @default []
           */
          providers?: string[];
          /** @description Where the athlete goes afterwards. */
          success_url?: string;
          /** @description Where the athlete goes when it fails. */
          failure_url?: string;
        };
      };
    };
    responses: {
      /** @description Done */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: uuid
             * @description An id (UUID).
             */
            id: string;
            /**
             * Format: uri
             * @description Open it in a browser.
             */
            url: string;
            /** @description Seconds. */
            expires_in: number;
          };
        };
      };
    };
  };
  getConnection: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        connection: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ConnectionDetails'];
        };
      };
    };
  };
  disconnectConnection: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        connection: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            done: true;
          };
        };
      };
    };
  };
  listConnections: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items on the page, at most 500. */
        limit?: number;
        reference_id?: string;
        search?: string;
        provider?: string;
        state?: 'active' | 'paused' | 'reauthorize' | 'revoked';
      };
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Connection'][];
            /** @description Cursor of the next page; null = this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
  moveConnections: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @enum {string} */
          action: 'sync' | 'pause' | 'resume' | 'disconnect';
          ids?: string[];
          /** @description As for the list; empty = all. */
          filter?: {
            /** @description An id, or how a reference id or the provider’s user id begins. */
            search?: string;
            provider?: string;
            /** @enum {string} */
            state?: 'active' | 'paused' | 'reauthorize' | 'revoked';
          };
          /** @description `next` of the call before, with the same filter. */
          after?: string;
          /**
           * @description Only count; change nothing.
           * @default false
           */
          dry_run?: boolean;
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            dry_run: boolean;
            /** @description Those that it was done to, or would be. */
            connections: number;
            /** @description Those that match and whose state does not allow it, or with which it failed; the first 100. */
            left_alone: {
              /**
               * Format: uuid
               * @description An id (UUID).
               */
              connection_id: string;
              reason: string;
            }[];
            /** @description There are further ones: call again with `next` as `after`. */
            more: boolean;
            next: string | null;
          };
        };
      };
    };
  };
  pauseConnection: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        connection: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Connection'];
        };
      };
    };
  };
  resumeConnection: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        connection: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Connection'];
        };
      };
    };
  };
  syncConnection: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        connection: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            done: true;
          };
        };
      };
    };
  };
  getCoverage: {
    parameters: {
      query?: {
        /** @description First day (UTC). Default: a year before `to`. */
        from?: string;
        /** @description Last day. Default: today. */
        to?: string;
      };
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        connection: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CoverageCalendar'];
        };
      };
    };
  };
  getStory: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items on the page, at most 500. */
        limit?: number;
        /** @description Only these. */
        kind?: 'connected' | 'notified' | 'synced' | 'record' | 'delivery' | 'backfill' | 'problem' | 'operator' | 'event';
      };
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        connection: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['StoryEntry'][];
            /** @description Cursor of the next page; null = this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
  getRecordSeries: {
    parameters: {
      query?: {
        /** @description Rows at most; more are thinned out evenly, peaks kept. */
        points?: number;
      };
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        connection: string;
        type: 'activity' | 'athlete' | 'body' | 'daily' | 'menstruation' | 'nutrition' | 'sleep';
        key: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RecordSeries'];
        };
      };
    };
  };
  getStoredRecord: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        connection: string;
        type: 'activity' | 'athlete' | 'body' | 'daily' | 'menstruation' | 'nutrition' | 'sleep';
        key: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StoredRecordDetails'];
        };
      };
    };
  };
  deleteRecord: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        connection: string;
        type: 'activity' | 'athlete' | 'body' | 'daily' | 'menstruation' | 'nutrition' | 'sleep';
        key: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            done: true;
          };
        };
      };
    };
  };
  listStoredRecords: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items on the page, at most 500. */
        limit?: number;
        type?: 'activity' | 'athlete' | 'body' | 'daily' | 'menstruation' | 'nutrition' | 'sleep';
        connection?: string;
        /** @description That began at or after this. */
        since?: string;
        /** @description That began before this. */
        until?: string;
      };
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['StoredRecord'][];
            /** @description Cursor of the next page; null = this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
  getRecordFile: {
    parameters: {
      query?: {
        /** @description json = as it is stored; fit, fhir, gpx, tcx: of an activity; raw = the answers of the provider that it was made from, as one JSON object by part; original = the file that it was made from, as it came. */
        format?: 'json' | 'fit' | 'fhir' | 'gpx' | 'tcx' | 'raw' | 'original';
      };
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        connection: string;
        type: 'activity' | 'athlete' | 'body' | 'daily' | 'menstruation' | 'nutrition' | 'sleep';
        key: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            [key: string]: unknown;
          };
          'application/vnd.ant.fit': string;
          'application/fhir+json': string;
          'application/gpx+xml': string;
          'application/vnd.garmin.tcx+xml': string;
          'application/octet-stream': string;
        };
      };
    };
  };
  listRecords: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items on the page, at most 500. */
        limit?: number;
        type?: 'activity' | 'athlete' | 'body' | 'daily' | 'menstruation' | 'nutrition' | 'sleep';
      };
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        connection: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['ListedRecord'][];
            /** @description Cursor of the next page; null = this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
  uploadRecords: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        connection: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @enum {string} */
          type: 'activity' | 'athlete' | 'body' | 'daily' | 'menstruation' | 'nutrition' | 'sleep';
          data: {
            [key: string]: unknown;
          }[];
        };
      };
    };
    responses: {
      /** @description Done */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Of the records, in their order. */
            keys: string[];
            /** @description How many of them are new or different. */
            changed: number;
          };
        };
      };
    };
  };
  uploadFile: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        connection: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        '*/*': string;
      };
    };
    responses: {
      /** @description Done */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {string} */
            format: 'fit' | 'gpx' | 'tcx' | 'terra';
            /** @description How many of the activities are new or different: these are delivered. */
            changed: number;
            activities: {
              /** @description The same file always gets the same. */
              summary_id: string;
              /** @enum {number} */
              type:
                | 0
                | 1
                | 3
                | 4
                | 5
                | 7
                | 8
                | 9
                | 10
                | 11
                | 12
                | 13
                | 14
                | 15
                | 16
                | 17
                | 18
                | 19
                | 20
                | 21
                | 22
                | 23
                | 24
                | 25
                | 26
                | 27
                | 28
                | 29
                | 30
                | 31
                | 32
                | 33
                | 34
                | 35
                | 36
                | 37
                | 38
                | 39
                | 40
                | 41
                | 42
                | 43
                | 44
                | 45
                | 46
                | 47
                | 48
                | 49
                | 50
                | 51
                | 52
                | 53
                | 54
                | 55
                | 56
                | 57
                | 58
                | 59
                | 60
                | 61
                | 62
                | 63
                | 64
                | 65
                | 66
                | 67
                | 68
                | 69
                | 70
                | 71
                | 73
                | 74
                | 75
                | 76
                | 77
                | 78
                | 79
                | 80
                | 81
                | 82
                | 83
                | 84
                | 85
                | 86
                | 87
                | 88
                | 89
                | 90
                | 91
                | 92
                | 93
                | 94
                | 95
                | 96
                | 97
                | 98
                | 99
                | 100
                | 101
                | 102
                | 103
                | 104
                | 105
                | 106
                | 108
                | 113
                | 114
                | 115
                | 116
                | 117
                | 118
                | 119
                | 120
                | 122
                | 123
                | 124
                | 125
                | 126
                | 127
                | 128
                | 129
                | 130
                | 131
                | 132
                | 133
                | 134
                | 135
                | 136
                | 137
                | 138
                | 139
                | 140
                | 141
                | 142
                | 143
                | 144
                | 145
                | 146
                | 147
                | 148
                | 149
                | 150
                | 151
                | 152
                | 153
                | 154;
              start_time: string;
              end_time: string;
              elapsed_seconds: number | null;
              distance_meters: number | null;
              samples: number;
              /** @description What is odd about the file; docs/formats.md. */
              findings: {
                code: string;
                message: string;
              }[];
              /** @description Other activities of the user at the same time. Nothing is merged. */
              overlaps: string[];
            }[];
          };
        };
      };
    };
  };
  cancelBackfill: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        backfill: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Backfill'];
        };
      };
    };
  };
  listBackfills: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items on the page, at most 500. */
        limit?: number;
        state?: 'planned' | 'running' | 'paused' | 'canceled' | 'done' | 'failed';
      };
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Backfill'][];
            /** @description Cursor of the next page; null = this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
  createBackfill: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          provider: string;
          /** @description Only these connections. */
          connection_ids?: string[];
          /** @description Only connections with one of these. */
          reference_ids?: string[];
          /** @description Only connections that match all that is given. */
          filter?: {
            /** @description How a reference id or the provider’s user id begins. */
            search?: string;
            states?: ('active' | 'paused' | 'reauthorize')[];
            /** @description ISO 8601 time with offset, or a day (UTC). */
            connected_since?: string;
            /**
             * @description Those of whom nothing is stored.
             * @constant
             */
            without_records?: true;
          };
          /**
           * @description All connections at the provider.
           * @constant
           */
          all?: true;
          /** @description ISO 8601 time with offset, or a day (UTC). */
          start: string;
          /** @description Default: now. */
          end?: string;
          /** @description Default: all that the provider has. */
          types?: string[];
          /**
           * @description Only count; change nothing.
           * @default false
           */
          dry_run?: boolean;
        };
      };
    };
    responses: {
      /** @description Done */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            dry_run: boolean;
            users: number;
            /** @description Of these, connections that cannot be pulled now: their windows fail. */
            not_active: number;
            windows: number;
            /** @description Calls of the provider’s API, at the least: one for each window of a connection that is active. Each ride that is found and not held yet costs one or more besides. */
            requests: number;
            /** @description How long these requests take at the provider’s limits, nothing else using them; null where no limit is known. */
            seconds_at_budget: number | null;
            /** @description null for a dry run. */
            backfill: components['schemas']['Backfill'] | null;
          };
        };
      };
    };
  };
  getBackfill: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        backfill: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BackfillProgress'];
        };
      };
    };
  };
  listBackfillWindows: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items on the page, at most 500. */
        limit?: number;
        state?: 'pending' | 'done' | 'failed';
      };
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        backfill: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['BackfillWindow'][];
            /** @description Cursor of the next page; null = this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
  pauseBackfill: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        backfill: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Backfill'];
        };
      };
    };
  };
  resumeBackfill: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        backfill: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Backfill'];
        };
      };
    };
  };
  retryBackfill: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        backfill: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            windows: number;
            backfill: components['schemas']['Backfill'];
          };
        };
      };
    };
  };
  cancelDelivery: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        delivery: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Delivery'];
        };
      };
    };
  };
  getDeliveryBody: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        delivery: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            [key: string]: unknown;
          };
        };
      };
    };
  };
  editDelivery: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        delivery: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description null = what Freehub builds, again. */
          body: {
            [key: string]: unknown;
          } | null;
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Delivery'];
        };
      };
    };
  };
  exportDeliveries: {
    parameters: {
      query?: {
        destination?: string;
        type?:
          | 'activity'
          | 'body'
          | 'daily'
          | 'menstruation'
          | 'nutrition'
          | 'sleep'
          | 'athlete'
          | 'auth'
          | 'auth_cancelled'
          | 'deauth'
          | 'user_reauth'
          | 'access_revoked'
          | 'connection_error'
          | 'connection_recovered'
          | 'permission_change'
          | 'large_request_processing'
          | 'large_request_sending'
          | 'rate_limit_hit'
          | 'healthcheck'
          | 's3_payload';
        connection?: string;
        /** @description Of one record; give `connection` and `type` with it. */
        record_key?: string;
        /** @description Made at or after this. */
        since?: string;
        /** @description Made before this. */
        until?: string;
        state?: 'pending' | 'delivered' | 'dead' | 'superseded' | 'canceled';
        format?: 'csv' | 'ndjson';
        limit?: number;
      };
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeliveryLine'];
          'text/csv': string;
          'application/x-ndjson': string;
        };
      };
    };
  };
  getDelivery: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        delivery: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeliveryDetails'];
        };
      };
    };
  };
  listDeliveries: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items on the page, at most 500. */
        limit?: number;
        destination?: string;
        type?:
          | 'activity'
          | 'body'
          | 'daily'
          | 'menstruation'
          | 'nutrition'
          | 'sleep'
          | 'athlete'
          | 'auth'
          | 'auth_cancelled'
          | 'deauth'
          | 'user_reauth'
          | 'access_revoked'
          | 'connection_error'
          | 'connection_recovered'
          | 'permission_change'
          | 'large_request_processing'
          | 'large_request_sending'
          | 'rate_limit_hit'
          | 'healthcheck'
          | 's3_payload';
        connection?: string;
        /** @description Of one record; give `connection` and `type` with it. */
        record_key?: string;
        /** @description Made at or after this. */
        since?: string;
        /** @description Made before this. */
        until?: string;
        state?: 'pending' | 'delivered' | 'dead' | 'superseded' | 'canceled';
      };
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Delivery'][];
            /** @description Cursor of the next page; null = this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
  redriveDeliveries: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * Format: uuid
           * @description An id (UUID).
           */
          destination?: string;
          /** @enum {string} */
          type?:
            | 'activity'
            | 'body'
            | 'daily'
            | 'menstruation'
            | 'nutrition'
            | 'sleep'
            | 'athlete'
            | 'auth'
            | 'auth_cancelled'
            | 'deauth'
            | 'user_reauth'
            | 'access_revoked'
            | 'connection_error'
            | 'connection_recovered'
            | 'permission_change'
            | 'large_request_processing'
            | 'large_request_sending'
            | 'rate_limit_hit'
            | 'healthcheck'
            | 's3_payload';
          /**
           * Format: uuid
           * @description An id (UUID).
           */
          connection?: string;
          /** @description Of one record; give `connection` and `type` with it. */
          record_key?: string;
          /** @description Made at or after this. */
          since?: string;
          /** @description Made before this. */
          until?: string;
          /**
           * @description Only count; change nothing.
           * @default false
           */
          dry_run?: boolean;
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            dry_run: boolean;
            deliveries: number;
          };
        };
      };
    };
  };
  redriveDelivery: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
        /** @description An id (UUID). */
        delivery: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Delivery'];
        };
      };
    };
  };
  replay: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Records that began at or after this. */
          start: string;
          /** @description And before this. Default: now. */
          end?: string;
          types?: (
            | 'activity'
            | 'body'
            | 'daily'
            | 'menstruation'
            | 'nutrition'
            | 'sleep'
            | 'athlete'
            | 'auth'
            | 'auth_cancelled'
            | 'deauth'
            | 'user_reauth'
            | 'access_revoked'
            | 'connection_error'
            | 'connection_recovered'
            | 'permission_change'
            | 'large_request_processing'
            | 'large_request_sending'
            | 'rate_limit_hit'
            | 'healthcheck'
            | 's3_payload'
          )[];
          /**
           * Format: uuid
           * @description An id (UUID).
           */
          connection?: string;
          /**
           * Format: uuid
           * @description Default: all whose filter matches.
           */
          destination?: string;
          /**
           * @description Deliveries become due no faster than this, over all destinations; null = all at once.
           * @default null
           */
          max_per_second?: number | null;
          /**
           * @description Only count; change nothing.
           * @default false
           */
          dry_run?: boolean;
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            dry_run: boolean;
            records: number;
            deliveries: number;
            /** @description Until the last of them is due; null without a cap. */
            seconds: number | null;
          };
        };
      };
    };
  };
  listAudit: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items on the page, at most 500. */
        limit?: number;
        actor?: string;
        /** @description How it begins: `destination.` or `destination.created`. */
        action?: string;
        /** @description Id of what was changed. */
        subject?: string;
        since?: string;
        until?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['AuditLine'][];
            /** @description Cursor of the next page; null = this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
  listEnvironmentAudit: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items on the page, at most 500. */
        limit?: number;
        actor?: string;
        /** @description How it begins: `destination.` or `destination.created`. */
        action?: string;
        /** @description Id of what was changed. */
        subject?: string;
        since?: string;
        until?: string;
      };
      header?: never;
      path: {
        /** @description Id or dev-id of the environment. */
        environment: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['AuditLine'][];
            /** @description Cursor of the next page; null = this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
}
