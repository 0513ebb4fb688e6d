package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"slices"
	"strings"
	"time"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/models"
	"descry/models/fetch"
)

// client fetches as the hub's own programs would: their variables hold here too.
func client(env func(string) string) (*fetch.Client, error) {
	offline := strings.ToUpper(env("HF_HUB_OFFLINE"))
	return fetch.New(fetch.Options{
		Endpoint: env("HF_ENDPOINT"), Registry: env("OLLAMA_REGISTRY"), Token: token(env), Agent: "descry/" + Version(),
		Offline: slices.Contains([]string{"1", "ON", "YES", "TRUE"}, offline),
	})
}

// Pull implements assistant.Models.
func (s shelf) Pull(ctx context.Context, id, from string, accept bool) iter.Seq2[assistant.Event, error] {
	return work(ctx, func(ctx context.Context, say func(assistant.Event) bool) error {
		m, candidates, err := models.FindShort(id)
		if r, ok := fetch.ParseReference(id); err != nil && ok {
			if from != "" {
				return &told{err: err, id: messages.PullFromForeign}
			}
			return s.pullForeign(ctx, r, say)
		}
		if len(candidates) > 0 {
			return &told{err: err, id: messages.ModelSeveral, args: []any{messages.Clean(id), strings.Join(candidates, ", ")}}
		}
		if err != nil {
			return err
		}
		if id = m.ID; m.Accept && !accept {
			return &told{err: fmt.Errorf("app: licence of %s not accepted", id), id: messages.ModelAccept, args: []any{m.Name, m.Licence, id}}
		}
		store, err := s.app.store()
		if err != nil {
			return err
		}
		if err := s.fetch(ctx, store, m, from, say); err != nil {
			return err
		}
		text := s.app.say(messages.PullDone, m.Name, m.ID)
		switch m.Kind {
		case models.Vision:
		case models.Voice:
			text = s.app.say(messages.VoicePulled, m.Name, m.ID)
		default:
			text = s.app.say(messages.VoiceDone, m.Name)
		}
		say(assistant.Managed{ID: id, Done: "pulled", Text: text})
		return nil
	})
}

// fetch brings a model of the catalogue, unless it is here, and unpacks it.
func (s shelf) fetch(ctx context.Context, store *models.Store, m models.Model, from string, say func(assistant.Event) bool) error {
	if _, ok := here(store, m); ok {
		return nil
	}
	var err error
	if from != "" {
		err = s.copy(ctx, store, m, from, say)
	} else {
		err = s.bring(ctx, store, m, say)
	}
	if err != nil {
		return err
	}
	return s.takeApart(ctx, store, m, say)
}

// copy takes the files from a folder.
func (s shelf) copy(ctx context.Context, store *models.Store, m models.Model, from string, say func(assistant.Event) bool) error {
	say(assistant.Notice{Text: s.app.say(messages.PullFolder, m.Name, messages.Clean(from), s.app.size(m.Size()), m.Licence)})
	s.unpinned(m, say)
	err := store.Add(ctx, m, os.DirFS(from), progress(say))
	if errors.Is(err, fs.ErrNotExist) {
		return &told{err: err, id: messages.ModelNoSource, args: []any{messages.Clean(from)}}
	}
	return tell(err, "")
}

// bring looks into other programs' folders, then asks the network for what is missing.
func (s shelf) bring(ctx context.Context, store *models.Store, m models.Model, say func(assistant.Event) bool) error {
	missing, err := s.link(ctx, store, m, say)
	if err != nil || !missing {
		return err
	}
	c, err := client(os.Getenv)
	if err != nil {
		return tell(err, "HF_ENDPOINT")
	}
	defer c.Close()
	host := c.Host(m.Files[0])
	licence := messages.Clean(m.Licence)
	if licence == "" {
		licence = s.app.say(messages.LicenceUnknown)
	}
	say(assistant.Notice{Text: s.app.say(messages.PullFrom, messages.Clean(m.Name), messages.Clean(host), s.app.size(m.Size()), licence)})
	s.unpinned(m, say)
	report := progress(say)
	return tell(c.Pull(ctx, store, m, func(p fetch.Progress) { report(p.Done, p.Total) }), messages.Clean(host))
}

// unpinned tells of a digest that nobody vouches for: it is never trusted without a word.
func (s shelf) unpinned(m models.Model, say func(assistant.Event) bool) {
	if !m.Pinned() {
		say(assistant.Notice{Text: s.app.say(messages.ModelUnpinned, messages.Clean(m.Name))})
	}
}

