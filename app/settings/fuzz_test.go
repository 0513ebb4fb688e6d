package settings

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// FuzzLoad: whatever is in the file, what comes of it can be used, saved, and read
// again as the same.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(`{"threads": 4, "told": ["notice.starter"], "thresholds": {"plain": 0.9}}`))
	f.Add([]byte(`{"threads": -1, "language": "xx", "model": "a"}`))
	f.Add([]byte(`{`))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "settings.json")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		s, _ := Load(path)
		if bad := s.normalize(); len(bad) > 0 {
			t.Errorf("%q is left", bad)
		}
		if err := Save(path, s); err != nil {
			t.Fatal(err)
		}
		again, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := Save(path, again); err != nil {
			t.Fatal(err)
		}
		if third, err := Load(path); err != nil || !reflect.DeepEqual(again, third) {
			t.Errorf("%+v became %+v: %v", again, third, err)
		}
	})
}
