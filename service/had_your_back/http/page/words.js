// Every word the page says, and how it writes numbers, times and lists. To translate it, replace this module.

export const language = 'en';
// English as the reader writes dates, where that is known.
const locale = navigator.language?.startsWith(language) ? navigator.language : language;

const number = new Intl.NumberFormat(locale);
const list = new Intl.ListFormat(locale, { type: 'conjunction' });
const plural = (n, one, many) => `${number.format(n)} ${n === 1 ? one : many}`;
const unit = (n, name) => new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(n);
const days = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const exactly = new Intl.DateTimeFormat(locale, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const clockSeconds = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

export const format = {
  number: (n) => number.format(n),
  /** The parts of a list: names as `element`, what joins them as `literal`. */
  listParts: (items) => list.formatToParts(items),
  exactly: (date) => exactly.format(date),
  clock: (date) => clock.format(date),
  clockSeconds: (date) => clockSeconds.format(date),
  /** Relative up to six days, then the day. */
  since(date, now = new Date()) {
    const minutes = Math.floor((now - date) / 60_000);
    if (minutes < 1) return 'just now';
    if (minutes < 60) return unit(minutes, 'minute');
    if (minutes < 24 * 60) return unit(Math.floor(minutes / 60), 'hour');
    const midnight = (d) => new Date(d.getFullYear(), d.getMonth(), d.getDate());
    const away = Math.round((midnight(now) - midnight(date)) / 86_400_000);
    if (away <= 6) return days.format(-away, 'day');
    const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric';
    return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year }).format(date);
  },
};

