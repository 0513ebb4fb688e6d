package models

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"descry/internal/atomicfile"
)

// Store is the folder of models that are here:
//
//	DIR/ID/FILE.gguf        a whole file, whose digest was checked before it got this name
//	DIR/ID/FILE.gguf.part   one that is being fetched; .part.tag is its entity tag
//	DIR/ID/files/           what came out of an archive; files.part while it is unpacked
//	DIR/ID/model.json       what is here, written last: what is not in it is not used
//	DIR/.lock/ID            locked while somebody changes DIR/ID
//
// Its methods may be called by several goroutines and processes.
type Store struct{ dir string }

// Record is what the store remembers of a model.
type Record struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Family string `json:"family"`
	// Own: the person imported it; no catalogue vouches for it.
	Own   bool   `json:"own,omitempty"`
	Files []Have `json:"files"`
	// Tree are the files that came out of an archive, whose digest Archive is.
	Tree    []Leaf `json:"tree,omitempty"`
	Archive string `json:"archive,omitempty"`
}

// Have is one file that is here and whole.
type Have struct {
	Role   string `json:"role"`
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
	// Pinned: the digest is one that the catalogue vouches for. Otherwise it was taken
	// on trust at the first download, and holds from then on.
	Pinned   bool   `json:"pinned"`
	Revision string `json:"revision,omitempty"`
	// Path is where the file lies, if that is in another program's folder.
	Path string `json:"path,omitempty"`
	// Modified (nanoseconds since 1970) and Inode are those of the file that was hashed.
	Modified int64  `json:"modified"`
	Inode    uint64 `json:"inode,omitempty"`
}

// Errors of the store besides those in models.go.
var (
	// ErrNotInstalled: the model, or this file of it, is not here.
	ErrNotInstalled = errors.New("models: not installed")
	// ErrChanged: a file is another one than that which was checked.
	ErrChanged = errors.New("models: file changed since it was checked")
)

// ChecksumError says that a file is not the one that was wanted. Digests are in hex.
type ChecksumError struct{ File, Want, Got string }

// Error implements error.
func (e *ChecksumError) Error() string {
	return fmt.Sprintf("models: %s has digest %s, want %s", e.File, e.Got, e.Want)
}

// Open takes dir, an absolute path, as a store. The folder is made when something is
// put into it.
func Open(dir string) (*Store, error) {
	if !filepath.IsAbs(dir) {
		return nil, fmt.Errorf("models: store %q: not an absolute path", dir)
	}
	return &Store{dir: dir}, nil
}

// Dir is the store's folder.
func (s *Store) Dir() string { return s.dir }

func (s *Store) folder(id string) string { return filepath.Join(s.dir, id) }

// Record is what is here of a model, or ErrNotInstalled.
func (s *Store) Record(id string) (Record, error) {
	if !validID(id) {
		return Record{}, fmt.Errorf("%w: %q", ErrNotInstalled, id)
	}
	text, err := os.ReadFile(filepath.Join(s.folder(id), "model.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return Record{}, fmt.Errorf("%w: %s", ErrNotInstalled, id)
	}
	var r Record
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil {
		return Record{}, fmt.Errorf("models: record of %s: %w", id, err)
	}
	if slices.ContainsFunc(r.Files, func(h Have) bool { return h.Path == "" && filepath.Base(h.Name) != h.Name }) ||
		slices.ContainsFunc(r.Tree, func(l Leaf) bool { return !filepath.IsLocal(filepath.FromSlash(l.Name)) }) {
		return Record{}, fmt.Errorf("%w: record of %s leads elsewhere", ErrNotInstalled, id)
	}
	r.ID = id
	return r, nil
}

// Installed lists what is here, by ID. Records that can't be read are left out.
func (s *Store) Installed() []Record {
	entries, _ := os.ReadDir(s.dir) // no folder: nothing is installed
	var all []Record
	for _, e := range entries {
		if r, err := s.Record(e.Name()); err == nil && len(r.Files)+len(r.Tree) > 0 {
			all = append(all, r)
		}
	}
	return all
}

// Path is where the file of a role lies. It looks at size, time and inode, not at the
// content: ErrNotInstalled where the file is not here, ErrChanged where another one is.
func (s *Store) Path(id, role string) (string, error) {
	r, err := s.Record(id)
	if err != nil {
		return "", err
	}
	for _, h := range r.Files {
		if h.Role == role {
			path := s.path(id, h)
			return path, h.same(path)
		}
	}
	return "", fmt.Errorf("%w: %s of %s", ErrNotInstalled, role, id)
}

func (s *Store) path(id string, h Have) string {
	if h.Path != "" {
		return h.Path
	}
	return filepath.Join(s.folder(id), h.Name)
}

// same compares a file with the one that was hashed.
func (h Have) same(path string) error {
	st, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %w", ErrNotInstalled, err)
	}
	return h.is(st, err)
}

