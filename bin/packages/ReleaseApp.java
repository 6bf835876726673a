import io.github.cdkaddressrelease.AddressRelease;
import io.github.cdkaddressrelease.ElasticIp;
import io.github.cdkaddressrelease.ElasticIpTagOptions;
import io.github.cdkaddressrelease.EmptyOnDelete;
import io.github.cdkaddressrelease.IpamAllocation;
import io.github.cdkaddressrelease.PoolToEmpty;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.CfnIPAMPool;

public final class ReleaseApp {
  private static final String SCOPE_ID = "ipam-scope-0123456789abcdef0";

  public static void main(final String[] args) {
    final App app = new App(AppProps.builder().outdir(args[0]).analyticsReporting(false).build());
    final Stack stack = new Stack(app, "Stack");

    AddressRelease.Builder.create(stack, "Address")
        .elasticIps(List.of(
            ElasticIp.fromAllocationId("eipalloc-64d5890a"),
            ElasticIp.fromTag("environment", ElasticIpTagOptions.builder().value("review").build())))
        .build();

    AddressRelease.Builder.create(stack, "ImportedPool")
        .ipamAllocations(List.of(IpamAllocation.fromCidr(
            CfnIPAMPool.fromIpamPoolId(stack, "Imported", "ipam-pool-0ec3f7cf1ae3aba60"), "10.0.0.0/23")))
        .build();

    final CfnIPAMPool pool = CfnIPAMPool.Builder.create(stack, "Pool").addressFamily("ipv4").ipamScopeId(SCOPE_ID).build();
    AddressRelease.Builder.create(stack, "OwnPool")
        .ipamAllocations(List.of(IpamAllocation.allManual(pool)))
        .emptyPools(List.of(PoolToEmpty.builder().pool(pool).cascadeWhenUnused(true).build()))
        .build();

    final CfnIPAMPool emptied = CfnIPAMPool.Builder.create(stack, "Emptied").addressFamily("ipv4").ipamScopeId(SCOPE_ID).build();
    new EmptyOnDelete().applyTo(emptied);

    app.synth();
  }
}
