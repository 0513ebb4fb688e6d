package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"descry/internal/need"
)

// TestPullFullDisk pulls a voice onto a disk that is full once the archive is there: that is
// said, nothing half-done is left, and with more room the archive isn't fetched again.
func TestPullFullDisk(t *testing.T) {
	err := exec.Command("unshare", "-Urm", "true").Run()
	need.That(t, err == nil, "user namespaces, in which a small disk is mounted")
	p := newPulling(t)
	if err := os.MkdirAll(p.data, 0o700); err != nil {
		t.Fatal(err)
	}
	// Three pages: the archive, its record, and one of the two files in it.
	const script = `set -e
mount -t tmpfs -o size=12k tmpfs "$0"
stocked voices pull piper-en_US-test && exit 1
echo "first: $?"
cd "$0" && find . -type f | sort
stocked voices list
mount -o remount,size=1m "$0"
stocked voices pull piper-en_US-test`
	out, problems := p.run(0, "unshare", "-Urm", "sh", "-c", script, p.data)
	before, after, _ := strings.Cut(out, "first: 1\n")
	if before != "" || !strings.HasPrefix(after, "./.lock/piper-en_US-test\n./piper-en_US-test/model.json\n./piper-en_US-test/voice.tar.gz\n") {
		t.Errorf("after a full disk: %s", out)
	}
	if !strings.Contains(problems, "The disk is full. Free some space, then try again.") || strings.Contains(problems, "archive of") {
		t.Errorf("said %s", problems)
	}
	if strings.Contains(out, "It is here") || !strings.Contains(after, "Test voice is here and whole") {
		t.Errorf("%s", out)
	}
	if n := p.hub.Sent(hubVoice); n != 1 {
		t.Errorf("fetched %d times", n)
	}
}
