// A day of an organisation, lived with the TypeScript client as the package gives it: every document once, typed strictly.
// It is run as: node days.js URL, and reads { ids, now, webhooks } from its standard input.
import {
  ActOnCommitment,
  AddComment,
  AnswerDispute,
  AwaitingMe,
  Behaviours,
  CalendarUrl,
  CheckWebhookUrl,
  Client,
  Comments,
  Commitment,
  CommitmentChanged,
  Commitments,
  CreateWebhookEndpoint,
  DeleteComment,
  DeleteWebhookEndpoint,
  DisputeScore,
  EditRecognition,
  EndorseRecognition,
  EventNames,
  Events,
  EventTypes,
  Export,
  Feed,
  FindRecipients,
  GiveRecognition,
  Loops,
  Moderate,
  ModerationQueue,
  newKey,
  Node,
  OfferCommitment,
  PersonHistory,
  Problem,
  ReactToRecognition,
  Recognition,
  RecognitionChanged,
  Refusal,
  RemoveEndorsement,
  RemoveReaction,
  RenewCalendarUrl,
  ReplayWebhookEvents,
  Report,
  RequestCommitment,
  ResendWebhookDelivery,
  RotateWebhookSecret,
  ScorePreview,
  ScorePublished,
  ScoreRecipe,
  SendTestWebhook,
  ServiceChain,
  SetAway,
  Signage,
  SwitchScore,
  TeamCommitments,
  TeamFeed,
  TeamScore,
  UpdateWebhookEndpoint,
  Viewer,
  WebhookDeliveries,
  WebhookDelivery,
  WebhookEndpoints,
  WithdrawRecognition,
  type Document,
} from 'had-your-back';
import { NotVerified, receive, verify, type Proof } from 'had-your-back/webhooks';

declare const process: { argv: string[]; stdin: AsyncIterable<{ toString(): string }>; exit(code: number): never };
declare const console: { log(text: string): void };

interface Given {
  ids: Record<string, string>;
  now: string;
  webhooks: { body: string; headers: Record<string, string>; proof: Proof; fits: boolean }[];
}

let read = '';
for await (const each of process.stdin) read += each.toString();
const { ids, now, webhooks } = JSON.parse(read) as Given;
const url = process.argv[2] ?? '';
const id = (name: string) => ids[name] ?? name;
const as = (name: string) => new Client(url, () => `dev:${name}`);
const [ann, bob, cyd, dee, mod, int, adm] = ['ann', 'bob', 'cyd', 'dee', 'mod', 'int', 'adm'].map(as) as [Client, Client, Client, Client, Client, Client, Client];

function is(found: unknown, wanted: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(`${JSON.stringify(found)} is not ${JSON.stringify(wanted)}`);
}
function there<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('There is nothing.');
  return value;
}

// Somebody thanks, others join in, one objects.
is((await ann.viewer())?.person.userName, 'ann');
is((await ann.ask(Viewer, {})).viewer?.unseenTeammates.map((mate) => mate.userName), ['bob']);
there((await ann.ask(Export, {})).viewer?.export);
is((await ann.ask(Behaviours, { language: 'de' })).behaviours.length, 8);
is((await ann.ask(FindRecipients, { search: 'kest' })).teams.nodes[0]?.members.totalCount, 2);
const thanks = { recipients: [id('bob')], message: 'You stayed until it ran.', behaviours: ['had_my_back'], idempotencyKey: newKey() };
const given = there((await ann.act(GiveRecognition, { input: thanks })).recognition);
is(there((await ann.act(GiveRecognition, { input: thanks })).recognition).id, given.id);
const this_ = { input: { id: given.id } };
is((await ann.act(EditRecognition, { input: { id: given.id, message: 'You stayed.' } })).recognition?.message, 'You stayed.');
is((await cyd.act(EndorseRecognition, this_)).recognition?.viewerHasEndorsed, true);
is((await cyd.act(RemoveEndorsement, this_)).recognition?.endorsementCount, 0);
is((await cyd.act(ReactToRecognition, { input: { id: given.id, emoji: '👏' } })).recognition?.reactions[0]?.count, 1);
is((await cyd.act(RemoveReaction, { input: { id: given.id, emoji: '👏' } })).recognition?.reactions, []);
const said = there((await cyd.act(AddComment, { input: { recognition: given.id, text: 'I was there.' } })).comment);
is((await bob.ask(Signage, { since: '2026-11-01T00:00:00Z', language: 'de' })).lately.totalCount, 1);
is((await bob.ask(Comments, { recognition: given.id })).node?.comments?.nodes[0]?.text, 'I was there.');
is((await cyd.act(DeleteComment, { input: { id: said.id } })).recognition?.commentCount, 0);
is((await bob.ask(Node, { id: given.id })).node?.message, 'You stayed.');
is((await bob.ask(Feed, { first: 10 })).recognitions.nodes[0]?.id, given.id);
is((await bob.ask(Recognition, { id: given.id })).node?.message, 'You stayed.');
is((await bob.ask(TeamFeed, { team: id('kestrel') })).team?.name, 'Kestrel');
is((await bob.ask(PersonHistory, { person: id('bob') })).person?.recognitionsReceived.nodes[0]?.id, given.id);
await cyd.act(Report, { input: { id: given.id, reason: 'Is this about me?' } });
is((await mod.ask(ModerationQueue, {})).moderationQueue.nodes[0]?.recognition?.id, given.id);
is((await mod.act(Moderate, { input: { id: given.id, hide: true, reason: 'To be talked about.' } })).recognition?.state, 'HIDDEN');
await mod.act(Moderate, { input: { id: given.id, hide: false, reason: 'It was not.' } });
is((await ann.act(WithdrawRecognition, this_)).recognition?.state, 'WITHDRAWN');

