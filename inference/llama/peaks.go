//go:build cgo

package llama

/*
#include "peaks.h"
*/
import "C"

// MeasurePeaks measures what the machine can do at most on that many threads, in
// about a second; it takes 1 GB of memory meanwhile. A figure is 0 where there was no
// memory for it.
func MeasurePeaks(threads int) Peaks {
	return Peaks{
		Matmul: float64(C.dsc_peak_matmul(C.int(threads), 20)),
		Read:   float64(C.dsc_peak_read(C.int(threads), 5, 1<<30)),
	}
}
