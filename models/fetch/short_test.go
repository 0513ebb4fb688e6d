//go:build !long

package fetch

// pulls is how many downloads with faults at random are made.
const pulls = 60
