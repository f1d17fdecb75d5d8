"""What every name of the schema means, for whoever reads it in GraphiQL, an editor or the generated types.

A docstring is a description already: of a type, and of a field that has a resolver. Here is the rest, in one place, so
that it speaks with one voice and can be read through as a client does. `*` is what a name means wherever nothing nearer
is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
)

TEXT = """
*
  id: The same everywhere: here, in webhooks, in logs. `node(id:)` finds it by that.
  createdAt: When it was made.
  first: How many, from the beginning; 25 unless last is given, at most 100.
  after: The endCursor of the page before.
  last: How many, from the end; not together with first.
  before: The startCursor of the page after.
  filter: Which of them; all when left out.
  search: The beginnings of words of a name.
  language: Such as `de` or `de-CH`; English otherwise.
  edges: The items with their places.
  nodes: The items.
  pageInfo: Whether there is more.
  cursor: Its place, for after and before.
  node: The item.
  input: What is wanted.
  idempotencyKey: For 24 hours the same key from the same person gives the first result: a second click does nothing.
  userErrors: Why not; empty when it worked.
  note: A few words, if any.
  recognition: The recognition.
  comment: The comment.
  commitment: The commitment.
  endpoint: The endpoint.
  delivery: The delivery.
  person: The person.
  team: The team.
  score: The score.
  viewer: Who asks.
  message: What happened, in 2 to 2,000 characters.
  behaviours: Keys of behaviours.
  visibility: Who may see it.
  dueAt: By when.
  conditions: What it takes for the customer to be satisfied.
  title: What is promised, in one line.
  private: Only for customer and performer.
  answerBy: Until when there is to be an answer.
  link: A link to the work.

Query
  node(id): Of anything that is a Node.
  nodes(ids): In this order.
  people(active): Whether they are with the organisation; both when left out.
  people(team): In this team or below it.
  person(by): One way to name them.
  team(by): One way to name it.
  teams(parent): Directly below this team.
  teams(search): A part of a name.
  events(types): Names or wildcards such as `recognition.*`; all when left out.
  checkWebhookUrl(url): The whole address.
  scorePreview(recipe): As `scoreRecipe { recipe }` gives one, with other numbers.
  scorePreview(teams): At most 100 ids.
  scoreRecipe(version): The one in use when left out.
  serviceChain(team): Only what this team serves, or is served by.

Organization
  name: As its people call it.
  timeZone: For working days and the hour of publication, such as `Europe/Zurich`.

Node
  id: The same everywhere: here, in webhooks, in logs.

Person
  userName: What they sign in with; case does not matter.
  displayName: What others call them.
  email: Where mail reaches them.
  avatarUrl: A picture of them.
  jobTitle: What they do.
  active: Whether they are with the organisation.
  externalId: What the directory knows them by.
  awayFrom: Since when, or from when, they are away.
  awayUntil: Until when; null while nobody knows.

PersonBy
  id: As GraphQL, webhooks and logs show it.
  userName: What they sign in with; case does not matter.
  externalId: What the directory knows them by.

Team
  externalId: What the directory knows it by.
  name: What people call it.
  description: What it is there for.
  members(asOf): At this instant; today when left out.

TeamBy
  id: As GraphQL, webhooks and logs show it.
  externalId: What the directory knows it by.

Viewer
  person: The person behind the token.
  roles: What they are trusted with.
  unseenTeammates(first): How many at most; 5 when left out.

Role
  EMPLOYEE: Everybody: reads what is shown to them and writes their own.
  MODERATOR: Sees what is reported, hides and unhides, answers disputes.
  INTEGRATOR: Webhooks and the log of events.
  ADMINISTRATOR: People, teams, tokens, recipes and switches; reads nothing that is only for the people involved.

PageInfo
  hasNextPage: Whether there is more after it.
  hasPreviousPage: Whether there is more before it.
  startCursor: Where it begins, for before.
  endCursor: Where it ends, for after.

UserError
  code: For a program to branch on.

