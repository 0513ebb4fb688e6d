package onnx

import (
	"fmt"
	"maps"
	"slices"

	"descry/internal/gguf"
)

// SigLIP towers, as clip.cpp of llama.cpp computes them (build_vit). What comes behind the
// last layer is a head's. Each limit below is far above any published model.
const (
	mostSide   = 2048 // pixels
	mostWidth  = 8192
	mostLayers = 64
)

// tower is the size of every part.
type tower struct {
	side, patch, width, feed, heads, layers, out int
	// merge is how many patches an edge of an image token stands for.
	merge int
	eps   float32
	head  head
	// up and down name the two matrices of a layer: earlier converters gave each the
	// other's name, which clip.cpp too tells by the shape.
	up, down string
}

// grid is how many patches an edge has: what is left of the picture, where they don't come
// out even (384 pixels in patches of 14, SmolVLM2 2.2B), isn't seen.
func (t tower) grid() int    { return t.side / t.patch }
func (t tower) patches() int { return t.grid() * t.grid() }
func (t tower) tokens() int  { n := t.grid() / t.merge; return n * n }

// readTower reads the sizes from the header and checks the shape of every tensor
// against them. Errors wrap errUnsupported.
func readTower(w *weights) (tower, error) {
	t, err := readSizes(w.header)
	if err != nil {
		return t, err
	}
	t.up, t.down = "ffn_up", "ffn_down"
	if s := w.shape("v.blk.0.ffn_down.weight"); len(s) == 2 && s[1] == t.width {
		t.up, t.down = t.down, t.up
	}
	shapes := t.shapes()
	for name, want := range shapes {
		if got := w.shape(name); !slices.Equal(got, want) || !readable(w.tensors[name].Type) {
			return t, fmt.Errorf("%w: tensor %s is %v of %v, want %v", errUnsupported, name, got, w.tensors[name].Type, want)
		}
	}
	for name := range w.tensors { // one that we would leave out means another tower
		if _, known := shapes[name]; !known {
			return t, fmt.Errorf("%w: tensor %s", errUnsupported, name)
		}
	}
	return t, nil
}

func readSizes(h *gguf.Header) (tower, error) {
	u := func(key string, most int) int {
		if v := h.Uint("clip.vision." + key); v >= 1 && v <= uint64(most) {
			return int(v)
		}
		return 0
	}
	t := tower{
		side: u("image_size", mostSide), patch: u("patch_size", mostSide), width: u("embedding_length", mostWidth),
		feed: u("feed_forward_length", 4*mostWidth), heads: u("attention.head_count", mostWidth),
		layers: u("block_count", mostLayers), merge: u("projector.scale_factor", mostSide),
		out: u("projection_dim", 4*mostWidth), eps: float32(h.Float("clip.vision.attention.layer_norm_epsilon")),
	}
	var known bool
	if t.head, known = heads[projector(h)]; !known || !h.Bool("clip.use_gelu") || h.Bool("clip.use_silu") {
		return t, fmt.Errorf("%w: projector %q, or its activation", errUnsupported, projector(h))
	}
	if !h.Has("clip.vision.projector.scale_factor") {
		t.merge = t.head.merge
	}
	sizes := []int{t.side, t.patch, t.width, t.feed, t.heads, t.layers, t.merge, t.out}
	if slices.Contains(sizes, 0) || !(t.eps > 0 && t.eps < 1) || !t.divides() {
		return t, fmt.Errorf("%w: sizes of %q", errUnsupported, projector(h))
	}
	return t, nil
}

// divides says whether merged squares and heads come out even, and there is one of each.
func (t tower) divides() bool {
	return t.grid() >= t.merge && t.grid()%t.merge == 0 && t.width%t.heads == 0
}

func projector(h *gguf.Header) string {
	if s := h.String("clip.projector_type"); s != "" {
		return s
	}
	return h.String("clip.vision.projector_type")
}

