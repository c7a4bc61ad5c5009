package kubelet

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Where the echo server listens, as its image has it and its environment may change it.
var echoPorts = map[string]int32{"HTTP_PORT": 3000, "H2C_PORT": 3001, "HTTPS_PORT": 8443}

// process is a pod that runs, or one that only says so because its server is none of ours.
type process struct {
	name, namespace, log string
	labels               map[string]string
	ports                map[int32]int32 // the container's to the machine's
	command              *exec.Cmd
}

func (k *Kubelet) start(ctx context.Context, pod *core.Pod) (*process, error) {
	container := pod.Spec.Containers[0]
	made := &process{
		name: pod.Name, namespace: pod.Namespace, labels: pod.Labels, ports: map[int32]int32{},
		log: filepath.Join(k.dir, pod.Namespace+"_"+pod.Name+".log"),
	}
	if !isHTTPEcho(container) {
		return made, nil
	}
	mounts, err := k.mount(ctx, pod)
	if err != nil {
		return nil, err
	}
	environment := []string{"POD_NAME=" + pod.Name, "NAMESPACE=" + pod.Namespace}
	for _, variable := range container.Env {
		if variable.ValueFrom == nil {
			environment = append(environment, variable.Name+"="+mounts.Replace(variable.Value))
		}
	}
	for variable, port := range echoPorts {
		free, err := freePort()
		if err != nil {
			return nil, err
		}
		made.ports[port] = free
		environment = append(environment, variable+"="+strconv.Itoa(int(free)))
	}
	output, err := os.Create(made.log)
	if err != nil {
		return nil, err
	}
	defer output.Close()
	made.command = exec.Command(k.echo)
	made.command.Env = environment
	made.command.Stdout, made.command.Stderr = output, output
	made.command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return made, made.command.Start()
}

func isHTTPEcho(container core.Container) bool {
	for _, variable := range container.Env {
		if strings.HasSuffix(variable.Name, "_ECHO_SERVER") {
			return false
		}
	}
	return strings.Contains(container.Image, "/echo-basic:")
}

// mount writes the Secrets that a pod mounts; the result turns a path in the container into one on this machine.
func (k *Kubelet) mount(ctx context.Context, pod *core.Pod) (*strings.Replacer, error) {
	var replacements []string
	for _, volume := range pod.Spec.Volumes {
		if volume.Secret == nil {
			continue
		}
		secret, err := k.client.CoreV1().Secrets(pod.Namespace).Get(ctx, volume.Secret.SecretName, meta.GetOptions{})
		if err != nil {
			return nil, err
		}
		dir := filepath.Join(k.dir, pod.Namespace+"_"+pod.Name, volume.Name)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
		for _, item := range volume.Secret.Items {
			if err := os.WriteFile(filepath.Join(dir, item.Path), secret.Data[item.Key], 0o600); err != nil {
				return nil, err
			}
		}
		for _, mount := range pod.Spec.Containers[0].VolumeMounts {
			if mount.Name == volume.Name {
				replacements = append(replacements, mount.MountPath, dir)
			}
		}
	}
	return strings.NewReplacer(replacements...), nil
}

func freePort() (int32, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return int32(listener.Addr().(*net.TCPAddr).Port), nil
}

func (p *process) runs() bool { return p.command != nil }

// port finds where on this machine a Service's port leads.
func (p *process) port(port core.ServicePort) (int32, bool) {
	target := port.TargetPort.IntVal
	if target == 0 {
		target = port.Port
	}
	real, known := p.ports[target]
	return real, known
}

func (p *process) stop() {
	if p.runs() {
		_ = p.command.Process.Kill()
		_ = p.command.Wait()
	}
}
