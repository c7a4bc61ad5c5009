// Package conformance runs the Gateway API's own conformance suite against a Camelid that a bare API server configures.
package conformance

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	suite "sigs.k8s.io/gateway-api/conformance"

	"camelid.io/itests/conformance/kubelet"
)

// TestConformance wants ECHO_SERVER (the suite's echo server), HOSTS_FILE (which the gateway's JVM resolves names by) and
// KUBECONFIG. What the gateway supports it says itself, in its GatewayClass.
func TestConformance(t *testing.T) {
	options := suite.DefaultOptions(t)
	node := kubelet.New(options.Clientset, os.Getenv("ECHO_SERVER"), os.Getenv("HOSTS_FILE"), t.TempDir())
	require.NoError(t, node.ServeLogs(t.Context()))
	go node.Run(t.Context())
	suite.RunConformanceWithOptions(t, options)
}
