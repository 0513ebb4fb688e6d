package settings

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
)

// Layout is where the parts of Descry lie. The places follow from the program's
// own place and the user's folders, and nothing in the environment moves the
// library folder: OLLAMA_LIBRARY_PATH and GGML_BACKEND_PATH are ignored, so that
// Descry never loads code that was put there for another program.
//
//	installed          built in a checkout
//	PREFIX/bin/descry  build/bin/descry
//	PREFIX/lib/ollama  build/lib/ollama      libggml-*.so
type Layout struct {
	// Executable is the running program, with symbolic links resolved. Its worker
	// is the same file.
	Executable string
	// Library is the folder of the libggml-*.so: ../lib/ollama beside the folder
	// of Executable. It may be missing; the program then computes with what is
	// linked into it. Its name is llama.cpp's condition: ollama's build of ggml
	// looks only in folders whose path contains lib/ollama.
	Library string
	// Cache is the folder for what can be made again, such as the unpacked
	// starter model: descry in the user's cache folder. It may be missing.
	Cache string
	// Settings is the settings file: descry/settings.json in the user's folder
	// for configuration. It may be missing.
	Settings string
	// Models is the folder for models that were fetched: descry/models in the user's
	// folder for data. It may be missing.
	Models string
}

// FindLayout says where the parts of the running program lie. It fails only where
// the system does not tell the program's own place or the user's home folder.
func FindLayout() (Layout, error) {
	exe, err := os.Executable()
	if err == nil {
		exe, err = filepath.EvalSymlinks(exe)
	}
	if err != nil {
		return Layout{}, fmt.Errorf("settings: find own program: %w", err)
	}
	cache, err := userDir(os.UserCacheDir, ".cache")
	if err != nil {
		return Layout{}, err
	}
	config, err := userDir(os.UserConfigDir, ".config")
	if err != nil {
		return Layout{}, err
	}
	l := layoutOf(exe, cache, config)
	if l.Models, err = modelsDir(config); err != nil {
		return Layout{}, err
	}
	return l, nil
}

func layoutOf(exe, cache, config string) Layout {
	return Layout{
		Executable: exe,
		Library:    filepath.Join(filepath.Dir(exe), "..", "lib", "ollama"),
		Cache:      filepath.Join(cache, "descry"),
		Settings:   filepath.Join(config, "descry", "settings.json"),
	}
}

// modelsDir is where large files that a person asked for belong: XDG_DATA_HOME and its
// default on Linux (XDG Base Directory Specification), elsewhere beside the settings.
func modelsDir(config string) (string, error) {
	if runtime.GOOS != "linux" {
		return filepath.Join(config, "descry", "models"), nil
	}
	data, err := userDir(func() (string, error) {
		if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
			return dir, nil
		}
		home, err := os.UserHomeDir()
		return filepath.Join(home, ".local", "share"), err
	}, filepath.Join(".local", "share"))
	return filepath.Join(data, "descry", "models"), err
}

// userDir asks the standard library, which wants HOME or an absolute XDG path in
// the environment; services and bare containers have neither, and then the user
// database knows the home folder.
func userDir(standard func() (string, error), underHome string) (string, error) {
	dir, err := standard()
	if err == nil {
		return dir, nil
	}
	u, userErr := user.Current()
	if userErr != nil || u.HomeDir == "" || runtime.GOOS != "linux" {
		return "", fmt.Errorf("settings: find user's folders: %w", err)
	}
	return filepath.Join(u.HomeDir, underHome), nil
}
