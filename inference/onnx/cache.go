package onnx

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"descry/internal/atomicfile"
)

// version is part of the folder's name: of the graph that this program writes.
const version = "1"

// Folder is where the graphs for one projector lie in the cache folder: named by the
// SHA-256 of the projector's file, which is read.
func Folder(cache, projector string) (string, error) {
	f, err := os.Open(projector)
	if err != nil {
		return "", fmt.Errorf("onnx: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("onnx: %w", err)
	}
	return filepath.Join(cache, "encoder-"+version+"-"+hex.EncodeToString(h.Sum(nil)[:16])), nil
}

// Remove deletes what was written for a projector: all graphs of its folder. None is no
// error.
func Remove(folder string) error {
	if err := os.RemoveAll(folder); err != nil {
		return fmt.Errorf("onnx: %w", err)
	}
	return nil
}

// Drop deletes the graph of one precision.
func Drop(folder string, p Precision) error {
	var errs []error
	for _, name := range []string{p.manifest(), p.graph(), p.data()} {
		if err := os.Remove(filepath.Join(folder, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, fmt.Errorf("onnx: %w", err))
		}
	}
	return errors.Join(errs...)
}

// Size is how many bytes the folder takes on the disk; 0 where there is none.
func Size(folder string) int64 {
	var total int64
	entries, _ := os.ReadDir(folder) // none: nothing is taken
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			total += info.Size()
		}
	}
	return total
}

func (p Precision) graph() string    { return string(p) + ".onnx" }
func (p Precision) data() string     { return string(p) + ".data" }
func (p Precision) manifest() string { return string(p) + ".json" }

// manifest is written last: with it a graph is whole. Sums are CRC-32C, which finds
// damage and is as fast as memory.
type manifest struct {
	Graph, Data       int64 // lengths in bytes
	GraphSum, DataSum uint32
}

// Convert writes the graph of one precision for the projector into folder, unless it is
// there and whole. Each file is whole or absent. It reads some hundred MB and takes
// seconds; the end of ctx ends it. Errors are of the system, or say that there is no
// graph for this encoder (errors.Is with errors.ErrUnsupported).
func Convert(ctx context.Context, folder, projector string, p Precision) error {
	if whole(ctx, folder, p) {
		return nil
	}
	f, w, t, err := readProjector(projector)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("onnx: %w", err)
	}
	g := &graph{dataName: p.data(), weights: w, precision: p}
	var m manifest
	var model message
	err = writeSummed(ctx, filepath.Join(folder, p.data()), &m.Data, &m.DataSum, func(to io.Writer) error {
		g.data = to
		model = t.build(g)
		return g.err
	})
	if err != nil {
		return err
	}
	err = writeSummed(ctx, filepath.Join(folder, p.graph()), &m.Graph, &m.GraphSum, func(to io.Writer) error {
		_, err := to.Write(model)
		return err
	})
	if err != nil {
		return err
	}
	text, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("onnx: %w", err)
	}
	err = atomicfile.Write(filepath.Join(folder, p.manifest()), 0o600, func(to io.Writer) error {
		_, err := to.Write(text)
		return err
	})
	if err != nil {
		return fmt.Errorf("onnx: %w", err)
	}
	return nil
}

// writeSummed writes a file and notes its length and sum.
func writeSummed(ctx context.Context, path string, length *int64, sum *uint32, write func(io.Writer) error) error {
	s := &summed{ctx: ctx}
	err := atomicfile.Write(path, 0o600, func(to io.Writer) error {
		b := bufio.NewWriterSize(to, 1<<20)
		s.w = b
		if err := write(s); err != nil {
			return err
		}
		return b.Flush()
	})
	*length, *sum = s.length, s.sum
	if err != nil {
		return fmt.Errorf("onnx: %w", err)
	}
	return nil
}

// summed counts and sums what passes, and lets nothing pass after ctx.
type summed struct {
	ctx    context.Context //nolint:containedctx // lives as long as one call
	w      io.Writer
	length int64
	sum    uint32
}

// Write implements io.Writer.
func (s *summed) Write(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	s.length += int64(len(b))
	s.sum = crc32.Update(s.sum, crc32.MakeTable(crc32.Castagnoli), b)
	return s.w.Write(b)
}

// whole says whether the graph of a precision is there and undamaged.
func whole(ctx context.Context, folder string, p Precision) bool {
	text, err := os.ReadFile(filepath.Join(folder, p.manifest()))
	var m manifest
	if err != nil || json.Unmarshal(text, &m) != nil {
		return false
	}
	return matches(ctx, filepath.Join(folder, p.graph()), m.Graph, m.GraphSum) &&
		matches(ctx, filepath.Join(folder, p.data()), m.Data, m.DataSum)
}

func matches(ctx context.Context, path string, length int64, sum uint32) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	s := &summed{ctx: ctx, w: io.Discard}
	_, err = io.CopyBuffer(s, struct{ io.Reader }{f}, make([]byte, 1<<20))
	return err == nil && s.length == length && s.sum == sum
}
