package onnx

// head is the way from a tower's patches to image tokens.
type head struct {
	// merge is how many patches an edge of an image token stands for where the file is
	// silent; 0: it must not be.
	merge int
	// shapes are those of the head's own tensors.
	shapes func(t tower) map[string][]int
	// build writes it: x [1,patches,width] becomes [1,tokens,out].
	build func(t tower, g *graph, x string) string
}

// heads are those there are, by clip.projector_type.
var heads = map[string]head{
	"idefics3": {shapes: idefics3Shapes, build: buildIdefics3},
	// clip.cpp has the same 4 for files without the key.
	"gemma3": {merge: 4, shapes: gemma3Shapes, build: buildGemma3},
}

// Idefics3's, of SmolVLM and SmolVLM2: squares of patches side by side in one vector, and
// one matrix (clip_graph_siglip, PROJECTOR_TYPE_IDEFICS3).

const idefics3Matrix = "mm.model.fc"

func idefics3Shapes(t tower) map[string][]int {
	return map[string][]int{idefics3Matrix + ".weight": {t.out, t.width * t.merge * t.merge}}
}

func buildIdefics3(t tower, g *graph, x string) string {
	m, s := t.grid()/t.merge, t.merge
	x = g.op("", "Reshape", []string{x, g.ints(1, m, s, m, s, t.width)})
	x = g.op("", "Transpose", []string{x}, intsAttr("perm", 0, 1, 3, 2, 4, 5))
	x = g.op("", "Reshape", []string{x, g.ints(1, m*m, s*s*t.width)})
	return g.linear(x, idefics3Matrix, false, false)
}

// Gemma 3's: the mean of each square of patches, a norm by its root mean square, and one
// matrix, which the files have the other way round (PROJECTOR_TYPE_GEMMA3).

const (
	gemma3Norm   = "mm.soft_emb_norm.weight"
	gemma3Matrix = "mm.input_projection.weight"
)

func gemma3Shapes(t tower) map[string][]int {
	return map[string][]int{gemma3Norm: {t.width}, gemma3Matrix: {t.width, t.out}}
}

func buildGemma3(t tower, g *graph, x string) string {
	m, s := t.grid()/t.merge, t.merge
	x = g.op("", "Reshape", []string{x, g.ints(1, m, s, m, s, t.width)})
	x = g.op("", "ReduceMean", []string{x}, intsAttr("axes", 2, 4), intAttr("keepdims", 0))
	x = g.op("", "Reshape", []string{x, g.ints(1, m*m, t.width)})
	square := g.op("", "ReduceMean", []string{g.op("", "Mul", []string{x, x})}, intsAttr("axes", -1), intAttr("keepdims", 1))
	square = g.op("", "Add", []string{square, g.constant(typeFloat, nil, raw([]float32{t.eps}))})
	x = g.op("", "Div", []string{x, g.op("", "Sqrt", []string{square})})
	x = g.op("", "Mul", []string{x, g.weight(gemma3Norm)})
	w := g.floats(gemma3Matrix)
	if g.err != nil {
		return ""
	}
	return g.product(x, g.matrix(w, t.width, t.out), false)
}
