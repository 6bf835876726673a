package main

import (
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
	release "github.com/cdk-address-release/cdk-address-release-go/cdkaddressrelease"
)

var scopeId = jsii.String("ipam-scope-0123456789abcdef0")

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(os.Args[1]), AnalyticsReporting: jsii.Bool(false)})
	stack := awscdk.NewStack(app, jsii.String("Stack"), nil)

	release.NewAddressRelease(stack, jsii.String("Address"), &release.AddressReleaseProps{
		ElasticIps: &[]release.ElasticIp{
			release.ElasticIp_FromAllocationId(jsii.String("eipalloc-64d5890a"), nil),
			release.ElasticIp_FromTag(jsii.String("environment"), &release.ElasticIpTagOptions{Value: jsii.String("review")}),
		},
	})

	imported := awsec2.CfnIPAMPool_FromIpamPoolId(stack, jsii.String("Imported"), jsii.String("ipam-pool-0ec3f7cf1ae3aba60"))
	release.NewAddressRelease(stack, jsii.String("ImportedPool"), &release.AddressReleaseProps{
		IpamAllocations: &[]release.IpamAllocation{release.IpamAllocation_FromCidr(imported, jsii.String("10.0.0.0/23"), nil)},
	})

	pool := awsec2.NewCfnIPAMPool(stack, jsii.String("Pool"), &awsec2.CfnIPAMPoolProps{AddressFamily: jsii.String("ipv4"), IpamScopeId: scopeId})
	release.NewAddressRelease(stack, jsii.String("OwnPool"), &release.AddressReleaseProps{
		IpamAllocations: &[]release.IpamAllocation{release.IpamAllocation_AllManual(pool, nil)},
		EmptyPools:      &[]*release.PoolToEmpty{{Pool: pool, CascadeWhenUnused: jsii.Bool(true)}},
	})

	emptied := awsec2.NewCfnIPAMPool(stack, jsii.String("Emptied"), &awsec2.CfnIPAMPoolProps{AddressFamily: jsii.String("ipv4"), IpamScopeId: scopeId})
	release.NewEmptyOnDelete(nil).ApplyTo(emptied)

	app.Synth(nil)
}
