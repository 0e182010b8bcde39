// Votes of the two collectives of the preset `local`: four validators, and one operator of both communities.
import { account, nameOf, submit } from './transactions.mjs'

// Two thirds of the validators.
const VALIDATORS = ['//Alice', '//Bob', '//Charlie'].map(account)
const OPERATOR = account('//Alice')
// A transaction that the next one of the same account follows. Another account's waits for a final block: on a fork
// the two may come in the other order.
const included = { final: false }

const weightOf = async (call) => (await call.paymentInfo(OPERATOR)).weight

// The results of the motions that a transaction carried out; an error with the first that failed.
function carriedOut(events, collective) {
  const results = events.filter(({ event }) => event.section === collective && event.method === 'Executed').map(({ event }) => event.data.result)
  const failed = results.find((result) => result.isErr)
  if (failed) throw new Error(`the motion failed: ${nameOf(failed.asErr)}`)
  return results.length
}

// Validators propose motions, agree to them, and close them: each is carried out.
export async function validatorsDecide(api, calls) {
  const { propose, vote, close } = api.tx.validatorsCollective
  const together = (motions) => motions.length > 1 ? api.tx.utility.batchAll(motions) : motions[0]
  const first = (await api.query.validatorsCollective.proposalCount()).toNumber()
  await submit(together(calls.map((call) => propose(VALIDATORS.length, call, call.method.encodedLength))), VALIDATORS[0])
  const votes = () => together(calls.map((call, index) => vote(call.method.hash, first + index, true)))
  await Promise.all(VALIDATORS.map((validator) => submit(votes(), validator)))
  const weights = await Promise.all(calls.map(weightOf))
  const closing = calls.map((call, index) => close(call.method.hash, first + index, weights[index], call.method.encodedLength))
  const { events } = await submit(together(closing), VALIDATORS[0], included)
  if (carriedOut(events, 'validatorsCollective') !== calls.length) throw new Error('a motion was not carried out')
}

// Communities decide: a motion of their only operator is carried out at once. Its events.
export async function communitiesDecide(api, call) {
  const { events } = await submit(api.tx.communitiesCollective.propose(1, call, call.method.encodedLength), OPERATOR)
  if (carriedOut(events, 'communitiesCollective') !== 1) throw new Error('the motion was not carried out')
  return events
}

// Calls of root are noted, and the validators put them on the whitelist.
export async function whitelist(api, calls) {
  const noted = await Promise.all(calls.map((call) => api.query.preimage.requestStatusFor(call.method.hash)))
  const notes = calls.filter((_, index) => noted[index].isNone).map((call) => api.tx.preimage.notePreimage(call.method.toHex()))
  if (notes.length) await submit(api.tx.utility.batchAll(notes), OPERATOR, included)
  await validatorsDecide(api, calls.map((call) => api.tx.whitelist.whitelistCall(call.method.hash)))
}

// Communities dispatch a call that is on the whitelist, with root's origin.
export async function dispatchAsRoot(api, call) {
  const weight = await weightOf(call)
  const events = await communitiesDecide(api, api.tx.whitelist.dispatchWhitelistedCall(call.method.hash, call.method.encodedLength, weight))
  const { event } = events.find(({ event }) => api.events.whitelist.WhitelistedCallDispatched.is(event))
  if (event.data.result.isErr) throw new Error(`the call of root failed: ${nameOf(event.data.result.asErr.error)}`)
}
