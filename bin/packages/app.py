import sys

from aws_cdk import App, Stack, aws_ec2 as ec2
from cdk_address_release import AddressRelease, ElasticIp, EmptyOnDelete, IpamAllocation, PoolToEmpty

SCOPE_ID = "ipam-scope-0123456789abcdef0"

app = App(outdir=sys.argv[1], analytics_reporting=False)
stack = Stack(app, "Stack")

AddressRelease(
    stack,
    "Address",
    elastic_ips=[ElasticIp.from_allocation_id("eipalloc-64d5890a"), ElasticIp.from_tag("environment", value="review")],
)

imported = ec2.CfnIPAMPool.from_ipam_pool_id(stack, "Imported", "ipam-pool-0ec3f7cf1ae3aba60")
AddressRelease(stack, "ImportedPool", ipam_allocations=[IpamAllocation.from_cidr(imported, "10.0.0.0/23")])

pool = ec2.CfnIPAMPool(stack, "Pool", address_family="ipv4", ipam_scope_id=SCOPE_ID)
AddressRelease(
    stack,
    "OwnPool",
    ipam_allocations=[IpamAllocation.all_manual(pool)],
    empty_pools=[PoolToEmpty(pool=pool, cascade_when_unused=True)],
)

emptied = ec2.CfnIPAMPool(stack, "Emptied", address_family="ipv4", ipam_scope_id=SCOPE_ID)
EmptyOnDelete().apply_to(emptied)

app.synth()
