// Generated from graphql/operations by `make contract`; do not edit.

/** The id of a document that the service knows, with the types of what it answers and takes. */
export type Document<Data, Variables> = string & { readonly data?: Data; readonly variables?: Variables };

export interface ActOnCommitmentInput {
  act: CommitmentAct;
  id: string;
  idempotencyKey?: string | null;
  version: number;
}

export interface AddCommentInput {
  idempotencyKey?: string | null;
  recognition: string;
  text: string;
}

export interface AnswerDisputeInput {
  accept: boolean;
  answer: string;
  id: string;
}

export interface BasicAuthInput {
  password: string;
  userName: string;
}

export type ChainTeam = {
  id: string;
  name: string;
  parent: {
    id: string;
    name: string;
  } | null;
};

export interface CommentIdInput {
  id: string;
}

export type CommentLine = {
  id: string;
  text: string;
  createdAt: string;
  author: {
    id: string;
    displayName: string;
  };
};

export interface CommitmentAct {
  accept?: NoteInput | null;
  acceptHandOver?: NoteInput | null;
  agreeChange?: NoteInput | null;
  cancel?: NoteInput | null;
  claim?: NoteInput | null;
  clearRisk?: NoteInput | null;
  confirm?: ConfirmInput | null;
  counter?: TermsInput | null;
  decline?: DeclineInput | null;
  defer?: DeferInput | null;
  deliver?: DeliverInput | null;
  flagAtRisk?: ReasonInput | null;
  giveReason?: ReasonInput | null;
  handOver?: HandOverInput | null;
  proposeChange?: TermsInput | null;
  refuseChange?: NoteInput | null;
  refuseHandOver?: NoteInput | null;
  reject?: RejectInput | null;
  reopen?: ReopenInput | null;
  revoke?: ReasonInput | null;
  withdraw?: NoteInput | null;
}

export type CommitmentActName = 'ACCEPT' | 'ACCEPT_HAND_OVER' | 'AGREE_CHANGE' | 'CANCEL' | 'CLAIM' | 'CLEAR_RISK' | 'CONFIRM' | 'COUNTER' | 'DECLINE' | 'DEFER' | 'DELIVER' | 'FLAG_AT_RISK' | 'GIVE_REASON' | 'HAND_OVER' | 'PROPOSE_CHANGE' | 'REFUSE_CHANGE' | 'REFUSE_HAND_OVER' | 'REJECT' | 'REOPEN' | 'REVOKE' | 'WITHDRAW';

export type CommitmentCard = {
  id: string;
  title: string;
  conditions: string | null;
  state: CommitmentState;
  version: number;
  customer: {
    id: string;
    displayName: string;
  };
  customerTeam: {
    id: string;
    name: string;
  } | null;
  performer: {
    id: string;
    displayName: string;
  } | null;
  performerTeam: {
    id: string;
    name: string;
  } | null;
  awaiting: {
    id: string;
    displayName: string;
  } | null;
  awaitingTeam: {
    id: string;
    name: string;
  } | null;
  answerBy: string | null;
  dueAt: string;
  firstDueAt: string;
  overdue: boolean;
  deliveredAt: string | null;
  closedAt: string | null;
  onTime: boolean | null;
  assumed: boolean;
  evidence: string | null;
  reason: VarianceReason | null;
  alternative: string | null;
  referredTo: ({
    id: string;
  } & {
    displayName?: string;
  } & {
    name?: string;
  }) | null;
  pendingChange: {
    title: string | null;
    conditions: string | null;
    dueAt: string | null;
  } | null;
  pendingHandOverTo: {
    id: string;
    displayName: string;
  } | null;
  private: boolean;
  createdAt: string;
  allowedActs: CommitmentActName[];
};

export interface CommitmentFilter {
  awaiting?: string | null;
  customer?: string | null;
  dueBefore?: string | null;
  overdue?: boolean | null;
  performer?: string | null;
  states?: CommitmentState[] | null;
  team?: string | null;
  unclaimed?: boolean | null;
}

export type CommitmentNews = {
  id: string;
  title: string;
  state: CommitmentState;
  version: number;
  customer: {
    id: string;
    displayName: string;
  };
  performer: {
    id: string;
    displayName: string;
  } | null;
  performerTeam: {
    id: string;
    name: string;
  } | null;
  awaiting: {
    id: string;
    displayName: string;
  } | null;
  awaitingTeam: {
    id: string;
    name: string;
  } | null;
  answerBy: string | null;
  dueAt: string;
  overdue: boolean;
  closedAt: string | null;
  private: boolean;
};

export type CommitmentState = 'AT_RISK' | 'BROKEN' | 'CANCELLED' | 'COUNTERED' | 'DECLINED' | 'DELIVERED' | 'EXPIRED' | 'KEPT' | 'OFFERED' | 'PROMISED' | 'REQUESTED' | 'REVOKED' | 'WITHDRAWN';

export interface ConfirmInput {
  note?: string | null;
  recognition?: ThanksInput | null;
}

export interface CreateWebhookEndpointInput {
  auth?: WebhookAuthInput | null;
  description?: string | null;
  eventTypes?: string[] | null;
  format?: WebhookFormat | null;
  headers?: HeaderInput[] | null;
  maxAgeHours?: number | null;
  maxConcurrency?: number | null;
  ordered?: boolean | null;
  ratePerMinute?: number | null;
  signatures?: WebhookSignature[] | null;
  style?: WebhookStyle | null;
  teams?: string[] | null;
  url: string;
  verifyOwnership?: boolean | null;
  visibilities?: Visibility[] | null;
}

export interface DeclineInput {
  alternative?: string | null;
  note?: string | null;
  reason?: VarianceReason | null;
  referTo?: string | null;
}

export interface DeferInput {
  answerBy: string;
  note?: string | null;
}