// is looks at what is known of a file.
func (h Have) is(st fs.FileInfo, err error) error {
	switch {
	case err != nil:
		return fmt.Errorf("models: %w", err)
	case !st.Mode().IsRegular() || st.Size() != h.Bytes || st.ModTime().UnixNano() != h.Modified || inode(st) != h.Inode:
		return fmt.Errorf("%w: %s", ErrChanged, h.Name)
	}
	return nil
}

// Verify reads all files of a model and compares them with what was remembered. It
// returns the first that differs, as a *ChecksumError, ErrNotInstalled or the system's
// error. progress may be nil.
func (s *Store) Verify(ctx context.Context, id string, progress func(done, total int64)) error {
	c, err := s.Claim(ctx, id)
	if err != nil {
		return err
	}
	defer c.Close()
	r, err := s.Record(id)
	if err != nil {
		return err
	}
	if err := s.verifyTree(ctx, r, progress); err != nil {
		return err
	}
	total, done := int64(0), int64(0)
	for _, h := range r.Files {
		total += h.Bytes
	}
	for i, h := range r.Files {
		sum, now, err := digest(ctx, s.path(id, h), func(n int64) { report(progress, done+n, total) })
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("%w: %w", ErrNotInstalled, err)
		case err != nil:
			return err
		case sum != h.SHA256:
			return &ChecksumError{File: h.Name, Want: h.SHA256, Got: sum}
		}
		done += h.Bytes
		r.Files[i].Modified, r.Files[i].Inode = now.Modified, now.Inode
	}
	return s.write(r)
}

// Remove takes a model away. Files in other programs' folders are forgotten, not removed.
func (s *Store) Remove(ctx context.Context, id string) error {
	c, err := s.Claim(ctx, id)
	if err != nil {
		return err
	}
	defer c.Close()
	folder := s.folder(id)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s", ErrNotInstalled, id)
	}
	// The record goes first: an interrupted removal leaves nothing that would be used.
	if err := os.Remove(filepath.Join(folder, "model.json")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return wrap("remove", err)
	}
	return wrap("remove", os.RemoveAll(folder))
}

// write puts the record in its place.
func (s *Store) write(r Record) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("models: record: %w", err)
	}
	return wrap("record", atomicfile.Write(filepath.Join(s.folder(r.ID), "model.json"), 0o600, func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	}))
}

// wrap names the cause in this room's own words, where it has them.
func wrap(what string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("models: %s: %w: %w", what, ErrNoSpace, err)
	case errors.Is(err, os.ErrPermission), errors.Is(err, syscall.EROFS), errors.Is(err, syscall.ENOTDIR):
		return fmt.Errorf("models: %s: %w: %w", what, ErrNotWritable, err)
	}
	return fmt.Errorf("models: %s: %w", what, err)
}

// validID says whether an ID can be a folder's name inside of the store.
func validID(id string) bool {
	return id != "" && len(id) <= 100 && id[0] != '.' && !slices.ContainsFunc([]rune(id), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '_' || r == '-')
	})
}
