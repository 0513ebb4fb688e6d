package ssip

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"descry/speech"
)

// The codes of SSIP that are used (SSIP documentation, "Return Codes").
const (
	codeEnd      = 702
	codeCanceled = 703
	codeMost     = 299 // of success
	codeEvents   = 700
)

// mostLine is the longest line that is read, in bytes.
const mostLine = 64 << 10

// reply is a reply or an event: its code, and the texts of its lines.
type reply struct {
	code  int
	lines []string
}

// conn is a connection and the goroutine that reads from it. One goroutine at a time uses it.
type conn struct {
	c       net.Conn
	replies chan reply
	events  chan reply
	done    chan struct{} // closed when nothing more comes
	quit    chan struct{}
	wg      sync.WaitGroup
}

func newConn(c net.Conn) *conn {
	n := &conn{c: c, replies: make(chan reply), events: make(chan reply), done: make(chan struct{}), quit: make(chan struct{})}
	n.wg.Go(n.read)
	return n
}

func (n *conn) read() {
	defer close(n.done)
	r := bufio.NewScanner(n.c)
	r.Buffer(nil, mostLine)
	var now reply
	for r.Scan() {
		code, last, text, ok := parse(r.Text())
		if !ok {
			return
		}
		if now.lines = append(now.lines, text); !last {
			continue
		}
		now.code = code
		to := n.replies
		if code >= codeEvents {
			to = n.events
		}
		select {
		case to <- now:
		case <-n.quit:
			return
		}
		now = reply{}
	}
}

// parse takes a line apart: three digits, a dash if more lines come, and a text.
func parse(line string) (code int, last bool, text string, ok bool) {
	line = strings.TrimRight(line, "\r")
	if len(line) < 4 || line[3] != ' ' && line[3] != '-' {
		return 0, false, "", false
	}
	code, err := strconv.Atoi(line[:3])
	return code, line[3] == ' ', line[4:], err == nil && code >= 100
}

// broken says whether nothing more comes.
func (n *conn) broken() bool {
	select {
	case <-n.done:
		return true
	default:
		return false
	}
}

func (n *conn) close() {
	close(n.quit)
	_ = n.c.Close() // nothing is lost by it
	n.wg.Wait()
}

var (
	errBroken = errors.New("ssip: the connection ended")
	errSilent = errors.New("ssip: no answer")
)

// command sends a line and gives its reply. What isn't answered breaks the connection.
func (n *conn) command(line string) (reply, error) {
	_ = n.c.SetWriteDeadline(time.Now().Add(answering))
	if _, err := n.c.Write([]byte(line + "\r\n")); err != nil {
		_ = n.c.Close() // the reader ends by it
		<-n.done
		return reply{}, fmt.Errorf("ssip: %w", err)
	}
	timer := time.NewTimer(answering)
	defer timer.Stop()
	for {
		select {
		case r := <-n.replies:
			if r.code > codeMost {
				return r, fmt.Errorf("ssip: %d %.100q", r.code, strings.Join(r.lines, " "))
			}
			return r, nil
		case <-n.events: // of what was said before
		case <-n.done:
			return reply{}, errBroken
		case <-timer.C:
			_ = n.c.Close()
			<-n.done
			return reply{}, errSilent
		}
	}
}

// greet says who speaks. Answers are messages: the screen reader's important ones go before, and
// they cut none of its texts.
func (n *conn) greet(ctx context.Context) error {
	for _, line := range []string{"SET SELF CLIENT_NAME user:descry:main", "SET SELF NOTIFICATION ALL ON", "SET SELF PRIORITY MESSAGE"} {
		if _, err := n.command(line); err != nil {
			return errors.Join(ctx.Err(), err)
		}
	}
	return nil
}

// say has one message said and waits for its end.
func (n *conn) say(ctx context.Context, text string, s speech.Settings) error {
	if err := n.settle(s); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if _, err := n.command("SPEAK"); err != nil {
		return err
	}
	r, err := n.command(stuffed(text) + ".")
	if err != nil {
		return err
	}
	id := r.lines[0]
	for {
		select {
		case e := <-n.events:
			if len(e.lines) == 0 || e.lines[0] != id {
				continue
			}
			switch e.code {
			case codeEnd:
				return nil
			case codeCanceled: // by the screen reader, whose stop key it is, or a more urgent message
				return speech.ErrCut
			}
		case <-n.done:
			return errBroken
		case <-ctx.Done():
			n.cancel(id)
			return ctx.Err()
		}
	}
}

// cancel drops what is being said, and waits for the end of it, but not long.
func (n *conn) cancel(id string) {
	if _, err := n.command("CANCEL SELF"); err != nil {
		return
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		select {
		case e := <-n.events:
			if len(e.lines) > 0 && e.lines[0] == id && (e.code == codeCanceled || e.code == codeEnd) {
				return
			}
		case <-n.done:
			return
		case <-timer.C:
			return
		}
	}
}

// tag is a language as a command may hold it.
var tag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)

// settle sets how it is said; what wasn't asked for stays as the person has it in speech-dispatcher.
func (n *conn) settle(s speech.Settings) error {
	set := func(what, value string) error {
		_, err := n.command("SET SELF " + what + " " + value)
		return err
	}
	if language := strings.ReplaceAll(s.Language, "_", "-"); tag.MatchString(language) {
		if err := set("LANGUAGE", language); err != nil {
			return err
		}
	}
	if s.Rate > 0 {
		if err := set("RATE", strconv.Itoa(rate(s.Rate))); err != nil {
			return err
		}
	}
	if s.Pitch != 0 {
		if err := set("PITCH", strconv.Itoa(min(max(2*s.Pitch, -100), 100))); err != nil {
			return err
		}
	}
	if s.Volume > 0 {
		return set("VOLUME", strconv.Itoa(min(2*s.Volume-100, 100)))
	}
	return nil
}

// rate is in speech-dispatcher's range: -100 to 100, 0 being usual. Its module for espeak-ng makes
// 80, 170 and 390 words a minute of the lowest, middle and highest (sd_espeak-ng, espeak.c).
func rate(words int) int {
	if words < 170 {
		return max((words-170)*100/90, -100)
	}
	return min((words-170)*100/220, 100)
}

// stuffed is a text as data: lines that end in CRLF, a dot doubled where a line begins with
// one, and no control characters.
func stuffed(text string) string {
	var b strings.Builder
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	for line := range strings.SplitSeq(text, "\n") {
		line = speech.Printable(line)
		if strings.HasPrefix(line, ".") {
			b.WriteByte('.')
		}
		b.WriteString(line + "\r\n")
	}
	return b.String()
}