export interface DeliverInput {
  evidence?: string | null;
}

export type DeliveryLine = {
  id: string;
  state: WebhookDeliveryState;
  sequence: number;
  nextAttemptAt: string | null;
  event: {
    id: string;
    type: string;
    occurredAt: string;
  };
  attempts: {
    id: string;
    number: number;
    at: string;
    trigger: string;
    status: number | null;
    error: string | null;
    milliseconds: number;
  }[];
};

export type DeliveryWhole = {
  id: string;
  state: WebhookDeliveryState;
  event: {
    id: string;
    type: string;
    occurredAt: string;
    data: unknown;
  };
  attempts: {
    id: string;
    number: number;
    at: string;
    trigger: string;
    status: number | null;
    error: string | null;
    milliseconds: number;
    peerAddress: string | null;
    responseBody: string | null;
  }[];
};

export interface DisputeScoreInput {
  reason: string;
  subject?: string | null;
  team: string;
}

export interface EditRecognitionInput {
  id: string;
  message: string;
}

export type EndpointLine = {
  id: string;
  url: string;
  description: string | null;
  eventTypes: string[];
  style: WebhookStyle;
  format: WebhookFormat;
  ordered: boolean;
  state: WebhookEndpointState;
  stateReason: string | null;
  secretHint: string;
  health: {
    waiting: number;
    deliveredLastDay: number;
    failedLastDay: number;
    lastSuccessAt: string | null;
    consecutiveFailures: number;
  };
};

export type ErrorCode = 'ACT_NOT_ALLOWED' | 'ADDRESS_REFUSED' | 'CONFLICT' | 'DUE_DATE_PASSED' | 'EDIT_WINDOW_OVER' | 'INACTIVE_PERSON' | 'INVALID' | 'NOT_ALLOWED' | 'NOT_FOUND' | 'PACE_LIMIT' | 'SELF_COMMITMENT' | 'SELF_RECOGNITION' | 'STALE_VERSION' | 'TOO_LONG' | 'TOO_SHORT' | 'UNKNOWN_BEHAVIOUR';

export interface GiveRecognitionInput {
  behaviours: string[];
  commitment?: string | null;
  idempotencyKey?: string | null;
  link?: string | null;
  message: string;
  recipients: string[];
  visibility?: Visibility | null;
}

export interface HandOverInput {
  note?: string | null;
  to: string;
}

export interface HeaderInput {
  name: string;
  value: string;
}

export type LeadershipCard = {
  status: ScoreStatus;
  leaders: number | null;
  leadersWhoGave: number | null;
  promisesToTheirPeopleKept: number | null;
};

export interface ModerateInput {
  hide: boolean;
  id: string;
  reason: string;
}

export interface MtlsInput {
  certificate: string;
  privateKey: string;
}

export interface NoteInput {
  note?: string | null;
}

export interface OAuth2Input {
  clientId: string;
  clientSecret: string;
  scope?: string | null;
  tokenUrl: string;
}

export interface OfferCommitmentInput {
  conditions?: string | null;
  dueAt: string;
  idempotencyKey?: string | null;
  private?: boolean | null;
  title: string;
  to: string;
}

export type PersonLine = {
  id: string;
  userName: string;
  displayName: string;
  jobTitle: string | null;
  teams: {
    id: string;
    name: string;
  }[];
};

export type PromiseLine = {
  id: string;
  title: string;
  state: CommitmentState;
};

export interface ReactInput {
  emoji: string;
  id: string;
}

export interface ReasonInput {
  note?: string | null;
  reason: VarianceReason;
}

export type RecognitionAct = 'COMMENT' | 'EDIT' | 'ENDORSE' | 'MODERATE' | 'REACT' | 'REPORT' | 'WITHDRAW';

export type RecognitionCard = {
  id: string;
  message: string | null;
  giver: {
    id: string;
    displayName: string;
    teams: {
      id: string;
      name: string;
    }[];
  };
  recipients: {
    id: string;
    displayName: string;
  }[];
  team: {
    id: string;
    name: string;
  } | null;
  behaviours: {
    key: string;
    label: string;
  }[];
  visibility: Visibility;
  state: RecognitionState;
  createdAt: string;
  editedAt: string | null;
  link: string | null;
  reactions: {
    emoji: string;
    count: number;
    viewerHasReacted: boolean;
  }[];
  endorsementCount: number;
  viewerHasEndorsed: boolean;
  commentCount: number;
  viewerMay: RecognitionAct[];
};

export interface RecognitionFilter {
  behaviours?: string[] | null;
  giver?: string | null;
  recipient?: string | null;
  search?: string | null;
  since?: string | null;
  team?: string | null;
  until?: string | null;
}

export interface RecognitionIdInput {
  id: string;
}

export type RecognitionNews = {
  id: string;
  message: string | null;
  giver: {
    id: string;
    displayName: string;
    teams: {
      id: string;
      name: string;
    }[];
  };
  recipients: {
    id: string;
    displayName: string;
  }[];
  team: {
    id: string;
    name: string;
  } | null;
  behaviours: {
    key: string;
    label: string;
  }[];
  visibility: Visibility;
  state: RecognitionState;
  createdAt: string;
  editedAt: string | null;
  link: string | null;
  endorsementCount: number;
  commentCount: number;
};

export type RecognitionState = 'ACTIVE' | 'HIDDEN' | 'WITHDRAWN';

export type Refusal = {
  code: ErrorCode;
  message: string;
  path: string[];
};

export interface RejectInput {
  note: string;
}

export interface ReopenInput {
  dueAt: string;
  note?: string | null;
}

export interface ReplayWebhookEventsInput {
  dryRun?: boolean | null;
  endpoint: string;
  onlyMissing?: boolean | null;
  since: string;
  types?: string[] | null;
  until?: string | null;
}

