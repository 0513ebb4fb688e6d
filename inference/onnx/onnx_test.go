package onnx

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"
)

const fixture = "../testdata/conformance/smolvlm/mmproj.gguf"

func TestConvertCache(t *testing.T) {
	cache := t.TempDir()
	folder, err := Folder(cache, fixture)
	if err != nil {
		t.Fatal(err)
	}
	if Size(folder) != 0 {
		t.Error("a folder that isn't there takes room")
	}
	if err := Convert(t.Context(), folder, fixture, F32); err != nil {
		t.Fatal(err)
	}
	one := Size(folder)
	if !whole(t.Context(), folder, F32) || one == 0 {
		t.Fatalf("not whole, %d bytes", one)
	}
	before, err := os.Stat(filepath.Join(folder, F32.data()))
	if err != nil {
		t.Fatal(err)
	}
	if err := Convert(t.Context(), folder, fixture, F32); err != nil {
		t.Fatal(err)
	}
	if after, err := os.Stat(filepath.Join(folder, F32.data())); err != nil || !os.SameFile(before, after) {
		t.Errorf("whole graph was written again, %v", err)
	}
	if err := Drop(folder, F32); err != nil || Size(folder) != 0 {
		t.Errorf("dropped: %d bytes left, %v", Size(folder), err)
	}
	if err := Remove(folder); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Error("folder is still there")
	}
}

func TestConvertMends(t *testing.T) {
	folder := t.TempDir()
	if err := Convert(t.Context(), folder, fixture, F32); err != nil {
		t.Fatal(err)
	}
	one := Size(folder)
	damages := map[string]func(path string) error{
		"cut off": func(path string) error { return os.Truncate(path, 100) },
		"gone":    os.Remove,
		"one bit": func(path string) error {
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			b[len(b)/2] ^= 1
			return os.WriteFile(path, b, 0o600)
		},
	}
	for name, damage := range damages {
		for _, file := range []string{F32.data(), F32.graph(), F32.manifest()} {
			t.Run(name+" "+file, func(t *testing.T) {
				if err := damage(filepath.Join(folder, file)); err != nil {
					t.Fatal(err)
				}
				if name != "one bit" && whole(t.Context(), folder, F32) {
					t.Fatal("whole in spite of damage")
				}
				if err := Convert(t.Context(), folder, fixture, F32); err != nil {
					t.Fatal(err)
				}
				if !whole(t.Context(), folder, F32) || Size(folder) != one {
					t.Error("not mended")
				}
			})
		}
	}
}

func TestConvertFails(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Convert(ended, t.TempDir(), fixture, F32); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	for _, family := range []string{"internvl3", "lfm2vl", "qwen2vl"} {
		t.Run(family, func(t *testing.T) {
			dir := t.TempDir()
			err := Convert(t.Context(), dir, "../testdata/conformance/"+family+"/mmproj.gguf", F32)
			if !errors.Is(err, errors.ErrUnsupported) || Size(dir) != 0 {
				t.Errorf("%v, %d bytes", err, Size(dir))
			}
		})
	}
	if err := Convert(t.Context(), t.TempDir(), "../testdata/conformance/smolvlm/text.gguf", F32); err == nil {
		t.Error("a text model was converted")
	}
	if err := Convert(t.Context(), filepath.Join(t.TempDir(), "none", "\x00"), fixture, F32); err == nil {
		t.Error("an impossible folder")
	}
}

func TestHalf(t *testing.T) {
	for _, c := range []struct {
		bits uint16
		want float64
	}{
		{0x3c00, 1},
		{0xc000, -2},
		{0x7bff, 65504},
		{0x0400, math.Pow(2, -14)},
		{0x0001, math.Pow(2, -24)},
		{0x83ff, -1023 * math.Pow(2, -24)},
		{0x8000, math.Copysign(0, -1)},
		{0x7c00, math.Inf(1)},
	} {
		if got := float64(half(c.bits)); got != c.want || math.Signbit(got) != math.Signbit(c.want) {
			t.Errorf("%#04x is %v, want %v", c.bits, got, c.want)
		}
	}
}
