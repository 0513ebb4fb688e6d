package main

import (
	"strings"
	"testing"
)

// TestPullProxy: a hub that only a proxy knows is asked through the proxy of the usual variable.
func TestPullProxy(t *testing.T) {
	p := newPulling(t)
	p.env = append(p.env, "HF_ENDPOINT=http://hub.invalid", "http_proxy=", "HTTP_PROXY="+p.hub.URL) // RFC 6761: nobody else knows it
	_, problems := p.run(0, "stocked", "models", "pull", "eyes")
	if !strings.Contains(problems, "Fetching Eyes from hub.invalid") {
		t.Errorf("said %s", problems)
	}
	p.works("stocked", "eyes")
}
