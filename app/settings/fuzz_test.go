package settings

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// FuzzLoad: whatever is in the file, what comes of it can be used, and written and read
// again as the same. It doesn't Save, which waits for the disk.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(`{"threads": 4, "told": ["notice.starter"], "thresholds": {"plain": 0.9}}`))
	f.Add([]byte(`{"threads": -1, "language": "xx", "model": "a"}`))
	f.Add([]byte(`{`))
	f.Add([]byte{})
	path := filepath.Join(f.TempDir(), "settings.json")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		s, _ := Load(path)
		if bad := s.normalize(); len(bad) > 0 {
			t.Errorf("%q is left", bad)
		}
		var copies [2]Settings
		for i, from := range []*Settings{&s, &copies[0]} {
			text, err := json.Marshal(from)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(text, &copies[i]); err != nil {
				t.Fatal(err)
			}
		}
		if !reflect.DeepEqual(copies[0], copies[1]) {
			t.Errorf("%+v became %+v", copies[0], copies[1])
		}
	})
}
