/** What narrows the choice among the allocations of a pool; nothing: all manual ones. */
export interface IpamAllocationChoice {
  readonly cidr?: string;
  readonly allocationId?: string;
  readonly tagKey?: string;
  readonly tagValue?: string;
}

/** How addresses are named: by exactly one of id, public IP and tag. */
export interface ElasticIpChoice {
  readonly allocationId?: string;
  readonly publicIp?: string;
  readonly tagKey?: string;
  readonly tagValue?: string;
}