export interface ReportInput {
  id: string;
  reason: string;
}

export interface RequestCommitmentInput {
  answerBy?: string | null;
  conditions?: string | null;
  dueAt: string;
  idempotencyKey?: string | null;
  of: string;
  private?: boolean | null;
  title: string;
}

export type Role = 'ADMINISTRATOR' | 'EMPLOYEE' | 'INTEGRATOR' | 'MODERATOR';

export interface RotateWebhookSecretInput {
  id: string;
  overlapHours?: number | null;
}

export type ScoreBand = 'FRAGILE' | 'GROWING' | 'SOLID' | 'STRONG';

export type ScoreCard = {
  status: ScoreStatus;
  statusText: string;
  value: number | null;
  interval: {
    low: number;
    high: number;
    level: number;
  } | null;
  band: ScoreBand | null;
  components: {
    key: ScoreComponentKey;
    label: string;
    value: number;
    weight: number;
    pointsLost: number;
    counts: {
      name: string;
      value: number;
    }[];
    effectiveSampleSize: number | null;
    prior: number | null;
    formula: string;
    explanation: string;
  }[];
  missing: {
    key: ScoreComponentKey;
    label: string;
    waitsFor: string;
  }[];
  weakestLink: {
    key: ScoreComponentKey;
    label: string;
    pointsLost: number;
    mending: string;
  } | null;
  asOf: string | null;
  windowDays: number;
  recipeVersion: string;
  purpose: string;
};

export type ScoreComponentKey = 'COVERAGE' | 'PARTICIPATION' | 'RELIABILITY' | 'RESPONSIVENESS' | 'SERVICE';

export type ScoreStatus = 'INSUFFICIENT_EVIDENCE' | 'NOT_YET_PUBLISHED' | 'PUBLISHED' | 'SWITCHED_OFF' | 'TOO_FEW_CONTRIBUTORS' | 'TOO_FEW_MEMBERS' | 'WITHHELD';

export interface SetAwayInput {
  from?: string | null;
  person?: string | null;
  until?: string | null;
}

export type SignageCard = {
  id: string;
  message: string | null;
  giver: {
    id: string;
    displayName: string;
    teams: {
      id: string;
      name: string;
    }[];
  };
  recipients: {
    id: string;
    displayName: string;
  }[];
  team: {
    id: string;
    name: string;
  } | null;
  behaviours: {
    key: string;
    label: string;
  }[];
  visibility: Visibility;
  state: RecognitionState;
  createdAt: string;
};

export interface SwitchScoreInput {
  on: boolean;
  team?: string | null;
}

export interface TermsInput {
  conditions?: string | null;
  dueAt?: string | null;
  note?: string | null;
  title?: string | null;
}

export interface ThanksInput {
  behaviours: string[];
  message: string;
  visibility?: Visibility | null;
}

export interface UpdateWebhookEndpointInput {
  auth?: WebhookAuthInput | null;
  description?: string | null;
  eventTypes?: string[] | null;
  format?: WebhookFormat | null;
  headers?: HeaderInput[] | null;
  id: string;
  maxConcurrency?: number | null;
  ordered?: boolean | null;
  paused?: boolean | null;
  ratePerMinute?: number | null;
  signatures?: WebhookSignature[] | null;
  style?: WebhookStyle | null;
  teams?: string[] | null;
  url?: string | null;
}

export type VarianceReason = 'ABSENCE' | 'CUSTOMER_CHANGED_SCOPE' | 'FORGOT' | 'NO_CAPACITY' | 'OTHER' | 'PREREQUISITE_MISSING' | 'PRIORITIES_CHANGED' | 'TOOL_FAILURE' | 'UNCLEAR_CONDITIONS' | 'UNDERESTIMATED' | 'WAITING_FOR_OTHER_TEAM';

export type Visibility = 'EVERYONE' | 'PEOPLE' | 'PEOPLE_AND_MANAGERS' | 'TEAMS';

export interface WebhookAuthInput {
  basic?: BasicAuthInput | null;
  mtls?: MtlsInput | null;
  oauth2?: OAuth2Input | null;
}

export interface WebhookDeliveryIdInput {
  id: string;
}

export type WebhookDeliveryState = 'DELIVERED' | 'DROPPED' | 'EXHAUSTED' | 'IN_FLIGHT' | 'WAITING';

export interface WebhookEndpointIdInput {
  id: string;
}

export type WebhookEndpointState = 'ACTIVE' | 'DISABLED' | 'PAUSED' | 'RESTING';

export type WebhookFormat = 'CLOUDEVENTS' | 'SLACK' | 'STANDARD' | 'TEAMS';

export type WebhookSignature = 'ED25519' | 'HMAC_SHA256';

export type WebhookStyle = 'FULL' | 'THIN';

export type ActOnCommitmentData = {
  actOnCommitment: {
    commitment: CommitmentCard | null;
    recognition: RecognitionCard | null;
    userErrors: Refusal[];
  };
};
export type ActOnCommitmentVariables = {
  input: ActOnCommitmentInput;
};
export const ActOnCommitment: Document<ActOnCommitmentData, ActOnCommitmentVariables> =
  'd373393e044b1ad960d8a4e0ca1451f1951f63aa2f72f67200035b2b1f199d73';

export type AddCommentData = {
  addComment: {
    comment: CommentLine | null;
    recognition: {
      id: string;
      commentCount: number;
    } | null;
    userErrors: Refusal[];
  };
};
export type AddCommentVariables = {
  input: AddCommentInput;
};
export const AddComment: Document<AddCommentData, AddCommentVariables> =
  'b32d71a0ec3ff5022dc28849e22498de7f14078e82730427d43659d64b5df032';