ErrorCode
  NOT_FOUND: There is none, or none that the viewer may see.
  NOT_ALLOWED: A rule about this object forbids it.
  INVALID: It cannot be what was meant; the message says why.
  TOO_LONG: Longer than this may be.
  TOO_SHORT: Shorter than this may be, or nothing.
  SELF_RECOGNITION: Nobody thanks themselves.
  SELF_COMMITMENT: Nobody promises something to themselves.
  UNKNOWN_BEHAVIOUR: No behaviour has this key.
  INACTIVE_PERSON: Somebody who has left.
  PACE_LIMIT: Too many in a day; the message says when to go on.
  EDIT_WINDOW_OVER: The words stand by now.
  ACT_NOT_ALLOWED: Not this act, by this person, in this state.
  STALE_VERSION: Somebody was faster; look at it as it is now.
  DUE_DATE_PASSED: The day is over.
  ADDRESS_REFUSED: Webhooks must not go there; the message says why.
  CONFLICT: The same idempotencyKey came with another input, or somebody has done it already.

Behaviour
  retired: Not for new recognitions any more; old ones keep it.

Visibility
  EVERYONE: Everyone in the organisation.
  TEAMS: Members of the giver's and the recipients' teams.
  PEOPLE: Giver and recipients.
  PEOPLE_AND_MANAGERS: Giver, recipients and their managers.

RecognitionState
  ACTIVE: On show.
  WITHDRAWN: Taken back by its giver.
  HIDDEN: By a moderator.

RecognitionAct
  EDIT: Change its words, while the window is open.
  WITHDRAW: Take it back.
  ENDORSE: Say that it was so.
  REACT: Put an emoji to it.
  COMMENT: Say something to it.
  REPORT: Tell the moderators that something is wrong with it.
  MODERATE: Hide it, or show it again.

Recognition
  createdAt: When it was given.
  editedAt: When its words were last changed; null if they never were.
  state: Whether it is on show.
  endorsementCount: How many say that it was so.
  viewerHasEndorsed: Whether the viewer does.
  commentCount: How many comments there are.

ReactionCount
  emoji: The emoji.
  count: How many people.
  viewerHasReacted: Whether the viewer is one of them.

Comment
  text: What they say, in at most 2,000 characters.
  createdAt: When they said it.

RecognitionFilter
  team: With a giver or recipient from this team, or from one below it.
  giver: Who said thank you.
  recipient: Who was thanked.
  behaviours: With any of these keys.
  since: From this instant on.
  until: Before this instant.

GiveRecognitionInput
  commitment: The commitment that it says thank you for.
  visibility: Who may see it; everyone when left out.

EditRecognitionInput
  message: The new words.

RecognitionIdInput
  id: Of a recognition.

ReactInput
  id: Of a recognition.

AddCommentInput
  recognition: What it is about.
  text: In at most 2,000 characters.

CommentIdInput
  id: Of a comment.

ReportInput
  id: Of a recognition or a comment.
  reason: What is wrong with it.

ModerateInput
  id: Of a recognition or a comment.
  hide: Whether it goes, or comes back.
  reason: Why, for the record.

ModerationItem
  id: Of the report or the dispute.
  at: Since when it waits.
  reason: In the words of whoever reported or disputed.

ReportPayload
  recognition: What was reported or decided on, if it is one.
  comment: What was reported or decided on, if it is one.

CommentPayload
  recognition: What it is about.

CommitmentState
  REQUESTED: Somebody counts on it and asked. Of a team: nobody's until somebody claims it.
  OFFERED: Somebody would do it and said so.
  COUNTERED: Other terms are on the table; the other side answers.
  PROMISED: The performer said yes. From here on there is a name and a day.
  AT_RISK: The performer says early that it may not hold.
  DELIVERED: The performer says it is done. It is done when the customer says so.
  KEPT: The customer said yes, or stayed silent (`assumed`).
  BROKEN: Day and grace passed. It can still be delivered or opened again; the break stays.
  DECLINED: A no. With an alternative or a pointer, a good one.
  WITHDRAWN: Whoever began it took it back before there was a promise.
  EXPIRED: Nobody answered.
  CANCELLED: No longer needed, or somebody left.
  REVOKED: The performer took the promise back and said why.

