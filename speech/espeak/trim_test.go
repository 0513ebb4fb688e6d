package espeak

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestTrimmed(t *testing.T) {
	long := strings.Repeat("\x00", 10_000)
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"silence alone", long, ""},
		{"silence at the end", "ab" + long, "ab"},
		{"silence inside", "ab" + long + "cd", "ab" + long + "cd"},
		{"silence before", long + "cd" + long, long + "cd"},
		{"a small sample at the end", "abc\x00" + long, "abc\x00"},
		{"one sample", "a\x00", "a\x00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(c.in), iotest.OneByteReader(strings.NewReader(c.in)), iotest.DataErrReader(strings.NewReader(c.in))} {
				got, err := io.ReadAll(&trimmed{r: r})
				if err != nil || !bytes.Equal(got, []byte(c.want)) {
					t.Errorf("%d bytes of %d, %v", len(got), len(c.want), err)
				}
			}
		})
	}
}
