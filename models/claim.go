package models

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Claim is the right to change one model of a store. One goroutine of one process
// has it at a time; the end of the process gives it back, however that ends.
type Claim struct {
	store *Store
	id    string
	lock  *os.File
}

// lockPause is how long a claim waits before it tries again.
const lockPause = 100 * time.Millisecond

// Claim waits for the right to change a model, until ctx ends.
func (s *Store) Claim(ctx context.Context, id string) (*Claim, error) {
	if !validID(id) {
		return nil, fmt.Errorf("%w: %q", ErrUnknown, id)
	}
	locks := filepath.Join(s.dir, ".lock")
	if err := os.MkdirAll(locks, 0o700); err != nil {
		return nil, wrap("make folder", err)
	}
	f, err := os.OpenFile(filepath.Join(locks, id), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, wrap("lock", err)
	}
	for {
		locked, err := tryLock(f)
		if err == nil && locked {
			return &Claim{store: s, id: id, lock: f}, nil
		}
		if err == nil {
			select {
			case <-ctx.Done():
				err = ctx.Err()
			case <-time.After(lockPause):
				continue
			}
		}
		_ = f.Close() // nothing was written
		return nil, wrap("lock", err)
	}
}

// Close gives the right back.
func (c *Claim) Close() { _ = c.lock.Close() } // which unlocks; nothing was written

// Have says whether a file is here and the one that was checked.
func (c *Claim) Have(role string) bool {
	_, err := c.store.Path(c.id, role)
	return err == nil
}

// Remembered is the digest of a file that was here before, or is.
func (c *Claim) Remembered(role string) (Have, bool) {
	r, err := c.store.Record(c.id)
	if err != nil {
		return Have{}, false
	}
	i := slices.IndexFunc(r.Files, func(h Have) bool { return h.Role == role })
	if i < 0 {
		return Have{}, false
	}
	return r.Files[i], true
}

// remember adds a file to the record.
func (c *Claim) remember(m Model, h Have) error {
	r, err := c.store.Record(c.id)
	if err != nil && !errors.Is(err, ErrNotInstalled) {
		r = Record{} // a record that can't be read: the files are checked anew
	}
	known, err := Find(c.id)
	r.ID, r.Name, r.Family, r.Own = c.id, m.Name, m.Family, err != nil || known.Name != m.Name
	r.Files = append(slices.DeleteFunc(r.Files, func(old Have) bool { return old.Role == h.Role }), h)
	return c.store.write(r)
}

// Link takes a file of another program's folder as one of the model's, where it is:
// read-only and not copied. It is hashed first; a *ChecksumError where it is another.
func (c *Claim) Link(ctx context.Context, m Model, f File, path string, progress func(done, total int64)) error {
	sum, h, err := digest(ctx, path, func(n int64) { report(progress, n, f.Size()) })
	if err != nil {
		return err
	}
	if f.SHA256 == "" || sum != f.SHA256 {
		return &ChecksumError{File: f.Name, Want: f.SHA256, Got: sum}
	}
	if err := os.MkdirAll(c.store.folder(c.id), 0o700); err != nil {
		return wrap("make folder", err)
	}
	h.Role, h.Name, h.SHA256, h.Pinned, h.Revision, h.Path = f.Role, f.Name, sum, !f.Unpinned, f.Revision, path
	return c.remember(m, h)
}

// Add copies the files of a model from src, where they lie by their names in its root,
// in a folder named by the ID, or in the layout of the hub's cache. Each is checked before
// it gets its name. What is here already is kept. It returns ErrNotInstalled (and
// fs.ErrNotExist) for a file that src lacks, *ChecksumError, ErrNoSpace, or the system's error.
func (s *Store) Add(ctx context.Context, m Model, src fs.FS, progress func(done, total int64)) error {
	c, err := s.Claim(ctx, m.ID)
	if err != nil {
		return err
	}
	defer c.Close()
	before := int64(0)
	for _, f := range m.Files {
		if !c.Have(f.Role) {
			if err := c.copy(ctx, m, f, src, func(n int64) { report(progress, before+n, m.Size()) }); err != nil {
				return err
			}
		}
		before += f.Size()
	}
	return nil
}

func (c *Claim) copy(ctx context.Context, m Model, f File, src fs.FS, progress func(int64)) error {
	in, err := open(src, m, f)
	if err != nil {
		return err
	}
	defer in.Close()
	p, err := c.Part(ctx, f)
	if err != nil {
		return err
	}
	defer p.Close()
	if err := p.Reset(); err != nil { // a copy is quick: what another source left doesn't help
		return err
	}
	if _, err := copyBuffer(ctx, p, in, progress); err != nil {
		return err
	}
	want := f.SHA256
	if want == "" {
		want = p.Sum() // nothing is known of it: the record says that it isn't pinned
	}
	return p.Keep(m, want, f.Revision)
}

// open finds a file in a folder of files.
func open(src fs.FS, m Model, f File) (fs.File, error) {
	snapshots, _ := fs.Glob(src, "*/snapshots/*/"+f.Name) // fails only for a bad pattern
	for _, name := range append([]string{f.Name, m.ID + "/" + f.Name}, snapshots...) {
		in, err := src.Open(name)
		if err == nil {
			return in, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("models: %w", err)
		}
	}
	return nil, fmt.Errorf("%w: %s: %w", ErrNotInstalled, f.Name, fs.ErrNotExist)
}
