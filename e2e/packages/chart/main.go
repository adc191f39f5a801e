// Fills in a chart as Helm does, with the functions that ours uses, and fails on what is no YAML.
//
//	chart CHART [VALUES…]
//	chart CHART --only-yaml FILE   reads a file and does nothing else
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"sigs.k8s.io/yaml"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
func load(f string) map[string]any {
	b, err := os.ReadFile(f)
	must(err)
	m := map[string]any{}
	must(yaml.Unmarshal(b, &m))
	return m
}
func merge(a, b map[string]any) {
	for k, v := range b {
		am, ok := a[k].(map[string]any)
		bm, ok2 := v.(map[string]any)
		if ok && ok2 {
			merge(am, bm)
		} else {
			a[k] = v
		}
	}
}
func main() {
	dir := os.Args[1]
	if len(os.Args) == 4 && os.Args[2] == "--only-yaml" {
		load(os.Args[3])
		return
	}
	values := load(dir + "/values.yaml")
	for _, f := range os.Args[2:] {
		merge(values, load(f))
	}
	c := load(dir + "/Chart.yaml")
	chart := map[string]any{"Name": c["name"], "Version": c["version"], "AppVersion": c["appVersion"]}
	data := map[string]any{"Values": values, "Chart": chart, "Release": map[string]any{"Name": "r", "Service": "Helm", "Namespace": "default"}}
	t := template.New("chart").Option("missingkey=zero")
	fm := sprig.TxtFuncMap()
	fm["toYaml"] = func(v any) string { b, e := yaml.Marshal(v); must(e); return strings.TrimSuffix(string(b), "\n") }
	fm["include"] = func(n string, d any) (string, error) {
		var b bytes.Buffer
		e := t.ExecuteTemplate(&b, n, d)
		return b.String(), e
	}
	fm["required"] = func(w string, v any) (any, error) {
		if v == nil || v == "" {
			return nil, fmt.Errorf("%s", w)
		}
		return v, nil
	}
	t.Funcs(fm)
	fs, _ := filepath.Glob(dir + "/templates/*")
	for _, f := range fs {
		b, e := os.ReadFile(f)
		must(e)
		_, e = t.New(filepath.Base(f)).Parse(string(b))
		must(e)
	}
	for _, f := range fs {
		if !strings.HasSuffix(f, ".yaml") {
			continue
		}
		var b bytes.Buffer
		must(t.ExecuteTemplate(&b, filepath.Base(f), data))
		for _, d := range strings.Split(b.String(), "\n---\n") {
			if strings.TrimSpace(d) == "" {
				continue
			}
			m := map[string]any{}
			must(yaml.UnmarshalStrict([]byte(d), &m))
			fmt.Println("---")
			fmt.Println(strings.TrimSpace(d))
		}
	}
}