// link uses files that other programs have, and says whether any is still missing.
func (s shelf) link(ctx context.Context, store *models.Store, m models.Model, say func(assistant.Event) bool) (missing bool, err error) {
	claim, err := store.Claim(ctx, m.ID)
	if err != nil {
		return false, err
	}
	defer claim.Close()
	there := places(os.Getenv)
	for _, f := range m.Files {
		found := claim.Have(f.Role)
		for _, path := range there.Lookup(f) {
			if found {
				break
			}
			err := claim.Link(ctx, m, f, path, progress(say))
			if ctx.Err() != nil {
				return false, err
			}
			// A damaged or unreadable copy is no reason to stop: the next one, or the network.
			if found = err == nil; found {
				say(assistant.Notice{Text: s.app.say(messages.PullFound, messages.Clean(path))})
			}
		}
		missing = missing || !found
	}
	return missing, nil
}

// progress makes events of how far a task is.
func progress(say func(assistant.Event) bool) func(done, total int64) {
	start, first, last := time.Now(), int64(-1), int64(0)
	return func(done, total int64) {
		// What was there before, or was thrown away, says nothing of the rate.
		if first < 0 || done < last {
			start, first = time.Now(), done
		}
		last = done
		e := assistant.Progress{Done: done, Total: total}
		if took := time.Since(start).Seconds(); took >= 1 && done > first {
			e.Rate = float64(done-first) / took
			e.Left = time.Duration(float64(total-done) / e.Rate * float64(time.Second))
		}
		say(e)
	}
}

// tell names the sentence for an error of fetching; host is where from.
func tell(err error, host string) error {
	var sum *models.ChecksumError
	var tag *fetch.TagError
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &tag):
		return &told{err: err, id: messages.ModelNoTag, args: []any{messages.Clean(tag.Tag), messages.Clean(strings.Join(tag.Have, ", "))}}
	case errors.As(err, &sum):
		return &told{err: err, id: messages.ModelChecksum, args: []any{messages.Clean(sum.File)}}
	}
	for _, k := range []struct {
		err  error
		id   messages.ID
		host bool
	}{
		{fetch.ErrOffline, messages.NetOffline, false},
		{fetch.ErrLogin, messages.NetLogin, true},
		{fetch.ErrGone, messages.NetGone, true},
		{fetch.ErrAnswer, messages.NetAnswer, true},
		{fetch.ErrNetwork, messages.NetFailed, false},
		{fetch.ErrUnverifiable, messages.NetUnverified, false},
		{fetch.ErrBlind, messages.ModelBlind, false},
		{fetch.ErrParts, messages.ModelParts, false},
	} {
		if errors.Is(err, k.err) {
			t := &told{err: err, id: k.id}
			if k.host {
				t.args = []any{host}
			}
			return t
		}
	}
	return err
}

// Remove implements assistant.Models. A model that is in use gives way to the built-in one.
func (s shelf) Remove(ctx context.Context, id string) iter.Seq2[assistant.Event, error] {
	return work(ctx, func(ctx context.Context, say func(assistant.Event) bool) error {
		store, err := s.app.store()
		if err != nil {
			return err
		}
		name := id
		if r, err := store.Record(id); err == nil {
			name = r.Name
		}
		if s.inUse(id) {
			if err := s.app.choose(ctx, starter); err != nil {
				return err
			}
			say(assistant.Notice{Text: s.app.say(messages.UseDone, s.app.say(messages.StarterName))})
		}
		if err := store.Remove(ctx, id); err != nil {
			return err
		}
		say(assistant.Managed{ID: id, Done: "removed", Text: s.app.say(messages.RemoveDone, messages.Clean(name))})
		return nil
	})
}

// Verify implements assistant.Models.
func (s shelf) Verify(ctx context.Context, id string) iter.Seq2[assistant.Event, error] {
	return work(ctx, func(ctx context.Context, say func(assistant.Event) bool) error {
		store, err := s.app.store()
		if err != nil {
			return err
		}
		if err := store.Verify(ctx, id, progress(say)); err != nil {
			return tell(err, "")
		}
		r, err := store.Record(id)
		if err != nil {
			return err
		}
		say(assistant.Managed{ID: id, Done: "verified", Text: s.app.say(messages.VerifyDone, messages.Clean(r.Name))})
		return nil
	})
}
