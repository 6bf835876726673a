from aws_cdk import App, Stack, aws_ec2 as ec2
from cdk_address_release import EmptyOnDelete

app = App()
stack = Stack(app, "VpcFromPool")

ipam = ec2.CfnIPAM(stack, "Ipam", operating_regions=[ec2.CfnIPAM.IpamOperatingRegionProperty(region_name=stack.region)])
pool = ec2.CfnIPAMPool(
    stack,
    "Pool",
    ipam_scope_id=ipam.attr_private_default_scope_id,
    address_family="ipv4",
    locale=stack.region,
)
pool_cidr = ec2.CfnIPAMPoolCidr(stack, "PoolCidr", ipam_pool_id=pool.attr_ipam_pool_id, cidr="10.0.0.0/16")

vpc = ec2.Vpc(
    stack,
    "Vpc",
    ip_addresses=ec2.IpAddresses.aws_ipam_allocation(
        ipv4_ipam_pool_id=pool.attr_ipam_pool_id,
        ipv4_netmask_length=20,
        default_subnet_ipv4_netmask_length=24,
    ),
    nat_gateways=0,
)
vpc.node.add_dependency(pool_cidr)  # a pool without a CIDR has nothing to give

# Releases what anybody took by hand, and does not wait half an hour for IPAM to notice that the VPC is gone.
EmptyOnDelete(cascade_when_unused=True).apply_to(pool)

app.synth()
