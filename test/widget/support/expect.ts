/** chai's `expect`, with a type that tells the truth about equality. */
import { expect as chaiExpect } from '@open-wc/testing';

/** A plug-in's types call every equality a promise, which only its comparison of DOM trees is. */
interface Expectation {
  to: Omit<Chai.Assertion, 'eql'> & { eql(expected: unknown): void };
}

/** Says what a value has to be. */
export const expect: (value: unknown, message?: string) => Expectation = chaiExpect;