export const words = {
  product: 'Had Your Back',
  search: 'Search thanks',
  close: 'Close',
  cancel: 'Cancel',
  more: 'More',
  tryNow: 'Try now',
  tryAgain: 'Try again',
  copy: 'Copy',
  copied: 'Copied',
  reference: 'Reference',

  // who you are
  choose: 'Who are you?',
  chooseHint: 'This is a demonstration: choose anybody in the company and see it with their eyes.',
  chooseLabel: 'Find a person',
  youAre: 'You are',
  change: 'change',
  signOut: 'sign out',
  service: 'a service token without a person',
  readOnly: 'This token stands for no person, so it can read and not thank. Make one with --person to take part.',
  token: 'Your token',
  tokenHint: 'It stays in this tab and is forgotten when you close it. Where to get one:',
  tokenCommand:
    'had-your-back token create --name "my browser" --scopes recognitions:read,recognitions:write,people:read --person USERNAME',
  tokenUnknown: 'This token is not known here, or it has ended.',
  signIn: 'Sign in',
  roles: { MODERATOR: 'moderator', INTEGRATOR: 'integrator', ADMINISTRATOR: 'administrator' },

  // combobox
  matches: (n) => (n ? plural(n, 'match', 'matches') : 'Nobody by that name'),
  toMove: 'to move',
  toPick: 'to pick',

  // give
  give: 'Say thank you',
  prompt: 'Who had your back?',
  lately: 'Not thanked lately',
  onlyYou: '(only you see this)',
  who: 'Who?',
  whoHint: 'one or several people, or a whole team',
  whoLabel: 'Who? People or a team',
  remove: (name) => `Remove ${name}`,
  removeNext: (name) => `${name}: Backspace again removes it`,
  wholeTeam: 'whole team',
  people: (n) => plural(n, 'person', 'people'),
  what: 'What did they do?',
  whatHint: 'one or two is plenty',
  message: 'What happened, and what did it mean?',
  hint: 'Name the moment, then what it made possible. “I got home in time” says more than “great job”.',
  count: (n, most) => `${number.format(n)} of ${number.format(most)}`,
  tooLong: (n) => `${plural(n, 'character', 'characters')} too many`,
  seenBy: 'Who sees it',
  visibility: {
    EVERYONE: 'Everyone',
    TEAMS: 'The teams involved',
    PEOPLE: 'The people involved',
    PEOPLE_AND_MANAGERS: 'The people involved and their managers',
  },
  addLink: 'Add a link',
  link: 'A link to the work',
  send: 'Send thanks',
  sending: 'Sending',
  discard: 'Discard',
  draftSaved: (time) => `Draft saved ${time}`,
  thanked: (names, n) => `${names} ${n === 1 ? 'is' : 'are'} thanked`,
  thankedMore: 'It is out. You can take it back here, or later from the card.',
  undo: 'Undo',
  takenBack: 'Taken back. Your words are here again.',
  missing: {
    recipients: 'Who was it? Name one person at least, or a team.',
    behaviours: 'What did they do? Choose one at least.',
    message: 'A few words: what happened?',
  },

  // feed
  feed: 'Thanks',
  live: 'Live',
  offline: 'Offline',
  filters: 'Show',
  everyone: 'Everyone',
  myTeam: 'My team',
  aboutMe: 'About me',
  behaviour: 'Behaviour',
  allBehaviours: 'All behaviours',
  newer: (n, open) => `${number.format(n)}${open ? '+' : ''} new ${n === 1 ? 'thank-you' : 'thanks'}`,
  older: 'Older thanks',
  loading: 'Loading thanks',
  end: 'That is everything.',
  empty: 'Nothing here yet',
  emptyMore: 'The first thank-you sets the tone. Who had your back this week?',
  filtered: 'No thanks like that',
  filteredFor: (text) => `No thanks with “${text}”`,
  filteredMore: 'Thanks that are shared only among others do not show here.',
  showAll: 'Show everything',
  failed: 'The feed did not load',
  offlineBar: 'You are offline.',
  offlineMore: (time) => `This is what you saw at ${time}. What you write is kept as a draft on this device.`,
  you: 'You',
  others: (n) => plural(n, 'other', 'others'),
  cardLabel: (names, behaviours) => `${names}: ${behaviours}`,
  edited: 'edited',
  readAll: 'Read all of it',
  sawToo: 'I saw it too',
  react: 'Add a reaction',
  reactions: { '👏': 'applause', '💛': 'heart', '🙏': 'thank you', '👍': 'thumbs up', '🔥': 'fire', '🌱': 'seedling' },
  reacted: (name, n) => `${name}, ${number.format(n)}`,
  comments: (n) => (n ? plural(n, 'comment', 'comments') : 'Comment'),
  addComment: 'Write a comment',
  sendComment: 'Send',
  deleteComment: 'Delete',
  olderComments: 'More comments',
  edit: 'Edit',
  save: 'Save',
  leftToEdit: (n) => `${unit(n, 'minute')} left to edit`,
  withdraw: 'Take it back',
  withdrawTitle: 'Take this thank-you back?',
  withdrawMore: 'It leaves the feed for everybody, and whatever was told about it is told that it is gone. This cannot be undone.',
  withdrawn: 'You took this thank-you back.',
  report: 'Report to a moderator',
  reportShort: 'Report',
  reportTitle: 'What is wrong with it?',
  reportMore: 'Only a moderator who is not involved sees a report.',
  reported: 'Reported. A moderator who is not involved will look at it.',
  hide: 'Hide from everyone',
  hideTitle: 'Why should nobody see it?',
  hideMore: 'The reason is kept in the log.',
  hidden: 'Hidden. Moderators can show it again.',
  reason: 'Reason',

  // webhooks
  webhooks: 'Webhooks',
  webhooksHint: 'Every thank-you can go out to another system at once. Only an integrator sees where to.',
  become: (name) => `Continue as ${name}`,
  noEndpoints: 'Nothing is listening yet. Add an address, say thank you, and watch it go out here.',
  addEndpoint: 'Add endpoint',
  newEndpoint: 'New endpoint',
  address: 'Address',
  create: 'Create',
  secretTitle: 'Your secret',
  secretOnce: 'Shown this once. The receiver checks with it that a webhook is ours.',
  secretCommand: 'To see webhooks arrive on this machine, run',
  listen: (port, secret) => `had-your-back listen --port ${port} --secret ${secret}`,
  done: 'Done',
  allEvents: 'all events',
  secretEnds: (hint) => `secret ends in ${hint}`,
  health: (h) =>
    [
      h.waiting ? `${number.format(h.waiting)} wait` : '',
      `${number.format(h.deliveredLastDay)} delivered today`,
      h.failedLastDay ? `${number.format(h.failedLastDay)} failed` : '',
    ]
      .filter(Boolean)
      .join(' · '),
  endpointState: { ACTIVE: 'Active', PAUSED: 'Paused', RESTING: 'Resting', DISABLED: 'Disabled' },
  deliveryState: { WAITING: 'waiting', IN_FLIGHT: 'on its way', DELIVERED: 'delivered', EXHAUSTED: 'given up', DROPPED: 'dropped' },
  deliveries: 'Last deliveries',
  noDeliveries: 'None yet. Say thank you, or send a test.',
  tries: (n) => (n ? plural(n, 'try', 'tries') : 'no try yet'),
  milliseconds: (n) => unit(n, 'millisecond'),
  noAnswer: 'no answer',
  nextTry: (time) => `next try at ${time}`,
  sendTest: 'Send test',
  testSent: 'A test is on its way.',
  sendAgain: 'Send again',
  pause: 'Pause',
  resume: 'Resume',
  removeEndpoint: 'Remove',
  removeTitle: 'Remove this endpoint?',
  removeMore: (url) => `Nothing goes to ${url} any more. What waits for it is dropped.`,
  webhooksFailed: 'Webhooks did not load',

  // when it goes wrong: what happened, what is safe, what comes next
  network: 'No connection.',
  networkWriting: 'Not sent: no connection. Your words are safe on this device.',
  signedOut: 'You were signed out.',
  signedOutWriting: 'You were signed out while you were writing. The draft is still on this device.',
  signInAgain: 'Sign in again',
  forbidden: 'Your role or your token does not allow this.',
  pause429: (n) => `A short pause. The service asked us to wait ${plural(n, 'second', 'seconds')}; then this goes on by itself.`,
  fault: 'The service answered with an error. Nothing you wrote is lost.',
  againSoon: 'We try again in 20 seconds.',
  /** By code, where we say it better than the service can; else its own sentence stands. */
  refusals: {
    SELF_RECOGNITION: 'This one is for somebody else. Who stood behind you?',
    TOO_SHORT: 'A few words more: what happened?',
    CONFLICT: 'This went out already, with the words as they were before. You can edit it on its card.',
    EDIT_WINDOW_OVER: 'The time to edit is over. You can take it back and say it anew.',
  },
};