export type AnswerDisputeData = {
  answerDispute: {
    score: {
      status: ScoreStatus;
      statusText: string;
      value: number | null;
      asOf: string | null;
    } | null;
    userErrors: {
      code: ErrorCode;
      message: string;
      path: string[];
    }[];
  };
};
export type AnswerDisputeVariables = {
  input: AnswerDisputeInput;
};
export const AnswerDispute: Document<AnswerDisputeData, AnswerDisputeVariables> =
  'ea666d92e2d8e4369f9c58bdb09b113e03eb12edfedba67fa8c0aac0d1a93ca4';

export type AwaitingMeData = {
  viewer: {
    awaitingMe: {
      totalCount: number | null;
      nodes: CommitmentCard[];
      pageInfo: {
        hasNextPage: boolean;
        endCursor: string | null;
      };
    };
  } | null;
};
export type AwaitingMeVariables = {
  first?: number | null;
  after?: string | null;
};
export const AwaitingMe: Document<AwaitingMeData, AwaitingMeVariables> =
  '107940ee8379ea63205b88d820a54db10791babbd13c99e2b658534cac9abd14';

export type BehavioursData = {
  behaviours: {
    key: string;
    label: string;
    description: string;
    retired: boolean;
  }[];
};
export type BehavioursVariables = {
  language?: string | null;
};
export const Behaviours: Document<BehavioursData, BehavioursVariables> =
  '5db7c77932b353f846e42408ab002b7da2aa4d3dffec2e8ef72aecd99ea0456f';

export type CalendarUrlData = {
  viewer: {
    calendarUrl: string;
  } | null;
};
export type CalendarUrlVariables = Record<string, never>;
export const CalendarUrl: Document<CalendarUrlData, CalendarUrlVariables> =
  '381c88b5b65959dc6dfd4cd19b798e5be0a10ab8deb0dbed737bd014e4d226ad';

export type CheckWebhookUrlData = {
  checkWebhookUrl: {
    allowed: boolean;
    explanation: string;
  };
};
export type CheckWebhookUrlVariables = {
  url: string;
};
export const CheckWebhookUrl: Document<CheckWebhookUrlData, CheckWebhookUrlVariables> =
  '5e48a33ec5dcbc782ff97662913843a6771fa0f8bcdf8a5a9d0fdc1896b7a131';

export type CommentsData = {
  node: ({
    id: string;
  } & {
    commentCount?: number;
    comments?: {
      nodes: CommentLine[];
      pageInfo: {
        hasNextPage: boolean;
        endCursor: string | null;
      };
    };
  }) | null;
};
export type CommentsVariables = {
  recognition: string;
  first?: number | null;
  after?: string | null;
};
export const Comments: Document<CommentsData, CommentsVariables> =
  '8affb468dd1d26825cf60956ea0b320f0d0ba37910b4ff0a32ff27973d10644d';

export type CommitmentData = {
  node: ({
    id: string;
  } & ({
    history?: {
      nodes: {
        act: string;
        at: string;
        actor: {
          id: string;
          displayName: string;
        } | null;
        from: CommitmentState | null;
        to: CommitmentState;
        version: number;
        reason: VarianceReason | null;
        terms: {
          title: string | null;
          conditions: string | null;
          dueAt: string | null;
        } | null;
        note: string | null;
      }[];
      pageInfo: {
        hasNextPage: boolean;
        endCursor: string | null;
      };
    };
    recognitions?: RecognitionCard[];
  } & Partial<CommitmentCard>)) | null;
};
export type CommitmentVariables = {
  id: string;
  first?: number | null;
  after?: string | null;
};
export const Commitment: Document<CommitmentData, CommitmentVariables> =
  'a459c8780ac407d7f3bad5b350395aa541d7a362c2db6052d15c18535efcd10b';

export type CommitmentChangedData = {
  commitmentChanged: CommitmentNews;
};
export type CommitmentChangedVariables = {
  team?: string | null;
};
export const CommitmentChanged: Document<CommitmentChangedData, CommitmentChangedVariables> =
  '1d3f9f085d106074c7139b058bfa5bc289adacfca8284154e52172b73ae89042';

export type CommitmentsData = {
  commitments: {
    totalCount: number | null;
    nodes: CommitmentCard[];
    pageInfo: {
      hasNextPage: boolean;
      hasPreviousPage: boolean;
      startCursor: string | null;
      endCursor: string | null;
    };
  };
};
export type CommitmentsVariables = {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
  filter?: CommitmentFilter | null;
};
export const Commitments: Document<CommitmentsData, CommitmentsVariables> =
  'a8894117c74b7def7004f2ca2410e4c1d757fc1e22bd9a55fc2a6a9ce07a9d72';

export type CreateWebhookEndpointData = {
  createWebhookEndpoint: {
    endpoint: ({
      secret: string | null;
    } & EndpointLine) | null;
    userErrors: Refusal[];
  };
};
export type CreateWebhookEndpointVariables = {
  input: CreateWebhookEndpointInput;
};
export const CreateWebhookEndpoint: Document<CreateWebhookEndpointData, CreateWebhookEndpointVariables> =
  'e34ff480bdd889ede89f2f7a8052437f73da7666e3102d090cc97c8e903dc359';

export type DeleteCommentData = {
  deleteComment: {
    comment: CommentLine | null;
    recognition: {
      id: string;
      commentCount: number;
    } | null;
    userErrors: Refusal[];
  };
};
export type DeleteCommentVariables = {
  input: CommentIdInput;
};
export const DeleteComment: Document<DeleteCommentData, DeleteCommentVariables> =
  '5362a250f8efbb335414efb476bb69507775ffb6ef861e9bc2eab9aff4d032fd';

