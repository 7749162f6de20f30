/**
 * What @firestore-emulator/server lacks of Firestore, by our reading of its documentation: not proof of the real thing.
 *
 *  1. A commit is atomic: every precondition is checked before the first write.
 *  2. Preconditions on `update_time` hold.
 *  3. A transaction is ABORTED when a document that it has read changed since (the package gives all transactions one id and never aborts).
 *     Documents that it found by a query are not watched.
 *  4. Documented limits: 1 MiB a document, no array within an array, no id like `__x__`.
 */

import { Buffer } from 'node:buffer';

/** gRPC status codes. */
const CODES = { INVALID_ARGUMENT: 3, NOT_FOUND: 5, ALREADY_EXISTS: 6, FAILED_PRECONDITION: 9, ABORTED: 10 };
const DOCUMENT_BYTES = 1_048_576;
const RESERVED_ID = /(^|\/)__.*__(\/|$)/;

/** Ends a call with a status. */
class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.code = CODES[status];
  }
}

/** When a document was last written (milliseconds), 0 when there is none. */
function writtenAt(firestore, path) {
  const { metadata } = firestore.state.getDocument(path);
  return metadata.hasExist ? Number(metadata.updatedAt) : 0;
}

/** Which documents each open transaction has read, and what it saw. */
class Transactions {
  #last = 0n;
  #reads = new Map();

  /** @returns its id */
  begin() {
    const id = Buffer.alloc(8);
    id.writeBigUInt64BE(++this.#last);
    this.#reads.set(id.toString('hex'), new Map());
    return id;
  }

  /** @returns path → time that it saw; null outside any transaction */
  readsOf(id) {
    return this.#reads.get(Buffer.from(id ?? []).toString('hex')) ?? null;
  }

  end(id) {
    this.#reads.delete(Buffer.from(id ?? []).toString('hex'));
  }
}

const hasNestedArray = (value, inArray = false) => {
  if (value.has_array_value) return inArray || value.array_value.values.some((item) => hasNestedArray(item, true));
  return value.has_map_value && [...value.map_value.fields.values()].some((item) => hasNestedArray(item));
};

/** Rule 4. */
function checkLimits(document) {
  if (document.serializeBinary().length > DOCUMENT_BYTES)
    throw new Refusal(
      'INVALID_ARGUMENT',
      `Document "${document.name}" cannot be written because its size exceeds the maximum allowed size of 1,048,576 bytes.`,
    );
  if (RESERVED_ID.test(document.name.split('/documents/')[1] ?? ''))
    throw new Refusal('INVALID_ARGUMENT', 'Resource id is invalid because it is reserved.');
  if ([...document.fields.values()].some((value) => hasNestedArray(value)))
    throw new Refusal('INVALID_ARGUMENT', 'Cannot convert an array value in an array value.');
}

/** Rules 1 and 2. @param writtenAtMs 0 when the document does not exist at this point of the commit */
function checkPrecondition(path, condition, exists, writtenAtMs) {
  if (condition.has_exists) {
    if (condition.exists && !exists) throw new Refusal('NOT_FOUND', `No document to update: ${path}`);
    if (!condition.exists && exists) throw new Refusal('ALREADY_EXISTS', `Document already exists: ${path}`);
  }
  if (condition.has_update_time) {
    if (!exists) throw new Refusal('NOT_FOUND', `No document to update: ${path}`);
    const { seconds, nanos } = condition.update_time;
    if (seconds * 1000 + Math.floor(nanos / 1e6) !== writtenAtMs)
      throw new Refusal('FAILED_PRECONDITION', 'the stored version does not match the required base version');
  }
}

function pathOf(write) {
  if (write.has_update) return write.update.name;
  return write.has_delete ? write.delete : null;
}

/** All writes of a commit, as if they had been done one after the other. */
function checkWrites(firestore, writes) {
  /** What the writes before have made of documents: path → exists. */
  const changed = new Map();
  for (const write of writes) {
    const path = pathOf(write);
    if (path === null) continue;
    const writtenAtMs = writtenAt(firestore, path);
    const exists = changed.get(path) ?? writtenAtMs > 0;
    if (write.has_current_document) checkPrecondition(path, write.current_document, exists, writtenAtMs);
    if (write.has_update) checkLimits(write.update);
    changed.set(path, write.has_update);
  }
}

/** Its update times have milliseconds: no two commits may share one, or rules 2 and 3 would take them for the same. */
function uniqueMillisecond(last) {
  let now = Date.now();
  while (now <= last) now = Date.now();
  return now;
}

/** Puts the rules in front of the package's own handlers. */
export function addRules(firestore) {
  const transactions = new Transactions();
  let lastCommitMs = 0;
  const wrap = (method, rule) => {
    const handler = firestore.server.handlers.get(`/google.firestore.v1.Firestore/${method}`);
    const original = handler.func;
    handler.func = (call, callback) => rule(call, callback, (reply = callback) => original(call, reply));
  };

  wrap('BeginTransaction', (_call, callback, proceed) =>
    proceed((error, response) => {
      if (response) response.transaction = transactions.begin();
      callback(error, response);
    }),
  );

  wrap('BatchGetDocuments', (call, _callback, proceed) => {
    const { request } = call;
    const id = request.has_new_transaction ? transactions.begin() : request.transaction;
    const reads = transactions.readsOf(id);
    for (const path of request.documents) reads?.set(path, writtenAt(firestore, path));
    const write = call.write.bind(call);
    call.write = (response) => {
      if (response.transaction?.length > 0) response.transaction = id;
      return write(response);
    };
    proceed();
  });

  wrap('Commit', (call, callback, proceed) => {
    const { transaction, writes } = call.request;
    const reads = transactions.readsOf(transaction) ?? new Map();
    transactions.end(transaction);
    try {
      for (const [path, seenMs] of reads)
        if (writtenAt(firestore, path) !== seenMs)
          throw new Refusal('ABORTED', 'Transaction lock timeout: a document changed after the transaction read it');
      checkWrites(firestore, writes);
    } catch (error) {
      callback(error, null);
      return;
    }
    lastCommitMs = uniqueMillisecond(lastCommitMs);
    proceed();
    lastCommitMs = Math.max(lastCommitMs, Date.now());
  });
}
