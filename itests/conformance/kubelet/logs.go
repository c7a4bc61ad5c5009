package kubelet

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ServeLogs registers the node, and answers the API server's requests for its pods' logs until the context ends. The whole
// log is given whatever time was asked for: the suite looks for lines with names that it uses once.
func (k *Kubelet) ServeLogs(ctx context.Context) error {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// /containerLogs/<namespace>/<pod>/<container>
		parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
		if len(parts) != 4 || parts[0] != "containerLogs" {
			http.NotFound(w, r)
			return
		}
		http.ServeFile(w, r, filepath.Join(k.dir, filepath.Base(parts[1])+"_"+filepath.Base(parts[2])+".log"))
	}))
	server.StartTLS()
	context.AfterFunc(ctx, server.Close)
	address := server.Listener.Addr().(*net.TCPAddr)
	self := &core.Node{ObjectMeta: meta.ObjectMeta{Name: node}}
	made, err := k.client.CoreV1().Nodes().Create(ctx, self, meta.CreateOptions{})
	if errors.IsAlreadyExists(err) {
		made, err = k.client.CoreV1().Nodes().Get(ctx, node, meta.GetOptions{})
	}
	if err != nil {
		return err
	}
	made.Status.Addresses = []core.NodeAddress{{Type: core.NodeInternalIP, Address: address.IP.String()}}
	made.Status.DaemonEndpoints.KubeletEndpoint.Port = int32(address.Port)
	_, err = k.client.CoreV1().Nodes().UpdateStatus(ctx, made, meta.UpdateOptions{})
	return err
}
