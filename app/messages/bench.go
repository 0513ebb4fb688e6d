package messages

// What a benchmark says.
const (
	BenchWriting ID = "bench.writing" // %s: shape, %s: folder
	BenchShape   ID = "bench.shape"   // %s: shape, %d: threads, %s: backend
	BenchModel   ID = "bench.model"   // %s: name, %d: threads, %s: backend
	BenchEncoder ID = "bench.encoder" // %s: its name
	BenchLoad    ID = "bench.load"    // %.2f: seconds
	BenchFirst   ID = "bench.first"   // %.2f: seconds to the first token, %.2f: of the image encoder
	BenchFollow  ID = "bench.follow"  // %.0f: milliseconds
	BenchAll     ID = "bench.all"     // %.1f: seconds
	BenchTokens  ID = "bench.tokens"  // %.0f: read a second, %.1f: written a second
	BenchShort   ID = "bench.short"
	BenchMemory  ID = "bench.memory" // %.0f: megabytes
	BenchPeaks   ID = "bench.peaks"  // %.0f: 10^9 operations a second, %.1f: gigabytes a second
	BenchShares  ID = "bench.shares" // %.0f: percent, %.0f: percent
	BenchQuiet   ID = "bench.quiet"  // %s: load
	BenchLoaded  ID = "bench.loaded" // %s: load
	BenchSlowed  ID = "bench.slowed" // %s: load, %.0f: peak, %.0f: best peak
	BenchUnknown ID = "bench.unknown"
)

var benchEN = catalogue{
	BenchWriting: "Writing a model of the size of %s, with random weights, into %s. It is done once.",
	BenchShape:   "A model of the size of %s, with random weights; threads: %d; computed with %s.",
	BenchModel:   "The model %s; threads: %d; computed with %s.",
	BenchEncoder: "Pictures are encoded by %s.",
	BenchLoad:    "It loads in %.2f seconds.",
	BenchFirst:   "The first word about a new picture comes after %.2f seconds, of which the picture encoder takes %.2f.",
	BenchFollow:  "The first word of a second answer about the same picture comes after %.0f milliseconds.",
	BenchAll:     "For the closest look the picture encoder takes %.1f seconds.",
	BenchTokens:  "It reads %.0f tokens a second and writes %.1f.",
	BenchShort:   "Its answers are too short to tell how quickly it writes.",
	BenchMemory:  "It takes up to %.0f megabytes of memory, its files among them.",
	BenchPeaks:   "This machine can do %.0f billion operations a second, and reads %.1f gigabytes a second from memory.",
	BenchShares:  "Of that, the picture encoder reaches %.0f percent of the first, and writing %.0f percent of the second.",
	BenchQuiet:   "The machine was quiet (load %s), so the figures count.",
	BenchLoaded:  "Other programs kept the machine busy (load %s), so only the percentages mean something. Close them and try again.",
	BenchSlowed:  "The machine was slower than it has been (load %s, %.0f billion operations a second after %.0f), so only the percentages mean something. Try again later.",
	BenchUnknown: "It isn't known whether the machine was quiet.",
}
