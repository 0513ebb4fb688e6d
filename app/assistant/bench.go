package assistant

import "descry/inference"

// Series is one figure, measured several times.
type Series struct {
	Median, Low, High float64
	Runs              int // 0: it could not be measured
}

// Timed is what a benchmark found: how quick a model is on this machine, and what the
// machine could do at most. Durations are in milliseconds.
type Timed struct {
	Shape string // empty: a pair of files was given
	Model inference.Info

	Load           Series // start of the worker to the model in memory
	EncodeOverview Series // image encoder, the quick first look
	EncodeAll      Series // the same, the family's reference setting
	FirstToken     Series // of an overview description of a new frame
	FollowUp       Series // first token of a second question about the frame
	Prefill        Series // tokens of a long question a second
	Decode         Series // tokens of an answer a second
	Matmul         Series // floating-point operations a second, in 10^9: the machine's own
	Read           Series // bytes a second from memory: the machine's own

	// EncodeShare is how much of Matmul the image encoder reached, over the operations
	// that the overview needs; DecodeShare how much of Read the answer did, over the
	// weights that a token needs. 1 would be all.
	EncodeShare, DecodeShare Series

	PeakRSS int64 // bytes of the worker; 0: the system doesn't tell

	// Load1 is the load average before the start; below 0: the system doesn't tell.
	Load1 float64
	// BestMatmul is the best that was seen on this machine with as many threads.
	BestMatmul float64
	// Quiet: nothing else kept the machine busy, so that the figures count. Why says it
	// in a sentence.
	Quiet bool
	Why   string
}

func (Timed) event() {}
