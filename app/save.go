package app

import (
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/internal/atomicfile"
)

// savedQuality is that of saved JPEG files, 1 to 100: at 92 nothing is lost that is seen.
const savedQuality = 92

// mostNames is how many names are tried in a folder where pictures of the same second lie.
const mostNames = 1000

// Save implements assistant.Host. Only pixels are written, by an encoder that knows of nothing
// else, so that no place, time or device can be in the picture. Nothing that lies there is replaced.
func (a *App) Save(ctx context.Context, s assistant.Scene, folder string) (string, error) {
	if folder == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("app: save: %w", err)
		}
		folder = filepath.Join(home, "Pictures")
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return "", fmt.Errorf("app: save: %w", err)
		}
	}
	picture, text, err := reserve(folder, "descry-"+s.Frame.Taken.Format("2006-01-02-150405"))
	if err != nil {
		return "", fmt.Errorf("app: save: %w", err)
	}
	err = ctx.Err()
	if err == nil {
		err = atomicfile.Write(text, 0o600, func(w io.Writer) error {
			_, err := io.WriteString(w, a.spokenOf(s))
			return err
		})
	}
	if err == nil {
		err = atomicfile.Write(picture, 0o600, func(w io.Writer) error {
			return jpeg.Encode(w, s.Frame.Image, &jpeg.Options{Quality: savedQuality})
		})
	}
	if err != nil { // half of it is nothing
		return "", errors.Join(fmt.Errorf("app: save: %w", err), os.Remove(picture), os.Remove(text))
	}
	return picture, nil
}

// reserve makes two empty files with a name that neither had, for what will replace them.
func reserve(folder, name string) (picture, text string, err error) {
	for n := 1; n <= mostNames; n++ {
		stem := filepath.Join(folder, name)
		if n > 1 {
			stem += fmt.Sprintf("-%d", n)
		}
		picture, text = stem+".jpg", stem+".txt"
		if err = claim(picture); err != nil {
			if errors.Is(err, fs.ErrExist) {
				continue
			}
			return "", "", err
		}
		if err = claim(text); err == nil {
			return picture, text, nil
		}
		if gone := os.Remove(picture); gone != nil || !errors.Is(err, fs.ErrExist) {
			return "", "", errors.Join(err, gone)
		}
	}
	return "", "", err
}

// claim makes an empty file where there is none.
func claim(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// spokenOf is what was said about a scene, for a text file.
func (a *App) spokenOf(s assistant.Scene) string {
	var t strings.Builder
	for _, said := range s.Said {
		if said.Question != "" {
			t.WriteString(a.say(messages.SavedQuestion, messages.Clean(said.Question)) + "\n")
		}
		t.WriteString(messages.CleanText(said.Answered.Answer) + "\n")
		if m := said.Answered.Model.Name; m != "" {
			t.WriteString(a.say(messages.AnsweredBy, messages.Clean(m)) + "\n")
		}
		t.WriteString("\n")
	}
	if t.Len() == 0 {
		t.WriteString(a.say(messages.NothingSaid) + "\n")
	}
	return strings.TrimRight(t.String(), "\n") + "\n"
}
