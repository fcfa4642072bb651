export { type DisposerDeps, dispose, disposeLeft, documentDisposer } from './disposing.ts'
export { type Hold, heldIds, listHolds, placeHold, releaseHold } from './holds.ts'