// What goes wrong has a class and a code.
const wrong = async (doing: Promise<unknown>) => doing.then(() => new Error('It went well.'), (error: unknown) => error);
const refused = await wrong(ann.act(GiveRecognition, { input: { ...thanks, recipients: [id('ann')], idempotencyKey: newKey() } }));
is(refused instanceof Refusal && refused.code, 'SELF_RECOGNITION');
const problem = await wrong(ann.ask(WebhookEndpoints, {}));
is(problem instanceof Problem && problem.trouble, 'forbidden');
const unknown: Document<object, object> = '0'.repeat(64);
const outdated = await wrong(ann.ask(unknown, {}));
is(outdated instanceof Problem && outdated.trouble, 'outdated');

// A promise lives; another is declined; somebody is away.
const dueAt = new Date(Date.parse(now) + 7 * 86_400_000).toISOString();
const asked = there((await dee.act(RequestCommitment, { input: { of: id('kestrel'), title: 'A spare pump', dueAt } })).commitment);
is((await bob.ask(AwaitingMe, {})).viewer?.awaitingMe.nodes[0]?.allowedActs, ['CLAIM']);
const offer = there((await cyd.act(OfferCommitment, { input: { to: id('ann'), title: 'The report', private: true, dueAt } })).commitment);
const decline = { id: offer.id, version: offer.version, act: { decline: { referTo: id('kestrel') } } };
is((await ann.act(ActOnCommitment, { input: decline })).commitment?.referredTo?.name, 'Kestrel');
const claim = { id: asked.id, version: asked.version, act: { claim: {} } };
await bob.act(ActOnCommitment, { input: claim });
const whole = there((await dee.ask(Commitment, { id: asked.id })).node);
is([whole.state, whole.history?.nodes.map((step) => step.act)], ['PROMISED', ['REQUEST', 'CLAIM']]);
is((await ann.ask(Commitments, { first: 1, filter: { states: ['PROMISED', 'DECLINED'] } })).commitments.totalCount, 2);
is((await dee.ask(Loops, { me: id('dee'), states: ['PROMISED'] })).expected.nodes.length, 1);
is((await bob.ask(TeamCommitments, { team: id('kestrel'), filter: { states: ['PROMISED'] } })).team?.commitments.nodes.length, 1);
there((await bob.act(SetAway, { input: { until: dueAt } })).person?.awayUntil);
const calendar = there((await bob.ask(CalendarUrl, {})).viewer).calendarUrl;
is((await bob.act(RenewCalendarUrl, {})).viewer?.calendarUrl === calendar, false);

