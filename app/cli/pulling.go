package cli

import (
	"time"

	"github.com/schollz/progressbar/v3"

	"descry/app/assistant"
	"descry/app/messages"
)

// pulling says how far a download is: every 10% on whole lines, or with a bar.
type pulling struct {
	draws       bool
	said        int // percent
	bar         *progressbar.ProgressBar
	done, total int64 // bytes, as the bar has them
}

// report takes what was fetched. Nothing is said before the first 10%.
func (l *pulling) report(s *session, e assistant.Progress) {
	if e.Total <= 0 {
		return
	}
	if l.draws {
		l.draw(s, e)
		return
	}
	tens := int(min(e.Done*10/e.Total, 10)) * 10
	if tens < l.said { // the file began anew
		l.said = tens
	}
	if tens <= l.said {
		return
	}
	l.said = tens
	s.problem(messages.PullProgress(s.settings.Language, tens, e.Rate, e.Left))
}

// The bar's width in characters, and the shortest time between two drawings.
const (
	barWidth = 30
	barPause = 200 * time.Millisecond
)

// draw shows the bar, with rate and time left. A file that begins anew, or another one,
// gets a bar of its own: a bar doesn't go back.
func (l *pulling) draw(s *session, e assistant.Progress) {
	if l.bar == nil || e.Done < l.done || e.Total != l.total {
		l.bar = progressbar.NewOptions64(e.Total,
			progressbar.OptionSetWriter(drawing{s.err}), progressbar.OptionSetWidth(barWidth), progressbar.OptionThrottle(barPause),
			progressbar.OptionShowBytes(true), progressbar.OptionShowTotalBytes(true), progressbar.OptionSetPredictTime(true), progressbar.OptionUseANSICodes(true), progressbar.OptionClearOnFinish())
		l.total = e.Total
	}
	l.done = e.Done
	_ = l.bar.Set64(min(e.Done, e.Total)) // the stream keeps its errors
}