CommitmentActName
  CLAIM: What a team was asked, a member takes.
  ACCEPT: Yes.
  COUNTER: Yes, on other terms.
  DEFER: The answer comes later.
  DECLINE: No; best with an alternative.
  WITHDRAW: Take back what one began or proposed.
  FLAG_AT_RISK: Say early that it may not hold.
  CLEAR_RISK: The risk is over.
  PROPOSE_CHANGE: Other terms for what is promised.
  AGREE_CHANGE: Yes to the change.
  REFUSE_CHANGE: The old terms hold.
  HAND_OVER: Ask somebody else to perform it.
  ACCEPT_HAND_OVER: Become its performer.
  REFUSE_HAND_OVER: The performer keeps it.
  DELIVER: Say that it is done.
  CONFIRM: Yes, it is done.
  REJECT: It is not; say what is missing.
  CANCEL: It is no longer needed.
  REVOKE: Take the promise back, with the reason.
  REOPEN: A new day after a break.
  GIVE_REASON: Say afterwards what got in the way.

CommitmentAct
  claim: What a team was asked, the viewer takes.
  accept: Yes.
  counter: Yes, on these terms.
  defer: The answer comes later.
  decline: No; best with an alternative.
  withdraw: Take back what the viewer began or proposed.
  flagAtRisk: Say early that it may not hold.
  clearRisk: The risk is over.
  proposeChange: Other terms for what is promised.
  agreeChange: Yes to the change.
  refuseChange: The old terms hold.
  handOver: Ask somebody else to perform it.
  acceptHandOver: Become its performer.
  refuseHandOver: The performer keeps it.
  deliver: Say that it is done.
  confirm: Yes, it is done.
  reject: It is not; say what is missing.
  cancel: It is no longer needed.
  revoke: Take the promise back, with the reason.
  reopen: A new day after a break.
  giveReason: Say afterwards what got in the way.

VarianceReason
  WAITING_FOR_OTHER_TEAM: Waiting for another team.
  PREREQUISITE_MISSING: Something that was needed first was missing.
  PRIORITIES_CHANGED: Priorities changed.
  NO_CAPACITY: No capacity.
  UNCLEAR_CONDITIONS: It was unclear when it would be done.
  ABSENCE: Absence.
  TOOL_FAILURE: A tool failed.
  CUSTOMER_CHANGED_SCOPE: The customer changed the scope.
  UNDERESTIMATED: It took longer than thought.
  FORGOT: Forgotten.
  OTHER: Something else; the `note` says what.

Commitment
  alternative: What is offered instead, by whoever declined.
  answerBy: Until when the next answer is awaited; null when none is.
  closedAt: When it ended; null while it is open.
  createdAt: When it was asked for or offered.
  deliveredAt: When the performer said that it is done.
  dueAt: By when, as it is agreed now.
  evidence: What shows that it is done, in the performer's words.
  firstDueAt: By when, as it was promised first.
  onTime: Whether it was delivered by dueAt and never broken; null until it was delivered or broken.
  overdue: Whether dueAt has passed and it is not done.
  pendingChange: The terms that one side proposes and the other has not answered.
  reason: What got in the way.
  state: Where it is in its life.

CommitmentStep
  at: When.
  from: The state before; null for the beginning.
  to: The state after.
  reason: What got in the way.
  terms: What was proposed or agreed with it.
  version: The version that it made.

CommitmentFilter
  awaiting: Waiting for an act of this person.
  customer: Counted on by this person.
  performer: Promised by this person.
  team: Of people whose home team this was, or asked of it; not of teams below it.
  states: In any of these states.
  overdue: Whether its day has passed and it is not done.
  dueBefore: Due before this instant.

CommitmentPayload
  commitment: As it is now; also where the act was refused for being stale.
  recognition: The thanks that were given with it.

ActOnCommitmentInput
  id: Of a commitment.
  version: The version that the viewer saw.
  act: Exactly one.

RequestCommitmentInput
  answerBy: Until when there is to be an answer; some working days when left out, by a setting.

OfferCommitmentInput
  to: The person who would count on it.

DeferInput
  answerBy: When the answer comes.

DeclineInput
  reason: What gets in the way.

DeliverInput
  evidence: What shows that it is done, such as a link.

HandOverInput
  to: The person who is asked.

ReasonInput
  reason: What gets in the way, or got.

ReopenInput
  dueAt: The new day.

SetAwayInput
  from: Now when left out.

ScoreStatus
  PUBLISHED: There is a score.
  NOT_YET_PUBLISHED: The next publication decides.
  TOO_FEW_MEMBERS: The team is too small for a number that tells of nobody.
  TOO_FEW_CONTRIBUTORS: Too few people stand behind it.
  INSUFFICIENT_EVIDENCE: Too little has happened.
  WITHHELD: Together with others it would tell of fewer than five people.
  SWITCHED_OFF: Somebody who may has switched it off.

