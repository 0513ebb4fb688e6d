package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// digest hashes a file through one descriptor, of which the rest of Have is told too.
func digest(ctx context.Context, path string, progress func(done int64)) (string, Have, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", Have{}, fmt.Errorf("models: %w", err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return "", Have{}, fmt.Errorf("models: %w", err)
	}
	if !st.Mode().IsRegular() {
		return "", Have{}, fmt.Errorf("models: %s: not a regular file", path)
	}
	sum := sha256.New()
	if _, err := copyBuffer(ctx, sum, f, progress); err != nil {
		return "", Have{}, err
	}
	if now, err := f.Stat(); err != nil || now.Size() != st.Size() || !now.ModTime().Equal(st.ModTime()) {
		return "", Have{}, errors.Join(fmt.Errorf("%w: %s, while it was read", ErrChanged, filepath.Base(path)), err)
	}
	return hex.EncodeToString(sum.Sum(nil)), Have{Bytes: st.Size(), Modified: st.ModTime().UnixNano(), Inode: inode(st)}, nil
}

// copyBuffer copies until the end of r or of ctx.
func copyBuffer(ctx context.Context, w io.Writer, r io.Reader, progress func(done int64)) (int64, error) {
	buf, done := make([]byte, 1<<20), int64(0)
	for {
		if err := ctx.Err(); err != nil {
			return done, err
		}
		n, err := r.Read(buf)
		if n > 0 {
			if _, err := w.Write(buf[:n]); err != nil {
				return done, wrap("write", err)
			}
			done += int64(n)
			progress(done)
		}
		switch {
		case errors.Is(err, io.EOF):
			return done, nil
		case err != nil:
			return done, fmt.Errorf("models: read: %w", err)
		}
	}
}

func report(progress func(done, total int64), done, total int64) {
	if progress != nil {
		progress(done, total)
	}
}
