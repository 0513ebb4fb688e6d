package cli

import (
	"descry/app/assistant"
	"descry/app/messages"
)

// pulling says how far a download is, every 10%, on whole lines.
type pulling struct{ said int }

// report takes what was fetched. Nothing is said before the first 10%.
func (l *pulling) report(s *session, e assistant.Progress) {
	if e.Total <= 0 {
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
