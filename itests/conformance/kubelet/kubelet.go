// Package kubelet plays the parts of a cluster that the conformance suite needs and a bare API server lacks: nodes, their
// pods, the cluster's DNS and its Services.
//
// For each replica of a Deployment there is one Pod; if its image is the suite's echo server for HTTP, one process with ports
// of its own. Each Service has a loopback address of its own, written into a hosts file under the name that cluster DNS would
// have for it, and what connects there reaches one of its pods after the other. Pods' logs are served as a kubelet serves
// them, so that the API server can pass them on.
package kubelet

import (
	"context"
	"fmt"
	"log"
	"maps"
	"slices"
	"strings"
	"time"

	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

const (
	node    = "itests"
	address = "127.0.0.1"
	pause   = 200 * time.Millisecond
)

// Kubelet is a node of its own. Not safe for concurrent use.
type Kubelet struct {
	client   kubernetes.Interface
	echo     string // the echo server's binary
	hosts    string // the hosts file
	dir      string // where logs and mounted files go
	pods     map[string]*process
	services map[string]*service
	used     int // loopback addresses
}

// New makes a kubelet that has not started anything yet.
func New(client kubernetes.Interface, echo, hosts, dir string) *Kubelet {
	return &Kubelet{
		client: client, echo: echo, hosts: hosts, dir: dir, pods: map[string]*process{}, services: map[string]*service{},
	}
}

// Run works until the context ends; then the processes have ended too.
func (k *Kubelet) Run(ctx context.Context) {
	defer k.stop()
	for {
		if err := k.turn(ctx); err != nil && ctx.Err() == nil {
			log.Printf("kubelet: %v", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

func (k *Kubelet) turn(ctx context.Context) error {
	deployments, err := k.client.AppsV1().Deployments("").List(ctx, meta.ListOptions{})
	if err != nil {
		return err
	}
	wanted := map[string]*core.Pod{}
	for _, deployment := range deployments.Items {
		for replica := range *deployment.Spec.Replicas {
			pod := pod(&deployment, replica)
			wanted[pod.Namespace+"/"+pod.Name] = pod
		}
	}
	for name := range k.pods {
		if wanted[name] == nil {
			k.end(ctx, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		if k.pods[name] == nil {
			if err := k.begin(ctx, wanted[name]); err != nil {
				log.Printf("kubelet: pod %s is still to come: %v", name, err)
			}
		}
	}
	return k.serve(ctx)
}

func pod(deployment *apps.Deployment, replica int32) *core.Pod {
	spec := deployment.Spec.Template.Spec.DeepCopy()
	spec.NodeName = node
	return &core.Pod{
		ObjectMeta: meta.ObjectMeta{
			Name:      fmt.Sprintf("%s-itests-%d", deployment.Name, replica),
			Namespace: deployment.Namespace,
			Labels:    deployment.Spec.Template.Labels,
		},
		Spec: *spec,
	}
}

func (k *Kubelet) begin(ctx context.Context, pod *core.Pod) error {
	if err := k.account(ctx, pod.Namespace); err != nil {
		return err
	}
	started, err := k.start(ctx, pod)
	if err != nil {
		return err
	}
	if err := k.announce(ctx, pod); err != nil {
		started.stop()
		return err
	}
	k.pods[pod.Namespace+"/"+pod.Name] = started
	return nil
}

// account makes the ServiceAccount that a cluster's controllers make in each namespace, without which it takes no pods.
func (k *Kubelet) account(ctx context.Context, namespace string) error {
	account := &core.ServiceAccount{ObjectMeta: meta.ObjectMeta{Name: "default"}}
	_, err := k.client.CoreV1().ServiceAccounts(namespace).Create(ctx, account, meta.CreateOptions{})
	if errors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

// announce tells of a pod that runs.
func (k *Kubelet) announce(ctx context.Context, pod *core.Pod) error {
	made, err := k.client.CoreV1().Pods(pod.Namespace).Create(ctx, pod, meta.CreateOptions{})
	if errors.IsAlreadyExists(err) {
		made, err = k.client.CoreV1().Pods(pod.Namespace).Get(ctx, pod.Name, meta.GetOptions{})
	}
	if err != nil {
		return err
	}
	now := meta.Now()
	made.Status = core.PodStatus{
		Phase:      core.PodRunning,
		HostIP:     address,
		PodIP:      address,
		PodIPs:     []core.PodIP{{IP: address}},
		Conditions: []core.PodCondition{{Type: core.PodReady, Status: core.ConditionTrue, LastTransitionTime: now}},
	}
	for _, container := range made.Spec.Containers {
		made.Status.ContainerStatuses = append(made.Status.ContainerStatuses, core.ContainerStatus{
			Name: container.Name, Ready: true, Image: container.Image,
			State: core.ContainerState{Running: &core.ContainerStateRunning{StartedAt: now}},
		})
	}
	_, err = k.client.CoreV1().Pods(pod.Namespace).UpdateStatus(ctx, made, meta.UpdateOptions{})
	return err
}

func (k *Kubelet) end(ctx context.Context, name string) {
	k.pods[name].stop()
	delete(k.pods, name)
	namespace, pod, _ := strings.Cut(name, "/")
	zero := int64(0)
	_ = k.client.CoreV1().Pods(namespace).Delete(ctx, pod, meta.DeleteOptions{GracePeriodSeconds: &zero})
}

func (k *Kubelet) stop() {
	for _, service := range k.services {
		service.close()
	}
	for _, pod := range k.pods {
		pod.stop()
	}
}
