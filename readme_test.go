package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"descry/app/assistant"
)

// TestReadme: the README shows every command of the table, and the documents name
// no make target and no file that isn't there.
func TestReadme(t *testing.T) {
	readme := read(t, "README.md")
	for _, c := range assistant.Verbs() {
		if !strings.Contains(readme, "descry "+c.Name) {
			t.Errorf("README.md doesn't show the command %q", c.Name)
		}
	}
	keys, dropped := assistant.EffectiveKeys(nil)
	if table := keys.Table("en"); len(dropped) > 0 || !strings.Contains(readme, table) {
		t.Errorf("README.md hasn't this table of keys:\n%s", table)
	}
	makefile := read(t, "Makefile")
	for _, name := range []string{"README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "SECURITY.md"} {
		text := read(t, name)
		for _, m := range regexp.MustCompile("(?:`|    )make ([a-z-]+)").FindAllStringSubmatch(text, -1) {
			if !strings.Contains(makefile, "\n"+m[1]+":") {
				t.Errorf("%s: there is no target %q", name, m[1])
			}
		}
		for _, m := range regexp.MustCompile("`([a-z0-9_/-]+\\.(?:go|sh|md|json|toml|jpg|png))`").FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(m[1]); err != nil {
				t.Errorf("%s names a missing file: %v", name, err)
			}
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
