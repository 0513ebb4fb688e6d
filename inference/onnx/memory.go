package onnx

// Need is how much memory encoders on ONNX Runtime take, in bytes.
type Need struct {
	// Mapped is the copy of the weights, which stays on the disk and is mapped from there,
	// as a model's own files are.
	Mapped int64
	// Work is what else is resident: the values of a tile and the library's own.
	Work int64
}

// Total is both together.
func (n Need) Total() int64 { return n.Mapped + n.Work }

// library is what one encoder takes besides its weights and what becomes of a tile.
const library = 80 << 20

// work is what one encoder takes besides its weights: the library's own, the scores of the
// rows that are treated at once, and some ten copies of all patches. Measured with the
// shape of SmolVLM-256M: 135 MB, in both precisions, where this gives 165.
func (t tower) work() int64 {
	n, rows := int64(t.patches()), int64(t.rows())
	return library + 4*(rows*n*int64(t.heads)+10*n*int64(t.width))
}

// Memory estimates what encoders of the projector take, one for each precision. Errors
// are those of Convert. With the shape of SmolVLM-256M it is 374 MB and the work in F32,
// 99 MB and the work in Int8.
func Memory(projector string, each ...Precision) (Need, error) {
	f, _, t, err := readProjector(projector)
	if err != nil {
		return Need{}, err
	}
	_ = f.Close() // was only read
	var n Need
	for _, p := range each {
		n.Mapped += t.bytes(p)
		n.Work += t.work()
	}
	return n, nil
}

// bytes is about how long the file of the weights is: in Int8 matrices have a byte a
// number, and a scale a row.
func (t tower) bytes(p Precision) int64 {
	var sum int64
	for name, shape := range t.shapes() {
		n := int64(1)
		for _, d := range shape {
			n *= int64(d)
		}
		if p == Int8 && len(shape) == 2 && name != "v.position_embd.weight" {
			sum += n + 4*int64(shape[0])
		} else {
			sum += 4 * n
		}
	}
	return sum
}
