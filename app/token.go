package app

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode"
)

// longestToken is in bytes; the hub's have some forty.
const longestToken = 4 << 10

// token is the person's access token for the hub, where its own programs look for it:
// HF_TOKEN, then the file HF_TOKEN_PATH, which is "token" in HF_HOME where it isn't set.
// What can't stand in a header is no token.
func token(env func(string) string) string {
	text := strings.TrimSpace(env("HF_TOKEN"))
	if text == "" {
		text = strings.TrimSpace(readToken(tokenFile(env)))
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsGraphic(r) || r == ' ' }) {
		return ""
	}
	return text
}

func tokenFile(env func(string) string) string {
	if path := env("HF_TOKEN_PATH"); path != "" {
		return path
	}
	home, cache := env("HF_HOME"), env("XDG_CACHE_HOME")
	switch {
	case home != "":
	case filepath.IsAbs(cache):
		home = filepath.Join(cache, "huggingface")
	case env("HOME") != "":
		home = filepath.Join(env("HOME"), ".cache", "huggingface")
	default:
		home = filepath.Join(env("USERPROFILE"), ".cache", "huggingface")
	}
	return filepath.Join(home, "token")
}

// readToken is empty where there is no such file, or none of a sensible length.
func readToken(path string) string {
	if st, err := os.Stat(path); err != nil || !st.Mode().IsRegular() {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, longestToken+1))
	if err != nil || len(text) > longestToken {
		return ""
	}
	return string(text)
}
