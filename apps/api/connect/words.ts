/** What an athlete is told. A Problem's own sentence is for operators, unless it was written here. */
import { Problem, type ProblemKind, type StoredProblem } from '../../../model/problem.js';

/** Codes of Problems whose sentence is for athletes; they are stored with a session that failed. */
const FOR_ATHLETES: ReadonlySet<string> = new Set(['DENIED', 'REFUSED', 'SCOPE', 'LINK', 'STORE']);
export type AthleteCode = 'DENIED' | 'REFUSED' | 'SCOPE' | 'LINK' | 'STORE';

/** @param code DENIED: they said no. REFUSED: the provider did. SCOPE: they shared too little. LINK: the link is of no use (any more). STORE: our database is away. */
export const athleteProblem = (kind: ProblemKind, code: AthleteCode, message: string): Problem =>
  new Problem(kind, message, { code });

const REASONS: Readonly<Record<string, string>> = { DENIED: 'access_denied', REFUSED: 'provider_error', SCOPE: 'scope' };
/** What the app is told in `auth_cancelled`: a word where there is one, else the sentence. */
export const reasonOf = ({ code, userMessage }: Problem): string => REASONS[code ?? ''] ?? userMessage;
/** What it is told by the failure address, which others may see: the same word, else the kind. */
export const redirectReasonOf = ({ code, kind }: Problem): string => REASONS[code ?? ''] ?? kind;

/** No fault of the provider's: the athlete should not think so. */
export const storeAway = (): Problem =>
  athleteProblem('transient', 'STORE', 'We cannot work at the moment. Please try again in a few minutes.');

const LATER = 'The provider does not answer at the moment. Your account was not connected. Please try again in a few minutes.';
const SET_UP =
  'The connection to the provider is not set up as it should be. You cannot mend that: please tell the app that sent you here.';

const WORDS: Readonly<Record<ProblemKind, string>> = {
  auth: 'The provider did not accept this login. Please try again from the start.',
  config: SET_UP,
  missing: SET_UP,
  payload: 'Something was wrong with this request. Please open the link of your app once more.',
  conflict: 'This was done already, or in another window. Please open the link of your app once more.',
  rate_limited: 'Very many people connect at the moment. Please try again in a few minutes.',
  transient: LATER,
  canceled: LATER,
  bug: 'Something went wrong on our side. Please try again; if it happens again, tell the app that sent you here.',
};

/** One or two sentences without a term of the trade. */
export const wordsFor = (problem: StoredProblem): string =>
  problem.code !== undefined && FOR_ATHLETES.has(problem.code) ? problem.message : WORDS[problem.kind];