export type DeleteWebhookEndpointData = {
  deleteWebhookEndpoint: {
    endpoint: {
      id: string;
    } | null;
    userErrors: Refusal[];
  };
};
export type DeleteWebhookEndpointVariables = {
  input: WebhookEndpointIdInput;
};
export const DeleteWebhookEndpoint: Document<DeleteWebhookEndpointData, DeleteWebhookEndpointVariables> =
  '0631f6faeeac8b0478435c011c18730b160ecac12d80ff02557d10617fdc57d1';

export type DisputeScoreData = {
  disputeScore: {
    score: {
      status: ScoreStatus;
      statusText: string;
      value: number | null;
      asOf: string | null;
    } | null;
    userErrors: {
      code: ErrorCode;
      message: string;
      path: string[];
    }[];
  };
};
export type DisputeScoreVariables = {
  input: DisputeScoreInput;
};
export const DisputeScore: Document<DisputeScoreData, DisputeScoreVariables> =
  'aaba684a44c5b1af8e8599d7084d0fef37a28157073ef4263716033ff21944ee';

export type EditRecognitionData = {
  editRecognition: {
    recognition: {
      id: string;
      message: string | null;
      editedAt: string | null;
      viewerMay: RecognitionAct[];
    } | null;
    userErrors: Refusal[];
  };
};
export type EditRecognitionVariables = {
  input: EditRecognitionInput;
};
export const EditRecognition: Document<EditRecognitionData, EditRecognitionVariables> =
  '3a2350d46d1bef59639303d5dd9effe2c69641baaf94cdad319cdc7a90bc5a6e';

export type EndorseRecognitionData = {
  endorseRecognition: {
    recognition: {
      id: string;
      endorsementCount: number;
      viewerHasEndorsed: boolean;
      viewerMay: RecognitionAct[];
    } | null;
    userErrors: Refusal[];
  };
};
export type EndorseRecognitionVariables = {
  input: RecognitionIdInput;
};
export const EndorseRecognition: Document<EndorseRecognitionData, EndorseRecognitionVariables> =
  'b02ab75e18cbd1fc5bc672172abf31609a6ddd08b6bbcbe4180b9e84d063d29a';

export type EventNamesData = {
  eventTypes: {
    name: string;
    description: string;
  }[];
};
export type EventNamesVariables = Record<string, never>;
export const EventNames: Document<EventNamesData, EventNamesVariables> =
  '83f24c1bf7c03c17e76d85474d24e3648c16e0f4ca458c568ba413a8dff60ea5';

export type EventTypesData = {
  eventTypes: {
    name: string;
    description: string;
    schema: unknown;
    example: unknown;
  }[];
};
export type EventTypesVariables = Record<string, never>;
export const EventTypes: Document<EventTypesData, EventTypesVariables> =
  '835ee4410576b7da82144f9e0025a510cbcb02ea2ac602f21bc8c65333f37cb8';

export type EventsData = {
  events: {
    nodes: {
      id: string;
      type: string;
      occurredAt: string;
      data: unknown;
    }[];
    pageInfo: {
      hasNextPage: boolean;
      endCursor: string | null;
    };
  };
};
export type EventsVariables = {
  first?: number | null;
  after?: string | null;
  types?: string[] | null;
};
export const Events: Document<EventsData, EventsVariables> =
  'd44ddd062f2a33dc34a87ce14fae2f9f8b7a69ef5f8bc8ad99712d171f18caa8';

export type ExportData = {
  viewer: {
    export: unknown;
  } | null;
};
export type ExportVariables = Record<string, never>;
export const Export: Document<ExportData, ExportVariables> =
  '713deb6d1fc5ea65af682856f417ca5cb3e7db09d176d3e98fe6670f3f291d6c';

export type FeedData = {
  recognitions: {
    nodes: ({
      commitment: PromiseLine | null;
    } & RecognitionCard)[];
    pageInfo: {
      hasNextPage: boolean;
      hasPreviousPage: boolean;
      startCursor: string | null;
      endCursor: string | null;
    };
  };
};
export type FeedVariables = {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
  filter?: RecognitionFilter | null;
};
export const Feed: Document<FeedData, FeedVariables> =
  '8ce4787008d6ff285a6aee2e4c31181ab35b43b0b255ff4c76f495d7e77fbd87';

export type FindRecipientsData = {
  people: {
    nodes: PersonLine[];
  };
  teams: {
    nodes: {
      id: string;
      name: string;
      members: {
        totalCount: number | null;
      };
    }[];
  };
};
export type FindRecipientsVariables = {
  search: string;
};
export const FindRecipients: Document<FindRecipientsData, FindRecipientsVariables> =
  '6eb0604c4d70124b33653bd0ea50a441024e0ad5b52c18156c40b9caa2b2b608';

export type GiveRecognitionData = {
  giveRecognition: {
    recognition: RecognitionCard | null;
    userErrors: Refusal[];
  };
};
export type GiveRecognitionVariables = {
  input: GiveRecognitionInput;
};
export const GiveRecognition: Document<GiveRecognitionData, GiveRecognitionVariables> =
  '7e8ffbe0d743eb0057b7be24a51908eb972b0557e26ba14635f60fff8bf16d32';

export type LoopsData = {
  viewer: {
    awaitingMe: {
      nodes: CommitmentCard[];
      pageInfo: {
        hasNextPage: boolean;
        endCursor: string | null;
      };
    };
  } | null;
  promised: {
    nodes: CommitmentCard[];
    pageInfo: {
      hasNextPage: boolean;
      endCursor: string | null;
    };
  };
  expected: {
    nodes: CommitmentCard[];
    pageInfo: {
      hasNextPage: boolean;
      endCursor: string | null;
    };
  };
};
export type LoopsVariables = {
  me: string;
  states: CommitmentState[];
  first?: number | null;
};
export const Loops: Document<LoopsData, LoopsVariables> =
  '26ba5eadba4e78d25bf65cd0bdf2ea15fe13523b0dfa215ed2f164be5e7a93ed';

