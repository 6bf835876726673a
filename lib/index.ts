export * from './address-release';
export * from './elastic-ip';
export * from './empty-on-delete';
export * from './ipam-allocation';
export * from './location';
export * from './pools';
export * from './preflight';
export * from './release-on';
