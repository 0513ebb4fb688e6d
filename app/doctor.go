package app

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/internal/cpu"
)

// Doctor implements assistant.Host: it looks at every part that there is, loads
// the model too, and says of each what was found and what to do.
func (a *App) Doctor(ctx context.Context) iter.Seq2[assistant.Finding, error] {
	examinations := []func(context.Context) assistant.Finding{
		a.examineVersion, a.examineSystem, a.examineProcessor, a.examineLoad, a.examineLibraries, a.examineGraphics,
		a.examineModel, a.examineMemory, a.examineEngine, a.examineEncoder, a.examineLockup, a.examineSettings, a.examineCache, a.examineNetwork,
		a.examineSound, a.examineCameras,
	}
	return func(yield func(assistant.Finding, error) bool) {
		modelGood, engineGood := true, true
		for _, examine := range examinations {
			if err := ctx.Err(); err != nil {
				yield(assistant.Finding{}, err)
				return
			}
			f := examine(ctx)
			if err := ctx.Err(); err != nil { // what was found then tells only of the end
				yield(assistant.Finding{}, err)
				return
			}
			if f.Name == "engine" && !modelGood || (f.Name == "lockup" || f.Name == "encoder") && !(modelGood && engineGood) {
				continue // it would only say the same again
			}
			modelGood = modelGood && (f.Good || f.Name != "model")
			engineGood = engineGood && (f.Good || f.Name != "engine")
			if !yield(f, nil) {
				return
			}
		}
	}
}

func (a *App) say(id messages.ID, args ...any) string {
	return messages.Text(a.options.Settings.Language, id, args...)
}

func (a *App) well(name string, id messages.ID, args ...any) assistant.Finding {
	return assistant.Finding{Name: name, Text: a.say(id, args...), Good: true}
}

func (a *App) ill(name string, id messages.ID, args ...any) assistant.Finding {
	return assistant.Finding{Name: name, Text: a.say(id, args...)}
}

// failed is a part that gave an error.
func (a *App) failed(name string, err error) assistant.Finding {
	return assistant.Finding{Name: name, Text: messages.For(a.options.Settings.Language, err)}
}

func (a *App) examineVersion(context.Context) assistant.Finding {
	return a.well("version", messages.DoctorVersion, Version(), runtime.Version())
}

func (a *App) examineSystem(context.Context) assistant.Finding {
	return a.well("system", messages.DoctorSystem, a.or(systemName(os.DirFS("/"))), a.or(kernel(os.DirFS("/"))), runtime.GOARCH)
}

// or is what the system said, or that it didn't.
func (a *App) or(s string) string {
	if s = messages.Clean(s); s == "" {
		return a.say(messages.DoctorUnknown)
	}
	return s
}

// systemName is the distribution's name for itself (os-release(5)), or the kind
// of operating system.
func systemName(root fs.FS) string {
	text, err := fs.ReadFile(root, "etc/os-release")
	if err != nil {
		return runtime.GOOS
	}
	for line := range strings.Lines(string(text)) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(line), "PRETTY_NAME="); ok {
			return strings.Trim(v, `"'`)
		}
	}
	return runtime.GOOS
}

func kernel(root fs.FS) string {
	text, err := fs.ReadFile(root, "proc/sys/kernel/osrelease")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

func (a *App) examineProcessor(context.Context) assistant.Finding {
	c := cpu.Describe()
	id := messages.DoctorProcessor
	if runtime.GOARCH == "amd64" && len(c.Flags) > 0 && !slices.Contains(c.Flags, "avx2") {
		id = messages.DoctorProcessorOld // nothing can be done about it, so all is well
	}
	return a.well("processor", id, a.or(c.Model), c.Physical, c.Logical, a.or(strings.Join(c.Flags, " ")))
}

func (a *App) examineLoad(context.Context) assistant.Finding {
	threads, cores := cpu.Threads(), cpu.Physical()
	if threads < cores {
		return a.well("load", messages.DoctorLoadBusy, threads, cores)
	}
	return a.well("load", messages.DoctorLoad, threads)
}

func (a *App) examineLibraries(context.Context) assistant.Finding {
	dir := a.options.Layout.Library
	found, err := filepath.Glob(filepath.Join(escapeGlob(dir), "libggml-cpu*"))
	if err != nil || len(found) == 0 {
		return a.ill("libraries", messages.DoctorLibrariesMissing, messages.Clean(dir))
	}
	return a.well("libraries", messages.DoctorLibraries, len(found), messages.Clean(dir))
}

// escapeGlob makes a folder's name stand for itself in filepath.Glob.
func escapeGlob(dir string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}

func (a *App) examineModel(context.Context) assistant.Finding {
	text, projector, err := a.files()
	if err != nil {
		return a.failed("model", err)
	}
	p, err := inspect(text, projector, a.options.Settings.Context)
	if err != nil {
		return a.failed("model", err)
	}
	name, size := a.or(p.name), a.size(p.bytes)
	if a.options.Settings.Model == "" && a.options.Settings.Chosen == "" {
		return a.well("model", messages.DoctorModelBuiltIn, name, p.family, size, messages.Clean(filepath.Dir(text)))
	}
	return a.well("model", messages.DoctorModel, name, p.family, size, messages.Clean(text), messages.Clean(projector))
}

// size is a number of bytes in words.
func (a *App) size(bytes int64) string {
	if bytes >= 1e9 {
		return a.say(messages.SizeGB, float64(bytes)/1e9)
	}
	return a.say(messages.SizeMB, float64(bytes)/1e6)
}

// examineEngine loads the model as an answer would.
func (a *App) examineEngine(ctx context.Context) assistant.Finding {
	e, err := a.open(ctx)
	if err != nil {
		return a.failed("engine", err)
	}
	info := e.Info()
	_, _, took := a.Loaded()
	return a.well("engine", messages.DoctorEngine, strconv.FormatFloat(took.Seconds(), 'f', 2, 64), messages.Clean(info.Backend), info.Threads)
}

// examineSettings: the settings in force were read before; a broken file has been
// put aside by then, and said.
func (a *App) examineSettings(context.Context) assistant.Finding {
	path := a.options.Layout.Settings
	_, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return a.well("settings", messages.DoctorSettingsNone, messages.Clean(path))
	case err != nil:
		return a.ill("settings", messages.SettingsUnread, messages.Clean(path))
	}
	return a.well("settings", messages.DoctorSettings, messages.Clean(path))
}

func (a *App) examineCache(context.Context) assistant.Finding {
	dir := a.options.Layout.Cache
	if err := writable(dir); err != nil {
		return a.ill("cache", messages.CacheReadOnly, messages.Clean(dir))
	}
	return a.well("cache", messages.DoctorCache, messages.Clean(dir))
}

// writable tries it: permission bits don't tell of a read-only or full disk.
func writable(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return err
	}
	_, err = f.WriteString("x")
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}

// examineNetwork says what arrows_test.go makes sure of: only models/fetch can reach it.
func (a *App) examineNetwork(context.Context) assistant.Finding {
	return a.well("network", messages.DoctorNetwork)
}
