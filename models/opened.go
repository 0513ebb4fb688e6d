package models

import (
	"context"
	"fmt"
	"os"
)

// Opened says whether an open file is the one of that role that was hashed, by size, time
// and inode: looked at through the descriptor, so that what is read from it is what was
// checked, whatever gets its name meanwhile. Errors are those of Path.
func (s *Store) Opened(id, role string, f *os.File) error {
	r, err := s.Record(id)
	if err != nil {
		return err
	}
	for _, h := range r.Files {
		if h.Role == role {
			return h.is(f.Stat())
		}
	}
	return fmt.Errorf("%w: %s of %s", ErrNotInstalled, role, id)
}

// Describe writes into a model's record what was found out about it after its files came.
func (s *Store) Describe(ctx context.Context, id, name, family string) error {
	c, err := s.Claim(ctx, id)
	if err != nil {
		return err
	}
	defer c.Close()
	r, err := s.Record(id)
	if err != nil {
		return err
	}
	r.Name, r.Family = name, family
	return s.write(r)
}