ScoreBand
  FRAGILE: Below 40.
  GROWING: From 40.
  SOLID: From 60.
  STRONG: From 80.

ScoreComponentKey
  RELIABILITY: Does the team keep what it promises?
  RESPONSIVENESS: Does whoever asks the team get an answer? A good no is one.
  COVERAGE: Does recognition reach everybody in it, or the same few?
  PARTICIPATION: Does everybody in it thank somebody?
  SERVICE: Do other teams get what was promised to them, and say thanks?

TeamScore
  asOf: When it was reckoned; null if it never was.
  band: In a word; null without a value.
  components: Its parts, which explain the whole.
  interval: How sure it is.
  purpose: What it is for, and what it is not for.
  recipeVersion: Which numbers it was reckoned by.
  status: Whether there is a value.
  weakestLink: The part that would raise it most.
  windowDays: How many days it looks back.

ScoreInterval
  low: From 0.
  high: To 100.

ScoreComponent
  key: Which part.
  weight: Its share of the whole, 0 to 1.
  formula: How it is reckoned.
  effectiveSampleSize: How much evidence stands behind it; null where that is not counted.
  prior: What it is pulled to while there is little evidence.

MissingComponent
  key: Which part.

Count
  name: What is counted.
  value: How much of it; what happened lately weighs more.

Leadership
  status: Whether it is published.
  leaders: How many there are.
  leadersWhoGave: How many of them thanked somebody.
  promisesToTheirPeopleKept: The share of their promises to their people that they kept, 0 to 1.

ServiceChain
  links(first): How many at most.

ServiceLink
  promises: How many the one made to the other.
  reliability: The share that was kept, 0 to 1.
  answered: The share of requests that got an answer, 0 to 1; null where nobody asked.
  recognitionsBack: How many thanks came back.

ScoreRecipe
  version: Its name.
  description: What its numbers are.
  recipe: Every number.

DisputeScoreInput
  team: One's own.
  reason: What is wrong, for a moderator.

AnswerDisputeInput
  id: Of the dispute, as the moderation queue shows it.
  accept: Whether it is right.
  answer: What whoever disputed is told.

SwitchScoreInput
  team: Null for the organisation.
  on: Whether there is to be a score.

Event
  type: What happened, such as `recognition.given`.
  occurredAt: When.

EventType
  name: Such as `recognition.given`.
  description: When it happens.
  example: What is told of one.

WebhookEndpoint
  url: The address.
  description: What it is for.
  eventTypes: What it is told of: names or wildcards such as `recognition.*`; all when empty.
  style: How much a body says.
  format: How a body is laid out.
  state: Whether anything is sent to it.
  stateReason: Why nothing is; null while it is active.
  headerNames: Headers that are sent along; their values are not shown.
  maxConcurrency: How many are under way at once.
  ratePerMinute: How many in a minute; null for as many as there are.
  deliveries(states): In any of these states; all when left out.

WebhookEndpointState
  ACTIVE: Webhooks go out.

WebhookStyle
  THIN: Ids and instants.
  FULL: Also the object, as far as everyone may see it.

WebhookFormat
  STANDARD: As the Standard Webhooks specification has it.
  CLOUDEVENTS: A CloudEvent, structured.
  SLACK: A message for a Slack webhook.
  TEAMS: A card for a Microsoft Teams webhook.

CreateWebhookEndpointInput
  url: Where to; `checkWebhookUrl` says whether it may.
  description: What it is for.
  style: How much a body says.
  format: How a body is laid out.
  auth: How the receiver is shown who we are.
  headers: Headers to be sent along, such as one that the receiver asks for.
  maxConcurrency: How many may be under way at once.
  ordered: One after the other.
  ratePerMinute: How many in a minute; as many as there are when left out.
  teams: Only what concerns these teams; all when left out.

UpdateWebhookEndpointInput
  id: Of an endpoint.
  url: Where to; `checkWebhookUrl` says whether it may.
  description: What it is for.
  eventTypes: Names or wildcards such as `recognition.*`; all when empty.
  style: How much a body says.
  format: How a body is laid out.
  headers: All headers to be sent along from now on.
  maxConcurrency: How many may be under way at once.
  ordered: One after the other.
  ratePerMinute: How many in a minute.
  signatures: How bodies are signed from now on.
  teams: Only what concerns these teams; all when empty.

