// What a program without a page takes from here: the client of the components, and every document with its types.
export { Client, newKey, Problem, Refusal, type Token, type Trouble } from '../src/client.ts';
export * from '../src/operations.ts';
