package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"

	"descry/internal/atomicfile"
)

// Part is a file on its way into the store. It is hashed while it is written, and gets
// its name only by Keep. One goroutine uses it at a time.
type Part struct {
	claim *Claim
	file  File
	f     *os.File
	sum   hash.Hash
	size  int64
}

// maxTag bounds an entity tag, in bytes; no server's is longer than some hundred.
const maxTag = 1 << 10

// Part opens what was fetched of a file so far, or begins it. What is there is hashed,
// which the end of ctx ends. The caller closes it.
func (c *Claim) Part(ctx context.Context, f File) (*Part, error) {
	if err := os.MkdirAll(c.store.folder(c.id), 0o700); err != nil {
		return nil, wrap("make folder", err)
	}
	path := filepath.Join(c.store.folder(c.id), f.Name+".part")
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, wrap("begin", err)
	}
	p := &Part{claim: c, file: f, f: file, sum: sha256.New()}
	if p.size, err = copyBuffer(ctx, p.sum, file, func(int64) {}); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return p, nil
}

func (p *Part) tagFile() string { return p.f.Name() + ".tag" }

// Tag is the entity tag that the server gave for what is here, as it stands in
// the header; empty where it isn't known.
func (p *Part) Tag() string {
	text, err := os.ReadFile(p.tagFile())
	if err != nil || len(text) > maxTag {
		return ""
	}
	return string(text)
}

// SetTag remembers the entity tag. That it can't be kept costs no more than a
// download from the beginning.
func (p *Part) SetTag(tag string) {
	if tag == "" || len(tag) > maxTag || strings.ContainsAny(tag, "\r\n") {
		_ = os.Remove(p.tagFile())
		return
	}
	_ = os.WriteFile(p.tagFile(), []byte(tag), 0o600)
}

// Size is how much is here, in bytes.
func (p *Part) Size() int64 { return p.size }

// Sum is the SHA-256 of what is here, in hex.
func (p *Part) Sum() string { return hex.EncodeToString(p.sum.Sum(nil)) }

// Write implements io.Writer: it appends. ErrNoSpace where the disk is full.
func (p *Part) Write(b []byte) (int, error) {
	n, err := p.f.Write(b)
	p.sum.Write(b[:n])
	p.size += int64(n)
	return n, wrap("write", err)
}

// Reset throws away what is here.
func (p *Part) Reset() error {
	_ = os.Remove(p.tagFile())
	if err := p.f.Truncate(0); err != nil {
		return wrap("begin again", err)
	}
	if _, err := p.f.Seek(0, io.SeekStart); err != nil {
		return wrap("begin again", err)
	}
	p.sum.Reset()
	p.size = 0
	return nil
}

// Close closes the file; what is in it stays for the next time.
func (p *Part) Close() { _ = p.f.Close() } // after Keep it is closed already

// Room is ErrNoSpace where the disk has no room for the rest of a file of so many
// bytes, and a little more for others.
func (p *Part) Room(total int64) error {
	free, ok := freeSpace(filepath.Dir(p.f.Name()))
	if need := total - p.size; ok && need > 0 && free < need+need/20 {
		return fmt.Errorf("%w: %d bytes are needed, %d are free", ErrNoSpace, need, free)
	}
	return nil
}

// Keep checks the digest, brings the file to the disk and gives it its name, in this
// order. On a *ChecksumError what is here is thrown away, for it leads nowhere.
func (p *Part) Keep(m Model, want, revision string) error {
	if got := p.Sum(); got != want {
		return errors.Join(&ChecksumError{File: p.file.Name, Want: want, Got: got}, p.Reset())
	}
	if err := p.f.Sync(); err != nil {
		return wrap("write", err)
	}
	st, err := p.f.Stat()
	if err != nil {
		return wrap("write", err)
	}
	path := strings.TrimSuffix(p.f.Name(), ".part")
	if err := os.Rename(p.f.Name(), path); err != nil {
		return wrap("name", err)
	}
	atomicfile.Uncache(path) // it is read from large pages then, a third quicker
	_ = os.Remove(p.tagFile())
	return p.claim.remember(m, Have{
		Role: p.file.Role, Name: p.file.Name, Bytes: st.Size(), SHA256: want, Revision: revision,
		Pinned: !p.file.Unpinned && p.file.SHA256 == want, Modified: st.ModTime().UnixNano(), Inode: inode(st),
	})
}