WebhookAuthInput
  basic: By a password.
  oauth2: By a token.
  mtls: By a certificate.

BasicAuthInput
  userName: Without a colon.
  password: Kept secret.

OAuth2Input
  tokenUrl: Where tokens are to be had; it is checked like the address of a webhook.
  clientId: Who we are there.
  clientSecret: Kept secret.
  scope: What is asked for, words with spaces between.

HeaderInput
  name: Its name.
  value: Its value; kept secret.

WebhookEndpointIdInput
  id: Of an endpoint.

RotateWebhookSecretInput
  id: Of an endpoint.
  overlapHours: How long the old one goes on signing beside the new one.

WebhookDeliveryIdInput
  id: Of a delivery.

WebhookDelivery
  state: Where it is on its road.
  sequence: Its number among those to this endpoint.
  nextAttemptAt: When it is tried next; null when it is not.

WebhookDeliveryState
  WAITING: For its first try, or the next.
  IN_FLIGHT: Being tried.
  DELIVERED: The receiver has taken it.
  EXHAUSTED: Given up after the last try.
  DROPPED: Not sent: too old by then, or nobody is to be told of it any more.

WebhookAttempt
  number: The first is 1.
  at: When it began.
  milliseconds: How long it took.
  error: Why no answer came; null if one came.
  peerAddress: The address that was spoken to.
  trigger: Why it was tried: `schedule`, `manual`, `test`, `replay`, or `probe` of an endpoint at rest.

WebhookHealth
  waiting: How many wait.
  oldestWaitingSeconds: How long the oldest of them waits.
  consecutiveFailures: How many tries failed since the last that did not.
  deliveredLastDay: How many tries arrived within 24 hours.
  failedLastDay: How many tries failed within 24 hours.
  lastSuccessAt: When one last arrived, to the second.

WebhookUrlCheck
  allowed: Whether they may.
  explanation: Why not, and what to do; for a person.

ReplayWebhookEventsInput
  endpoint: Where to.
  types: Names or wildcards such as `recognition.*`; all when left out.
  since: From this instant on.
  until: Before this instant; until now when left out.

ReplayWebhookEventsPayload
  count: How many; at most what one replay may send.
"""


def _read(text: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    kind = ""
    for line in text.splitlines():
        if line.startswith("  "):
            name, _, said = line.strip().partition(": ")
            found[f"{kind}.{name}"] = said
        elif line:
            kind = line
    return found


WORDS = _read(TEXT)
"""What names mean, by `Type.field`, `Type.field(argument)`, `Enum.VALUE` or `*.name`."""


def describe(schema: GraphQLSchema) -> None:
    """Give every name its description, unless it has one."""
    for name, thing in names(schema):
        if thing.description is None:
            own = name.rpartition(".")[2].rpartition("(")[2].rstrip(")")
            thing.description = _documented(thing) or WORDS.get(name) or WORDS.get(f"*.{own}")


def names(schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    """Every type, field, argument and value of the schema's own, by its name."""
    for kind in schema.type_map.values():
        if kind.name.startswith("__"):
            continue
        yield kind.name, kind
        if isinstance(kind, GraphQLEnumType):
            yield from ((f"{kind.name}.{name}", value) for name, value in kind.values.items())
        elif isinstance(kind, GraphQLInputObjectType):
            yield from ((f"{kind.name}.{name}", each) for name, each in kind.fields.items())
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                yield f"{kind.name}.{name}", field
                yield from ((f"{kind.name}.{name}({key})", each) for key, each in field.args.items())


def _documented(thing: Any) -> str | None:
    """The first paragraph of the docstring of a type or a resolver, on one line."""
    definition = thing.extensions.get("strawberry-definition")
    if isinstance(thing, GraphQLNamedType):
        origin = getattr(definition, "origin", None) or getattr(definition, "wrapped_cls", None)
        # What is made of a generic, such as a page of people of `Connection`, has the words of that.
        places: tuple[Any, ...] = origin.__mro__[:2] if isinstance(origin, type) else ()
    else:
        resolver = getattr(definition, "base_resolver", None)
        places = (resolver.wrapped_func,) if resolver else ()
    docstring = next((each.__doc__ for each in places if each.__doc__), None)
    return " ".join(docstring.strip().split("\n\n")[0].split()) if docstring else None