export type ModerateData = {
  moderate: {
    recognition: {
      id: string;
      message: string | null;
      state: RecognitionState;
      viewerMay: RecognitionAct[];
    } | null;
    comment: {
      id: string;
    } | null;
    userErrors: Refusal[];
  };
};
export type ModerateVariables = {
  input: ModerateInput;
};
export const Moderate: Document<ModerateData, ModerateVariables> =
  'aeaa201caf4aeb3a320b4c97e557cbfa10c3f41a5859c2d0b76e0d9238a3eddc';

export type ModerationQueueData = {
  moderationQueue: {
    nodes: {
      id: string;
      at: string;
      reason: string;
      recognition: RecognitionCard | null;
      comment: CommentLine | null;
      team: {
        id: string;
        name: string;
      } | null;
      subject: {
        id: string;
      } | null;
    }[];
    pageInfo: {
      hasNextPage: boolean;
      endCursor: string | null;
    };
  };
};
export type ModerationQueueVariables = {
  first?: number | null;
  after?: string | null;
};
export const ModerationQueue: Document<ModerationQueueData, ModerationQueueVariables> =
  'ef5280d4ea08fe47c34103629c2ac1ccb26b28f42cf6aa2a37fdfa6b52aac3c1';

export type NodeData = {
  node: ({
    id: string;
  } & Partial<PersonLine> & {
    name?: string;
    description?: string | null;
  } & Partial<RecognitionCard> & Partial<CommentLine>) | null;
};
export type NodeVariables = {
  id: string;
};
export const Node: Document<NodeData, NodeVariables> =
  '40017a71dae8b76431e64b32b5dd946e9c80c5f8f4ed3f311c8ef23f03848983';

export type OfferCommitmentData = {
  offerCommitment: {
    commitment: CommitmentCard | null;
    userErrors: Refusal[];
  };
};
export type OfferCommitmentVariables = {
  input: OfferCommitmentInput;
};
export const OfferCommitment: Document<OfferCommitmentData, OfferCommitmentVariables> =
  'dfc4d6221ea757d4b96e28a9cc3cc4eff7b991b05b3097b5d782edb63f18c93d';

export type PersonHistoryData = {
  person: ({
    recognitionsReceived: {
      nodes: RecognitionCard[];
      pageInfo: {
        hasNextPage: boolean;
        endCursor: string | null;
      };
    };
    recognitionsGiven: {
      nodes: RecognitionCard[];
      pageInfo: {
        hasNextPage: boolean;
        endCursor: string | null;
      };
    };
  } & PersonLine) | null;
};
export type PersonHistoryVariables = {
  person: string;
  first?: number | null;
  receivedAfter?: string | null;
  givenAfter?: string | null;
};
export const PersonHistory: Document<PersonHistoryData, PersonHistoryVariables> =
  'b6a87791e9d3a4728111ec6b84036c3566965a2931689e62034b2a816dd21f61';

export type ReactToRecognitionData = {
  reactToRecognition: {
    recognition: {
      id: string;
      reactions: {
        emoji: string;
        count: number;
        viewerHasReacted: boolean;
      }[];
    } | null;
    userErrors: Refusal[];
  };
};
export type ReactToRecognitionVariables = {
  input: ReactInput;
};
export const ReactToRecognition: Document<ReactToRecognitionData, ReactToRecognitionVariables> =
  'c853dc3b64e275e08452067b1e5df47334f7b7252379862941b76ee3a69bc5a3';

export type RecognitionData = {
  node: ({
    commitment?: PromiseLine | null;
  } & Partial<RecognitionCard>) | null;
};
export type RecognitionVariables = {
  id: string;
};
export const Recognition: Document<RecognitionData, RecognitionVariables> =
  '36d1ab43027b62bf1f8b30b3b18a56bb9d1863129e8e551bebd493ef26c47db9';

export type RecognitionChangedData = {
  recognitionChanged: RecognitionNews;
};
export type RecognitionChangedVariables = {
  team?: string | null;
};
export const RecognitionChanged: Document<RecognitionChangedData, RecognitionChangedVariables> =
  '51119176e232371659746459ffeb8ca7d375b89ae77ac7e2f2d3fe387d95aa27';

export type RemoveEndorsementData = {
  removeEndorsement: {
    recognition: {
      id: string;
      endorsementCount: number;
      viewerHasEndorsed: boolean;
      viewerMay: RecognitionAct[];
    } | null;
    userErrors: Refusal[];
  };
};
export type RemoveEndorsementVariables = {
  input: RecognitionIdInput;
};
export const RemoveEndorsement: Document<RemoveEndorsementData, RemoveEndorsementVariables> =
  'bfff5c8030f95004618391863324e25841cd9e4bb99ccaecc375a6900592df26';

export type RemoveReactionData = {
  removeReaction: {
    recognition: {
      id: string;
      reactions: {
        emoji: string;
        count: number;
        viewerHasReacted: boolean;
      }[];
    } | null;
    userErrors: Refusal[];
  };
};
export type RemoveReactionVariables = {
  input: ReactInput;
};
export const RemoveReaction: Document<RemoveReactionData, RemoveReactionVariables> =
  '4123855b4a72b01c0e42baacae0abedfb13409f81d50bfd5f10afe1f9e6412d4';

export type RenewCalendarUrlData = {
  renewCalendarUrl: {
    viewer: {
      calendarUrl: string;
    } | null;
    userErrors: {
      code: ErrorCode;
      message: string;
      path: string[];
    }[];
  };
};
export type RenewCalendarUrlVariables = Record<string, never>;
export const RenewCalendarUrl: Document<RenewCalendarUrlData, RenewCalendarUrlVariables> =
  '95b10153d8bd77ac138a27658f5eaba59fb3225711ae9f8322b9683b7d036066';

