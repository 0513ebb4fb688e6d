package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Leaf is one file that came out of an archive.
type Leaf struct {
	Name   string `json:"name"` // from the folder of the unpacked files, with slashes
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// treeName is the folder of a model's unpacked files in the model's own.
const treeName = "files"

// Archived says whether a file is one to be unpacked.
func (f File) Archived() bool {
	return strings.Contains(f.Name, ".tar") || strings.HasSuffix(f.Name, ".tgz") || strings.HasSuffix(f.Name, ".zip")
}

// Unpacked is the folder with the files of a model that came as an archive. It looks at
// their lengths, not at their content: ErrNotInstalled where it is not here, ErrChanged where
// a file is another one or missing.
func (s *Store) Unpacked(id string) (string, error) {
	r, err := s.Record(id)
	if err != nil {
		return "", err
	}
	if len(r.Tree) == 0 {
		return "", fmt.Errorf("%w: %s", ErrNotInstalled, id)
	}
	folder := filepath.Join(s.folder(id), treeName)
	for _, l := range r.Tree {
		st, err := os.Lstat(filepath.Join(folder, filepath.FromSlash(l.Name)))
		if err != nil || !st.Mode().IsRegular() || st.Size() != l.Bytes {
			return "", errors.Join(fmt.Errorf("%w: %s", ErrChanged, l.Name), err)
		}
	}
	return folder, nil
}

// Unpack takes the archive of a model, which is here and whole, apart. It is hashed
// again while it is read, and its files get their folder's name only afterwards; then the
// archive is removed. Errors: ErrArchive, *ChecksumError, ErrNoSpace, or the system's.
func (s *Store) Unpack(ctx context.Context, m Model, progress func(done int64)) error {
	c, err := s.Claim(ctx, m.ID)
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := s.Unpacked(m.ID); err == nil {
		return nil // another process did it meanwhile
	}
	r, err := s.Record(m.ID)
	if err != nil {
		return err
	}
	if len(r.Files) != 1 {
		return fmt.Errorf("%w: %s has %d files", ErrNotInstalled, m.ID, len(r.Files))
	}
	archive := r.Files[0]
	f, err := os.Open(s.path(m.ID, archive))
	if err != nil {
		return fmt.Errorf("models: %w", err)
	}
	defer f.Close()
	work := filepath.Join(s.folder(m.ID), treeName+".part")
	leaves, err := c.unpackInto(ctx, work, f, archive, progress)
	if err != nil {
		return errors.Join(err, os.RemoveAll(work))
	}
	tree := filepath.Join(s.folder(m.ID), treeName)
	if err := os.RemoveAll(tree); err != nil {
		return wrap("unpack", err)
	}
	if err := os.Rename(work, tree); err != nil {
		return wrap("unpack", err)
	}
	r.Tree, r.Files = leaves, nil
	r.Archive = archive.SHA256
	if err := s.write(r); err != nil {
		// Nobody uses what no record names, and on a full disk its room is needed.
		return errors.Join(err, os.RemoveAll(tree))
	}
	if archive.Path != "" {
		return nil
	}
	// What is left of it takes room and is never used. Some systems remove no open file.
	_ = f.Close()
	return wrap("remove", os.Remove(f.Name()))
}

// unpackInto fills a new folder from the archive.
func (c *Claim) unpackInto(ctx context.Context, work string, f *os.File, archive Have, progress func(done int64)) ([]Leaf, error) {
	if err := os.RemoveAll(work); err != nil { // what was left by one that was interrupted
		return nil, wrap("unpack", err)
	}
	if err := os.MkdirAll(work, 0o700); err != nil {
		return nil, wrap("unpack", err)
	}
	root, err := os.OpenRoot(work)
	if err != nil {
		return nil, fmt.Errorf("models: unpack: %w", err)
	}
	defer func() { _ = root.Close() }()
	leaves, err := unpack(ctx, f, archive.Name, archive.Bytes, root, progress)
	if err != nil {
		return nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("models: %w", err)
	}
	sum := sha256.New()
	if _, err := copyBuffer(ctx, sum, f, func(int64) {}); err != nil {
		return nil, err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != archive.SHA256 {
		return nil, &ChecksumError{File: archive.Name, Want: archive.SHA256, Got: got}
	}
	return leaves, nil
}

// verifyTree reads all unpacked files and compares them with what came out of the archive.
func (s *Store) verifyTree(ctx context.Context, r Record, progress func(done, total int64)) error {
	total, done := int64(0), int64(0)
	for _, l := range r.Tree {
		total += l.Bytes
	}
	for _, l := range r.Tree {
		sum, _, err := digest(ctx, filepath.Join(s.folder(r.ID), treeName, filepath.FromSlash(l.Name)), func(n int64) { report(progress, done+n, total) })
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("%w: %w", ErrNotInstalled, err)
		case err != nil:
			return err
		case sum != l.SHA256:
			return &ChecksumError{File: l.Name, Want: l.SHA256, Got: sum}
		}
		done += l.Bytes
	}
	return nil
}
