package models

import (
	"archive/tar"
	"archive/zip"
	"compress/bzip2"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
	"unicode"
)

// ErrArchive: an archive holds what none of ours does: a path that leads elsewhere, a link, a
// device, too many files or too many bytes; or it is damaged.
var ErrArchive = errors.New("models: archive refused")

// Bounds of an archive. The largest voice has some 400 files and unpacks to 350 MB, about
// one and a half times its archive's size.
const (
	mostEntries  = 2_000
	mostUnpacked = 2 << 30 // bytes
	mostRatio    = 50      // times the archive's size
	leastBound   = 16 << 20
	deepest      = 12  // folders
	longestPath  = 200 // bytes
)

// unpacker writes the entries of one archive below a folder.
type unpacker struct {
	ctx     context.Context //nolint:containedctx // lives as long as one call
	root    *os.Root
	left    int64 // bytes that may still come
	entries int
	leaves  []Leaf
	report  func(done int64)
	done    int64
}

// unpack reads an archive of so many bytes by what its name ends with, and writes its files
// below root, which is empty. It refuses an archive at the first entry that isn't a plain file
// or a folder below root. What was written until then is for the caller to throw away.
func unpack(ctx context.Context, archive *os.File, name string, size int64, root *os.Root, progress func(done int64)) ([]Leaf, error) {
	u := &unpacker{ctx: ctx, root: root, left: min(mostUnpacked, max(leastBound, size*mostRatio)), report: progress}
	var err error
	switch {
	case strings.HasSuffix(name, ".zip"):
		err = u.zip(archive, size)
	case strings.HasSuffix(name, ".tar.bz2"):
		err = u.tar(bzip2.NewReader(archive))
	case strings.HasSuffix(name, ".tar.gz"), strings.HasSuffix(name, ".tgz"):
		var z *gzip.Reader
		if z, err = gzip.NewReader(archive); err == nil {
			err = u.tar(z)
		}
	case strings.HasSuffix(name, ".tar"):
		err = u.tar(archive)
	default:
		err = fmt.Errorf("%w: %q is no archive", ErrArchive, name)
	}
	if err == nil && len(u.leaves) == 0 {
		err = fmt.Errorf("%w: it is empty", ErrArchive)
	}
	return u.leaves, refused(ctx, err)
}

// refused makes what the readers of archives say ErrArchive, but not what the system says.
func refused(ctx context.Context, err error) error {
	var system *fs.PathError
	switch {
	case err == nil, errors.Is(err, ErrArchive), errors.Is(err, ErrNoSpace), errors.Is(err, ErrNotWritable):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &system):
		return fmt.Errorf("models: unpack: %w", err)
	}
	return fmt.Errorf("%w: %w", ErrArchive, err)
}

func (u *unpacker) tar(r io.Reader) error {
	t := tar.NewReader(r)
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch h.Typeflag {
		case tar.TypeDir:
			err = u.folder(h.Name)
		case tar.TypeReg:
			err = u.file(h.Name, h.Size, t)
		case tar.TypeXGlobalHeader:
		default:
			err = fmt.Errorf("%w: entry of kind %q", ErrArchive, h.Typeflag)
		}
		if err != nil {
			return err
		}
	}
}

func (u *unpacker) zip(f io.ReaderAt, size int64) error {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return err
	}
	for _, e := range z.File {
		mode := e.Mode()
		switch {
		case mode.IsDir():
			err = u.folder(e.Name)
		case mode.IsRegular():
			var r io.ReadCloser
			if r, err = e.Open(); err != nil {
				return err
			}
			// A wrong length in the directory is found while the content is read.
			err = errors.Join(u.file(e.Name, int64(min(e.UncompressedSize64, 1<<62)), r), r.Close())
		default:
			err = fmt.Errorf("%w: entry of mode %v", ErrArchive, mode)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// local is an entry's name as a path below root.
func (u *unpacker) local(name string) (string, error) {
	u.entries++
	clean := path.Clean(strings.TrimSuffix(name, "/"))
	switch {
	case u.entries > mostEntries:
		return "", fmt.Errorf("%w: more than %d entries", ErrArchive, mostEntries)
	case len(name) > longestPath, strings.Count(clean, "/") >= deepest:
		return "", fmt.Errorf("%w: path too long or too deep", ErrArchive)
	case strings.Contains(name, ".."), strings.ContainsAny(name, "\\:"), !filepath.IsLocal(filepath.FromSlash(clean)),
		strings.ContainsFunc(name, unicode.IsControl):
		return "", fmt.Errorf("%w: path %q", ErrArchive, name)
	}
	return filepath.FromSlash(clean), nil
}

func (u *unpacker) folder(name string) error {
	at, err := u.local(name)
	if err != nil || at == "." {
		return err
	}
	return u.clash(u.root.MkdirAll(at, 0o700))
}

// file writes one file, which isn't there yet.
func (u *unpacker) file(name string, size int64, r io.Reader) error {
	at, err := u.local(name)
	if err != nil {
		return err
	}
	if size < 0 || size > u.left {
		return fmt.Errorf("%w: it unpacks to too many bytes", ErrArchive)
	}
	if err := u.root.MkdirAll(filepath.Dir(at), 0o700); err != nil {
		return u.clash(err)
	}
	f, err := u.root.OpenFile(at, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return u.clash(err)
	}
	sum, before := sha256.New(), u.done
	// One byte more than may come tells a content that is longer than its header says.
	n, err := copyBuffer(u.ctx, io.MultiWriter(f, sum), io.LimitReader(r, size+1), func(n int64) { u.done = before + n; u.report(u.done) })
	if err == nil {
		err = wrap("write", f.Close())
	} else {
		_ = f.Close() // it is thrown away
	}
	if err != nil {
		return err
	}
	if n != size {
		return fmt.Errorf("%w: %q has another length than it says", ErrArchive, name)
	}
	u.left -= n
	u.leaves = append(u.leaves, Leaf{Name: filepath.ToSlash(at), Bytes: n, SHA256: hex.EncodeToString(sum.Sum(nil))})
	return nil
}

// clash names an error of making a file or a folder: one that is there already, or is of the
// other kind, is the archive's fault.
func (u *unpacker) clash(err error) error {
	if errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.ENOTDIR) {
		return fmt.Errorf("%w: %w", ErrArchive, err)
	}
	return wrap("unpack", err)
}