// A team looks at its score.
const kestrel = id('kestrel');
is((await ann.ask(TeamScore, { team: kestrel, language: 'de' })).team?.score.status, 'NOT_YET_PUBLISHED');
is((await ann.ask(ServiceChain, { team: kestrel })).serviceChain.links, []);
const { recipe } = there((await ann.ask(ScoreRecipe, {})).scoreRecipe);
is((await adm.ask(ScorePreview, { recipe, teams: [kestrel] })).scorePreview.length, 1);
await ann.act(DisputeScore, { input: { team: kestrel, reason: 'That was never promised.' } });
const dispute = there((await mod.ask(ModerationQueue, {})).moderationQueue.nodes[0]);
await mod.act(AnswerDispute, { input: { id: dispute.id, accept: false, answer: 'It was, on Monday.' } });
is((await ann.act(SwitchScore, { input: { team: kestrel, on: false } })).score?.status, 'SWITCHED_OFF');

// People are told of what happens while it does.
async function told<Data, Variables>(client: Client, document: Document<Data, Variables>, variables: Variables, happens: () => unknown): Promise<Data> {
  const stop = new AbortController();
  return new Promise((done, failed) => {
    const live = (yes: boolean) => yes && void Promise.resolve(happens()).catch(failed);
    const data = (news: Data) => (stop.abort(), done(news));
    client.listen(document, variables, stop.signal, data, live).catch(failed);
  });
}
const news = await told(dee, RecognitionChanged, {}, () => ann.act(GiveRecognition, { input: { ...thanks, idempotencyKey: newKey() } }));
is(news.recognitionChanged.message, thanks.message);
const step = await told(bob, CommitmentChanged, {}, () => ann.act(RequestCommitment, { input: { of: id('bob'), title: 'A pump', dueAt } }));
is(step.commitmentChanged.awaiting?.id, id('bob'));
const score = await told(cyd, ScorePublished, { team: kestrel }, () => console.log('publish'));
is(score.scorePublished.team.id, kestrel);

// An integrator connects a receiver, tries it, and takes it away.
const to = { url: 'https://intranet.example/hooks', eventTypes: ['recognition.*'], style: 'FULL' } as const;
const made = there((await int.act(CreateWebhookEndpoint, { input: { ...to, eventTypes: [...to.eventTypes] } })).endpoint);
is((await int.ask(CheckWebhookUrl, { url: 'http://10.0.4.18/hooks' })).checkWebhookUrl.allowed, false);
const renewed = there((await int.act(RotateWebhookSecret, { input: { id: made.id, overlapHours: 1 } })).endpoint);
is(renewed.secret !== made.secret && renewed.id === made.id, true);
is((await int.act(UpdateWebhookEndpoint, { input: { id: made.id, paused: true } })).endpoint?.state, 'PAUSED');
const sent = there((await int.act(SendTestWebhook, { input: { id: made.id } })).delivery);
is((await int.act(ResendWebhookDelivery, { input: { id: sent.id } })).delivery?.event.id, sent.event.id);
is((await int.act(ReplayWebhookEvents, { input: { endpoint: made.id, since: now, dryRun: true } })).count, 0);
is((await int.ask(WebhookEndpoints, {})).webhookEndpoints.nodes[0]?.id, made.id);
is((await int.ask(Events, { types: ['webhook.*'] })).events.nodes[0]?.id, sent.event.id);
is((await int.ask(EventTypes, {})).eventTypes.some((each) => each.name === 'webhook.test'), true);
is((await int.ask(EventNames, {})).eventTypes.some((each) => each.name === 'webhook.test'), true);
is((await int.ask(WebhookDelivery, { id: sent.id })).node?.event?.data, { endpoint: made.id });
is((await int.ask(WebhookDeliveries, { endpoint: made.id })).node?.deliveries?.nodes.length, 2);
await int.act(DeleteWebhookEndpoint, { input: { id: made.id } });

// Webhooks are verified.
for (const { body, headers, proof, fits } of webhooks) {
  const found = await wrong(verify(body, headers, proof));
  is(found instanceof NotVerified, !fits);
  if (fits) is((await receive(new TextEncoder().encode(body), new Headers(headers), proof)).previousId, 'evt_0');
}

// What the types refuse: an error that is expected and does not come is one too.
export async function refusedByTypes(client: Client): Promise<void> {
  // @ts-expect-error Recipients are missing.
  await client.act(GiveRecognition, { input: { message: 'Well done!', behaviours: [] } });
  // @ts-expect-error There is no such filter.
  await client.ask(Feed, { filter: { givers: 'per_1' } });
  // @ts-expect-error It may be null.
  (await client.ask(Viewer, {})).viewer.person;
}

console.log('done');
process.exit(0);
