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
	Tail string // end of what it wrote to stderr, at most 64 KiB, valid UTF-8
	Err  error  // an *exec.ExitError with status or signal, as a rule
}

// reasons begin the lines that say why: Go prints stacks and registers behind them.
var reasons = []string{"panic: ", "fatal error: ", "SIG", "terminate called"}

// assertion is in the line of an assertion that failed in ggml, behind the file's name.
const assertion = "GGML_ASSERT("

// reason is the first line that says why, or the last line of all.
func (e *ExitError) reason() string {
	last := ""
	for line := range strings.Lines(e.Tail) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		last = line
		for _, r := range reasons {
			if strings.HasPrefix(line, r) || strings.Contains(line, assertion) {
				return line
			}
		}
	}
	return last
}

// Error is how it ended and the line of stderr that says why.
func (e *ExitError) Error() string {
	text := e.reason()
	if text == "" {
		return fmt.Sprintf("child: ended: %v", e.Err)
	}
	return fmt.Sprintf("child: ended: %v: %.200s", e.Err, text)
}

// Unwrap gives Err.
func (e *ExitError) Unwrap() error { return e.Err }

// tailSize is how much of stderr is kept, in bytes: enough for the reason of a crash and
// the stacks of all goroutines that Go prints behind it.
const tailSize = 64 << 10

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