export type ReplayWebhookEventsData = {
  replayWebhookEvents: {
    count: number | null;
    userErrors: Refusal[];
  };
};
export type ReplayWebhookEventsVariables = {
  input: ReplayWebhookEventsInput;
};
export const ReplayWebhookEvents: Document<ReplayWebhookEventsData, ReplayWebhookEventsVariables> =
  'cdfde6b63bdceb622153672258f239aa4e597cb9543c8359428262c63239e93b';

export type ReportData = {
  report: {
    recognition: {
      id: string;
      message: string | null;
      state: RecognitionState;
      viewerMay: RecognitionAct[];
    } | null;
    comment: {
      id: string;
    } | null;
    userErrors: Refusal[];
  };
};
export type ReportVariables = {
  input: ReportInput;
};
export const Report: Document<ReportData, ReportVariables> =
  '006627d3267dabf95aefd4dc5f2235d2a4baada231a93ba825862e6fe0451e56';

export type RequestCommitmentData = {
  requestCommitment: {
    commitment: CommitmentCard | null;
    userErrors: Refusal[];
  };
};
export type RequestCommitmentVariables = {
  input: RequestCommitmentInput;
};
export const RequestCommitment: Document<RequestCommitmentData, RequestCommitmentVariables> =
  'eb9f2c80cc503d60b372147b98a8573c5781ecb2aa44d4eda3fa4d71410657af';

export type ResendWebhookDeliveryData = {
  resendWebhookDelivery: {
    delivery: DeliveryLine | null;
    userErrors: Refusal[];
  };
};
export type ResendWebhookDeliveryVariables = {
  input: WebhookDeliveryIdInput;
};
export const ResendWebhookDelivery: Document<ResendWebhookDeliveryData, ResendWebhookDeliveryVariables> =
  '73fdc58d407fbf1b745d5d0e570dbf9275b7427d65272ea9c103a8cc2b3f6302';

export type RotateWebhookSecretData = {
  rotateWebhookSecret: {
    endpoint: ({
      secret: string | null;
    } & EndpointLine) | null;
    userErrors: Refusal[];
  };
};
export type RotateWebhookSecretVariables = {
  input: RotateWebhookSecretInput;
};
export const RotateWebhookSecret: Document<RotateWebhookSecretData, RotateWebhookSecretVariables> =
  'bfdaf3ea6586ec443b1ce917a61756f6a08942591df4b86d2d04a1e3c867a294';

export type ScorePreviewData = {
  scorePreview: {
    status: ScoreStatus;
    value: number | null;
    recipeVersion: string;
    components: {
      key: ScoreComponentKey;
      value: number;
      weight: number;
    }[];
  }[];
};
export type ScorePreviewVariables = {
  recipe: unknown;
  teams: string[];
};
export const ScorePreview: Document<ScorePreviewData, ScorePreviewVariables> =
  'e174494c6b357f25ccf9413c559e285dcdfa2019d90dddb16279b87642e08c8f';

export type ScorePublishedData = {
  scorePublished: ({
    team: {
      id: string;
      name: string;
    };
  } & ScoreCard);
};
export type ScorePublishedVariables = {
  team: string;
  language?: string | null;
};
export const ScorePublished: Document<ScorePublishedData, ScorePublishedVariables> =
  'df40ad028e71dbfa13dd1ed056739f11ac7d4ed345e8c8c768db09c6af44aaa8';

export type ScoreRecipeData = {
  scoreRecipe: {
    version: string;
    recipe: unknown;
    description: string;
  } | null;
};
export type ScoreRecipeVariables = {
  version?: string | null;
};
export const ScoreRecipe: Document<ScoreRecipeData, ScoreRecipeVariables> =
  '3bcf39c5b167aa7bead3410651905de0be8e65c733dcccef2fb2e67584704c81';

export type SendTestWebhookData = {
  sendTestWebhook: {
    delivery: DeliveryLine | null;
    userErrors: Refusal[];
  };
};
export type SendTestWebhookVariables = {
  input: WebhookEndpointIdInput;
};
export const SendTestWebhook: Document<SendTestWebhookData, SendTestWebhookVariables> =
  '4a6700d0e54d1247aafab2622542047b09aa43bea5f9ebe6badcc8d3fe64a552';

export type ServiceChainData = {
  serviceChain: {
    links: {
      from: ChainTeam;
      to: ChainTeam;
      promises: number;
      reliability: number;
      answered: number | null;
      recognitionsBack: number;
    }[];
    weakestLink: {
      from: {
        id: string;
      };
      to: {
        id: string;
      };
    } | null;
    withheld: number;
  };
};
export type ServiceChainVariables = {
  team?: string | null;
  first?: number | null;
};
export const ServiceChain: Document<ServiceChainData, ServiceChainVariables> =
  '624b6baaea9f1b80e8243f6c34e48ccc7e787d730a2fab83b5d883023dc1315a';

export type SetAwayData = {
  setAway: {
    person: ({
      awayFrom: string | null;
      awayUntil: string | null;
    } & PersonLine) | null;
    userErrors: Refusal[];
  };
};
export type SetAwayVariables = {
  input: SetAwayInput;
};
export const SetAway: Document<SetAwayData, SetAwayVariables> =
  '25ce8c73c49945f7a56297375dc66d88451ac97272d083f0b29f3a4a48cd62ef';

export type SignageData = {
  organization: {
    name: string;
  };
  recognitions: {
    nodes: SignageCard[];
  };
  lately: {
    totalCount: number | null;
  };
};
export type SignageVariables = {
  first?: number | null;
  since: string;
  language?: string | null;
};
export const Signage: Document<SignageData, SignageVariables> =
  '04df3fc6ed32723629165cc84160c8c7674f11b9b7fd6933c5a3b078cb2f9f1f';

