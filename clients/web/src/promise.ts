// What a promise is to whoever looks, and what each act asks for. Data and small questions; nothing is drawn here.
import type { CommitmentActName, CommitmentCard, CommitmentState } from './operations';

/** What an act asks for: as little as it needs. */
export type Field = 'who' | 'title' | 'due' | 'answerBy' | 'conditions' | 'reason' | 'alternative' | 'evidence' | 'behaviours' | 'message' | 'note';

/** The acts, in the order in which they are shown; the first that is allowed is the likely one. An act without fields is done at once. */
export const ACTS: Record<CommitmentActName, { fields: Field[]; quiet?: boolean; danger?: boolean }> = {
  AGREE_CHANGE: { fields: [] },
  ACCEPT_HAND_OVER: { fields: [] },
  CLAIM: { fields: [] },
  ACCEPT: { fields: [] },
  CONFIRM: { fields: [] },
  DELIVER: { fields: ['evidence'] },
  GIVE_REASON: { fields: ['reason', 'note'] },
  REOPEN: { fields: ['due', 'note'] },
  COUNTER: { fields: ['due', 'conditions', 'note'] },
  PROPOSE_CHANGE: { fields: ['due', 'conditions', 'note'] },
  DEFER: { fields: ['answerBy', 'note'] },
  FLAG_AT_RISK: { fields: ['reason', 'note'] },
  CLEAR_RISK: { fields: [] },
  HAND_OVER: { fields: ['who', 'note'] },
  REJECT: { fields: ['note'], quiet: true },
  DECLINE: { fields: ['alternative', 'who'], quiet: true },
  REFUSE_CHANGE: { fields: ['note'], quiet: true },
  REFUSE_HAND_OVER: { fields: ['note'], quiet: true },
  WITHDRAW: { fields: ['note'], quiet: true },
  CANCEL: { fields: ['note'], quiet: true, danger: true },
  REVOKE: { fields: ['reason', 'note'], quiet: true, danger: true },
};

/** Why something does not hold: the way we work first, the person last. */
export const REASONS = [
  'WAITING_FOR_OTHER_TEAM',
  'PREREQUISITE_MISSING',
  'PRIORITIES_CHANGED',
  'NO_CAPACITY',
  'UNCLEAR_CONDITIONS',
  'CUSTOMER_CHANGED_SCOPE',
  'TOOL_FAILURE',
  'ABSENCE',
  'UNDERESTIMATED',
  'FORGOT',
  'OTHER',
] as const;

/** What a list of open loops holds. What is broken stays until somebody says why, for a month. */
export const LOOSE: CommitmentState[] = ['REQUESTED', 'OFFERED', 'COUNTERED', 'PROMISED', 'AT_RISK', 'DELIVERED', 'BROKEN'];
const MONTH = 30 * 86_400_000;

export type Group = 'waits' | 'promised' | 'expected';
export const GROUPS: Group[] = ['waits', 'promised', 'expected'];
const ANSWERS: CommitmentActName[] = ['CLAIM', 'ACCEPT', 'COUNTER', 'AGREE_CHANGE', 'REFUSE_CHANGE', 'ACCEPT_HAND_OVER', 'CONFIRM'];

/** Where it stands in the list of somebody; null where it is no open loop of theirs. */
export function groupOf(it: CommitmentCard, me: string): Group | null {
  if (it.allowedActs.some((act) => ANSWERS.includes(act))) return 'waits';
  if (!LOOSE.includes(it.state)) return null;
  const mine = it.performer?.id === me;
  if (it.state === 'BROKEN' && (Date.now() - Date.parse(it.dueAt) > MONTH || (mine && it.reason))) return null;
  return mine ? 'promised' : it.customer.id === me ? 'expected' : null;
}

/** The other one: who asked, or who promised. */
export const otherOf = (it: CommitmentCard, me: string): CommitmentCard['performer'] => (it.customer.id === me ? it.performer : it.customer);

/** What is more urgent comes first. */
export const urgency = (it: CommitmentCard): string => it.answerBy ?? it.dueAt;

/** The name of an act as the field of CommitmentAct. */
export const fieldOf = (act: CommitmentActName): string => act.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The ring of a state: it closes as the promise is made, and opens when it breaks. */
export const ringOf = (state: CommitmentState): string =>
  ['WITHDRAWN', 'EXPIRED', 'CANCELLED', 'REVOKED'].includes(state) ? 'closed' : state.toLowerCase();

export const colourOf = (state: CommitmentState, waits: boolean): string =>
  ({ AT_RISK: 'c-risk', BROKEN: 'c-broken', KEPT: 'c-kept' } as Record<string, string>)[state] ?? (waits ? 'c-wait' : '');
