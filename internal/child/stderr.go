package child

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"sync"
)

// ExitError says that a child ended badly.
type ExitError struct {
	Tail string // end of what it wrote to stderr, at most 8 KiB, valid UTF-8
	Err  error  // an *exec.ExitError with status or signal, as a rule
}

// Error is the reason and the last line of stderr that says something.
func (e *ExitError) Error() string {
	text := strings.TrimSpace(e.Tail)
	if i := strings.LastIndexByte(text, '\n'); i >= 0 {
		text = text[i+1:]
	}
	if text == "" {
		return fmt.Sprintf("child: ended: %v", e.Err)
	}
	return fmt.Sprintf("child: ended: %v: %.200s", e.Err, text)
}

// Unwrap gives Err.
func (e *ExitError) Unwrap() error { return e.Err }

// tailSize is how much of stderr is kept, in bytes: enough for the message of a
// failed assertion or the head of a Go stack.
const tailSize = 8 << 10

// tail keeps the last tailSize bytes written to it.
type tail struct {
	mu sync.Mutex
	b  []byte
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b = append(t.b, b...)
	if n := len(t.b) - tailSize; n > 0 {
		t.b = append(t.b[:0], t.b[n:]...)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.b)
}

// longestLine is where a line without an end is cut for the log, in bytes.
const longestLine = 1 << 10

// lines logs what is written to it line by line.
type lines struct {
	log  *slog.Logger
	part []byte
}

func (l *lines) Write(b []byte) (int, error) {
	if l.log == nil {
		return len(b), nil
	}
	l.part = append(l.part, b...)
	for {
		i := bytes.IndexByte(l.part, '\n')
		if i < 0 && len(l.part) < longestLine {
			return len(b), nil
		}
		end := i
		if i < 0 || i > longestLine {
			end = longestLine
		}
		l.log.Debug("child", "stderr", strings.ToValidUTF8(string(l.part[:end]), "\uFFFD"))
		if end == i {
			end++
		}
		l.part = l.part[end:]
	}
}

// flush logs a last line that has no end.
func (l *lines) flush() {
	if len(l.part) > 0 {
		_, _ = l.Write([]byte("\n"))
	}
}
