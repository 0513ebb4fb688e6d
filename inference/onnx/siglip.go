package onnx

import (
	"fmt"
	"slices"

	"descry/internal/gguf"
)

// The tower of SmolVLM and SmolVLM2 256M and 500M, SigLIP behind Idefics3's pixel
// shuffle and projector, as clip.cpp of llama.cpp computes it (build_vit, and
// clip_graph_idefics3). Each limit below is far above any published model.
const (
	mostSide   = 2048 // pixels
	mostWidth  = 8192
	mostLayers = 64
)

// tower is the size of every part.
type tower struct {
	side, patch, width, feed, heads, layers, shuffle, out int
	eps                                                   float32
	// up and down name the two matrices of a layer: earlier converters gave each the
	// other's name, which clip.cpp too tells by the shape.
	up, down string
}

func (t tower) grid() int   { return t.side / t.patch }
func (t tower) tokens() int { n := t.grid() / t.shuffle; return n * n }

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
		layers: u("block_count", mostLayers), shuffle: u("projector.scale_factor", mostSide),
		out: u("projection_dim", 4*mostWidth), eps: float32(h.Float("clip.vision.attention.layer_norm_epsilon")),
	}
	if projector(h) != "idefics3" || !h.Bool("clip.use_gelu") || h.Bool("clip.use_silu") {
		return t, fmt.Errorf("%w: projector %q, or its activation", errUnsupported, projector(h))
	}
	sizes := []int{t.side, t.patch, t.width, t.feed, t.heads, t.layers, t.shuffle, t.out}
	if slices.Contains(sizes, 0) || !(t.eps > 0 && t.eps < 1) || !t.divides() {
		return t, fmt.Errorf("%w: sizes %+v", errUnsupported, t)
	}
	return t, nil
}

// divides says whether patches, shuffled squares and heads come out even.
func (t tower) divides() bool {
	return t.side%t.patch == 0 && t.grid()%t.shuffle == 0 && t.width%t.heads == 0
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
		"v.position_embd.weight": {t.grid() * t.grid(), t.width},
		"v.post_ln.weight":       {t.width}, "v.post_ln.bias": {t.width},
		"mm.model.fc.weight": {t.out, t.width * t.shuffle * t.shuffle},
	}
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
	n := t.grid()
	x := g.op("", "Conv", []string{inputName, g.weight("v.patch_embd.weight"), g.weight("v.patch_embd.bias")},
		intsAttr("strides", t.patch, t.patch), intsAttr("kernel_shape", t.patch, t.patch))
	x = g.op("", "Reshape", []string{x, g.ints(1, t.width, n*n)})
	x = g.op("", "Transpose", []string{x}, intsAttr("perm", 0, 2, 1))
	x = g.op("", "Add", []string{x, g.weight("v.position_embd.weight")})
	r := residual{g: g, t: t, sum: x}
	for i := range t.layers {
		b := fmt.Sprintf("v.blk.%d.", i)
		y := r.norm(b + "ln1")
		q, k, v := g.linear(y, b+"attn_q", true, false), g.linear(y, b+"attn_k", true, false), g.linear(y, b+"attn_v", true, false)
		// Its scale is 1/sqrt(width of a head) where none is given.
		a := g.op(microsoft, "MultiHeadAttention", []string{q, k, v}, intAttr("num_heads", t.heads))
		r.add = g.linear(a, b+"attn_out", true, false)
		y = r.norm(b + "ln2")
		y = g.op(microsoft, "FastGelu", []string{g.linear(y, b+t.up, true, false)}) // tanh's, as ggml_gelu
		r.add = g.linear(y, b+t.down, true, true)
	}
	y := r.norm("v.post_ln")
	m, s := n/t.shuffle, t.shuffle
	y = g.op("", "Reshape", []string{y, g.ints(1, m, s, m, s, t.width)})
	y = g.op("", "Transpose", []string{y}, intsAttr("perm", 0, 1, 3, 2, 4, 5))
	y = g.op("", "Reshape", []string{y, g.ints(1, m*m, s*s*t.width)})
	y = g.linear(y, "mm.model.fc", false, false)
	g.node("", "Identity", []string{y}, []string{outputName})
	return g.model(tensorInfo(inputName, 1, 3, t.side, t.side), tensorInfo(outputName, 1, t.tokens(), t.out))
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
