export * from './address-release';
export * from './elastic-ip';
export * from './ipam-allocation';