// shapes lists every tensor of the tower.
func (t tower) shapes() map[string][]int {
	s := map[string][]int{
		"v.patch_embd.weight": {t.width, 3, t.patch, t.patch}, "v.patch_embd.bias": {t.width},
		"v.position_embd.weight": {t.patches(), t.width},
		"v.post_ln.weight":       {t.width}, "v.post_ln.bias": {t.width},
	}
	maps.Copy(s, t.head.shapes(t))
	for i := range t.layers {
		b := fmt.Sprintf("v.blk.%d.", i)
		for _, n := range []string{"ln1", "ln2"} {
			s[b+n+".weight"], s[b+n+".bias"] = []int{t.width}, []int{t.width}
		}
		for _, n := range []string{"attn_q", "attn_k", "attn_v", "attn_out"} {
			s[b+n+".weight"], s[b+n+".bias"] = []int{t.width, t.width}, []int{t.width}
		}
		s[b+t.up+".weight"], s[b+t.up+".bias"] = []int{t.feed, t.width}, []int{t.feed}
		s[b+t.down+".weight"], s[b+t.down+".bias"] = []int{t.width, t.feed}, []int{t.width}
	}
	return s
}

// Names of the graph's input, pixels [1,3,side,side], and output, embeddings
// [1,tokens,out].
const (
	inputName  = "pixels"
	outputName = "embeddings"
)

// build writes the tower into g.
func (t tower) build(g *graph) message {
	x := g.op("", "Conv", []string{inputName, g.weight("v.patch_embd.weight"), g.weight("v.patch_embd.bias")},
		intsAttr("strides", t.patch, t.patch), intsAttr("kernel_shape", t.patch, t.patch))
	x = g.op("", "Reshape", []string{x, g.ints(1, t.width, t.patches())})
	x = g.op("", "Transpose", []string{x}, intsAttr("perm", 0, 2, 1))
	x = g.op("", "Add", []string{x, g.weight("v.position_embd.weight")})
	r := residual{g: g, t: t, sum: x}
	for i := range t.layers {
		b := fmt.Sprintf("v.blk.%d.", i)
		y := r.norm(b + "ln1")
		q, k, v := g.linear(y, b+"attn_q", true, false), g.linear(y, b+"attn_k", true, false), g.linear(y, b+"attn_v", true, false)
		a := t.inParts(g, q, func(q string) string {
			// Its scale is 1/sqrt(width of a head) where none is given.
			return g.op(microsoft, "MultiHeadAttention", []string{q, k, v}, intAttr("num_heads", t.heads))
		})
		r.add = g.linear(a, b+"attn_out", true, false)
		up, down := g.layer(b+t.up, true), g.layer(b+t.down, true)
		r.add = t.inParts(g, r.norm(b+"ln2"), func(y string) string {
			y = g.op(microsoft, "FastGelu", []string{g.product(y, up, false)}) // tanh's, as ggml_gelu
			return g.product(y, down, true)
		})
	}
	y := t.head.build(t, g, r.norm("v.post_ln"))
	g.node("", "Identity", []string{y}, []string{outputName})
	return g.model(tensorInfo(inputName, 1, 3, t.side, t.side), tensorInfo(outputName, 1, t.tokens(), t.out))
}

// Where a tile has more than wholeRows patches, parts of at most partRows of them go one
// after another through what takes long: a run can be stopped between nodes only, and
// the scores of 4,096 patches against each other would take a gigabyte at once.
const (
	wholeRows = 1024
	partRows  = 512
)

// rows is how many patches go through a node at once.
func (t tower) rows() int {
	if t.patches() > wholeRows {
		return partRows
	}
	return t.patches()
}

// inParts puts x [1,patches,n] through do, which treats each row for itself.
func (t tower) inParts(g *graph, x string, do func(string) string) string {
	n, rows := t.patches(), t.rows()
	if n == rows {
		return do(x)
	}
	var sizes []int
	var parts, done []string
	for left := n; left > 0; left -= rows {
		sizes, parts = append(sizes, min(rows, left)), append(parts, g.name())
	}
	g.node("", "Split", []string{x, g.ints(sizes...)}, parts, intAttr("axis", 1))
	for _, part := range parts {
		done = append(done, do(part))
	}
	return g.op("", "Concat", done, intAttr("axis", 1))
}

// residual is the stream that each block adds to; the addition is one node with the
// norm that follows.
type residual struct {
	g        *graph
	t        tower
	sum, add string
}

func (r *residual) norm(name string) string {
	w, b := r.g.weight(name+".weight"), r.g.weight(name+".bias")
	eps := realAttr("epsilon", r.t.eps)
	if r.add == "" {
		return r.g.op("", "LayerNormalization", []string{r.sum, w, b}, eps, intAttr("axis", -1))
	}
	out, sum := r.g.name(), r.g.name()
	r.g.node(microsoft, "SkipLayerNormalization", []string{r.sum, r.add, w, b}, []string{out, "", "", sum}, eps)
	r.sum = sum
	return out
}
