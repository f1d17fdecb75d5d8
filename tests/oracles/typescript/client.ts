// A client as a frontend team writes one: whatever is expected here to be wrong has to be refused by the types.

import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { FeedDocument, ActOnCommitmentDocument, RecognitionCardFragmentDoc } from "./graphql/graphql";
import { useFragment } from "./graphql";

declare function ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Data;

const { recognitions } = ask(FeedDocument, { first: 20 });
for (const each of recognitions.nodes) {
  const card = useFragment(RecognitionCardFragmentDoc, each);
  const at: string = card.createdAt;
  const said: string | null | undefined = card.message;
  // @ts-expect-error A withdrawn recognition has no message.
  card.message.length;
  console.log(at, said, card.giver.displayName);
}

ask(ActOnCommitmentDocument, { input: { id: "cmt_1", version: 1, act: { accept: {} } } });
// @ts-expect-error Exactly one act.
ask(ActOnCommitmentDocument, { input: { id: "cmt_1", version: 1, act: { accept: {}, withdraw: {} } } });
// @ts-expect-error The version that was seen is needed.
ask(ActOnCommitmentDocument, { input: { id: "cmt_1", act: { accept: {} } } });
