package kubelet

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"slices"
	"strings"
	"sync/atomic"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// service is a Service's address and who listens there.
type service struct {
	address   string
	listeners map[int32]*forwarder
}

// forwarder passes connections to one target after the other.
type forwarder struct {
	net.Listener
	targets atomic.Pointer[[]string]
	turn    atomic.Uint32
}

// serve makes Services reachable as they should be now.
func (k *Kubelet) serve(ctx context.Context) error {
	present, err := k.client.CoreV1().Services("").List(ctx, meta.ListOptions{})
	if err != nil {
		return err
	}
	wanted := map[string]bool{}
	changed := false
	for _, object := range present.Items {
		name := object.Name + "." + object.Namespace + ".svc.cluster.local"
		wanted[name] = true
		if k.services[name] == nil {
			k.used++
			k.services[name] = &service{
				address: fmt.Sprintf("127.9.%d.%d", k.used/250, 1+k.used%250), listeners: map[int32]*forwarder{},
			}
			changed = true
		}
		if err := k.services[name].update(&object, k.selected(&object)); err != nil {
			return err
		}
	}
	for name := range k.services {
		if !wanted[name] {
			k.services[name].close()
			delete(k.services, name)
			changed = true
		}
	}
	if changed {
		return k.writeHosts()
	}
	return nil
}

func (k *Kubelet) selected(service *core.Service) []*process {
	if len(service.Spec.Selector) == 0 {
		return nil
	}
	var found []*process
	selector := labels.SelectorFromSet(service.Spec.Selector)
	for _, name := range slices.Sorted(maps.Keys(k.pods)) {
		pod := k.pods[name]
		if pod.namespace == service.Namespace && pod.runs() && selector.Matches(labels.Set(pod.labels)) {
			found = append(found, pod)
		}
	}
	return found
}

// writeHosts replaces the file as one, so that whoever reads it never sees half of it.
func (k *Kubelet) writeHosts() error {
	var lines strings.Builder
	for _, name := range slices.Sorted(maps.Keys(k.services)) {
		fmt.Fprintf(&lines, "%s %s\n", k.services[name].address, name)
	}
	if err := os.WriteFile(k.hosts+".new", []byte(lines.String()), 0o600); err != nil {
		return err
	}
	return os.Rename(k.hosts+".new", k.hosts)
}

func (s *service) update(object *core.Service, pods []*process) error {
	for _, port := range object.Spec.Ports {
		if port.Protocol != core.ProtocolTCP {
			continue
		}
		if s.listeners[port.Port] == nil {
			listener, err := net.Listen("tcp", fmt.Sprintf("%s:%d", s.address, port.Port))
			if err != nil {
				return err
			}
			s.listeners[port.Port] = &forwarder{Listener: listener}
			go s.listeners[port.Port].run()
		}
		targets := []string{}
		for _, pod := range pods {
			if real, known := pod.port(port); known {
				targets = append(targets, fmt.Sprintf("%s:%d", address, real))
			}
		}
		s.listeners[port.Port].targets.Store(&targets)
	}
	return nil
}

func (s *service) close() {
	for _, listener := range s.listeners {
		listener.Close()
	}
}

func (f *forwarder) run() {
	for {
		client, err := f.Accept()
		if err != nil {
			return
		}
		go f.forward(client.(*net.TCPConn))
	}
}

func (f *forwarder) forward(client *net.TCPConn) {
	defer client.Close()
	targets := *f.targets.Load()
	if len(targets) == 0 {
		return
	}
	connection, err := net.Dial("tcp", targets[int(f.turn.Add(1))%len(targets)])
	if err != nil {
		return
	}
	server := connection.(*net.TCPConn)
	defer server.Close()
	go pass(server, client)
	pass(client, server)
}

// pass copies one direction; a reset on one side resets the other.
func pass(to, from *net.TCPConn) {
	if _, err := io.Copy(to, from); err != nil {
		_ = to.SetLinger(0)
		to.Close()
		return
	}
	_ = to.CloseWrite()
}
