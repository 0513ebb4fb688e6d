//go:build !long

package app

// long says whether tests are to take minutes.
const long = false