export type SwitchScoreData = {
  switchScore: {
    score: {
      status: ScoreStatus;
      statusText: string;
      value: number | null;
      asOf: string | null;
    } | null;
    userErrors: {
      code: ErrorCode;
      message: string;
      path: string[];
    }[];
  };
};
export type SwitchScoreVariables = {
  input: SwitchScoreInput;
};
export const SwitchScore: Document<SwitchScoreData, SwitchScoreVariables> =
  '2a3033c687a5138ce4fcafbe1303d3941d27d476bb718bf202a2437d092c07c0';

export type TeamCommitmentsData = {
  team: {
    id: string;
    name: string;
    commitments: {
      totalCount: number | null;
      nodes: CommitmentCard[];
      pageInfo: {
        hasNextPage: boolean;
        endCursor: string | null;
      };
    };
  } | null;
};
export type TeamCommitmentsVariables = {
  team: string;
  first?: number | null;
  after?: string | null;
  filter?: CommitmentFilter | null;
};
export const TeamCommitments: Document<TeamCommitmentsData, TeamCommitmentsVariables> =
  '7c410b4947e9ff10e858c307fc744900a3a75977090b2ef4d9412d8a07cc0805';

export type TeamFeedData = {
  team: {
    id: string;
    name: string;
    recognitions: {
      nodes: RecognitionCard[];
      pageInfo: {
        hasNextPage: boolean;
        endCursor: string | null;
      };
    };
  } | null;
};
export type TeamFeedVariables = {
  team: string;
  first?: number | null;
  after?: string | null;
};
export const TeamFeed: Document<TeamFeedData, TeamFeedVariables> =
  'abadb936cbc95feda22b5bf44bce270fa1fd21a0fbe9c4e4c63db49ff3a2b5a7';

export type TeamScoreData = {
  team: {
    id: string;
    name: string;
    score: ScoreCard;
    scoreHistory: {
      nodes: {
        asOf: string | null;
        value: number | null;
        interval: {
          low: number;
          high: number;
        } | null;
        recipeVersion: string;
      }[];
    };
    leadership: LeadershipCard;
  } | null;
  organization: {
    leadership: LeadershipCard;
  };
};
export type TeamScoreVariables = {
  team: string;
  language?: string | null;
  days?: number | null;
};
export const TeamScore: Document<TeamScoreData, TeamScoreVariables> =
  'b7e2dd9ac2ba4c7a9a6448f27447b8f716cc35dd4fe4b53fcf50f1bfd2bf373c';

export type UpdateWebhookEndpointData = {
  updateWebhookEndpoint: {
    endpoint: EndpointLine | null;
    userErrors: Refusal[];
  };
};
export type UpdateWebhookEndpointVariables = {
  input: UpdateWebhookEndpointInput;
};
export const UpdateWebhookEndpoint: Document<UpdateWebhookEndpointData, UpdateWebhookEndpointVariables> =
  '25bec182b40f9523e4f5283583c5f1808fbc46d18e2ca396b261f0f0535b0699';

export type ViewerData = {
  viewer: {
    roles: Role[];
    person: PersonLine;
    unseenTeammates: PersonLine[];
  } | null;
};
export type ViewerVariables = Record<string, never>;
export const Viewer: Document<ViewerData, ViewerVariables> =
  '3543463be2b86b7f74c5fd625426846b8ca6501974fb24c8f4636251162b4d8d';

export type WebhookDeliveriesData = {
  node: ({
    id: string;
  } & ({
    deliveries?: {
      nodes: DeliveryLine[];
      pageInfo: {
        hasNextPage: boolean;
        endCursor: string | null;
      };
    };
  } & Partial<EndpointLine>)) | null;
};
export type WebhookDeliveriesVariables = {
  endpoint: string;
  first?: number | null;
  after?: string | null;
  states?: WebhookDeliveryState[] | null;
};
export const WebhookDeliveries: Document<WebhookDeliveriesData, WebhookDeliveriesVariables> =
  '1c84cdf0beba4b0fb22d7f6dab6c42c0ea5e2e238593c1448f472d74ff7bbcd6';

export type WebhookDeliveryData = {
  node: ({
    id: string;
  } & Partial<DeliveryWhole>) | null;
};
export type WebhookDeliveryVariables = {
  id: string;
};
export const WebhookDelivery: Document<WebhookDeliveryData, WebhookDeliveryVariables> =
  '3f9e7b8e4ccf7c4e9ec7d6714ff1c0ef0cd4123a55affe93219f57df8db3c7bf';

export type WebhookEndpointsData = {
  webhookEndpoints: {
    nodes: ({
      recent: {
        nodes: {
          id: string;
          state: WebhookDeliveryState;
        }[];
      };
    } & EndpointLine)[];
    pageInfo: {
      hasNextPage: boolean;
      endCursor: string | null;
    };
  };
};
export type WebhookEndpointsVariables = {
  first?: number | null;
  after?: string | null;
};
export const WebhookEndpoints: Document<WebhookEndpointsData, WebhookEndpointsVariables> =
  '8e57107f9117920ceb2dc9687ff8bb04ceb488ba6e3cc87665ae0306bfddc88e';

export type WithdrawRecognitionData = {
  withdrawRecognition: {
    recognition: {
      id: string;
      message: string | null;
      state: RecognitionState;
      viewerMay: RecognitionAct[];
    } | null;
    userErrors: Refusal[];
  };
};
export type WithdrawRecognitionVariables = {
  input: RecognitionIdInput;
};
export const WithdrawRecognition: Document<WithdrawRecognitionData, WithdrawRecognitionVariables> =
  'a08bcd37a3c54297de579ed5f0d426909f7f5195a6acd1bd456af13326df872f';
