package onnx

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
)

// microsoft is the domain of ONNX Runtime's own operators (docs/ContribOperators.md).
const microsoft = "com.microsoft"

// page is where weights begin in the data file: at whole pages, so that each is mapped.
const page = 4096

// embedded is the size in bytes below which a constant stands in the graph itself.
const embedded = 1024

// graph collects nodes and constants. Constants of some size go to data, a file beside
// the model, which ONNX Runtime maps instead of copying. The first error stays.
type graph struct {
	nodes, inits message
	count        int
	data         io.Writer
	dataName     string
	dataAt       int64
	weights      *weights
	precision    Precision
	err          error
}

func (g *graph) fail(err error) {
	if g.err == nil {
		g.err = err
	}
}

func (g *graph) name() string {
	g.count++
	return "t" + strconv.Itoa(g.count)
}

// node adds a node; "" among outs leaves an output out.
func (g *graph) node(domain, kind string, ins, outs []string, attrs ...message) {
	var m message
	for _, s := range ins {
		m = m.text(1, s)
	}
	for _, s := range outs {
		m = m.text(2, s)
	}
	m = m.text(4, kind)
	for _, a := range attrs {
		m = m.bytes(5, a)
	}
	g.nodes = g.nodes.bytes(1, m.text(7, domain))
}

// op adds a node of one output and returns that.
func (g *graph) op(domain, kind string, ins []string, attrs ...message) string {
	out := g.name()
	g.node(domain, kind, ins, []string{out}, attrs...)
	return out
}

func (g *graph) constant(kind uint64, shape []int, b []byte) string {
	name := g.name()
	var m message
	for _, d := range shape {
		m = m.num(1, uint64(d))
	}
	m = m.num(2, kind).text(8, name)
	if len(b) < embedded {
		m = m.bytes(9, b)
	} else {
		pad := (page - g.dataAt%page) % page
		g.write(make([]byte, pad))
		for _, pair := range [][2]string{
			{"location", g.dataName}, {"offset", strconv.FormatInt(g.dataAt, 10)}, {"length", strconv.Itoa(len(b))},
		} {
			m = m.bytes(13, message{}.text(1, pair[0]).text(2, pair[1]))
		}
		m = m.num(14, 1) // EXTERNAL
		g.write(b)
	}
	g.inits = g.inits.bytes(5, m)
	return name
}

func (g *graph) write(b []byte) {
	if g.err != nil {
		return
	}
	if _, err := g.data.Write(b); err != nil {
		g.fail(fmt.Errorf("onnx: weights: %w", err))
	}
	g.dataAt += int64(len(b))
}

func (g *graph) ints(v ...int) string {
	b := make([]byte, 0, 8*len(v))
	for _, i := range v {
		b = binary.LittleEndian.AppendUint64(b, uint64(i))
	}
	return g.constant(typeInt64, []int{len(v)}, b)
}

func (g *graph) floats(name string) []float32 {
	if g.err != nil {
		return nil
	}
	v, err := g.weights.floats(name)
	if err == nil && slices.ContainsFunc(v, func(f float32) bool { return f-f != 0 }) {
		err = fmt.Errorf("%w: tensor %s has values that are no numbers", errUnsupported, name)
	}
	if err != nil {
		g.fail(err)
	}
	return v
}

// weight is a tensor as it is in the file.
func (g *graph) weight(name string) string {
	return g.constant(typeFloat, g.weights.shape(name), raw(g.floats(name)))
}

// linear is x·Wᵀ + b for the tensors NAME.weight and, with bias, NAME.bias: see product.
func (g *graph) linear(x, name string, bias, perToken bool) string {
	return g.product(x, g.layer(name, bias), perToken)
}

// layer is a linear layer whose constants are in the graph; several products share them.
type layer struct {
	weights string // [in, out]
	scales  string // one an output, with Int8
	zeros   string
	bias    string // empty: none
}

// layer reads the tensors NAME.weight, of [out, in], and with bias NAME.bias.
func (g *graph) layer(name string, bias bool) layer {
	w, shape := g.floats(name+".weight"), g.weights.shape(name+".weight")
	if g.err != nil {
		return layer{}
	}
	out, in := shape[0], shape[1]
	t := make([]float32, len(w))
	for o := range out {
		for i := range in {
			t[i*out+o] = w[o*in+i]
		}
	}
	l := g.matrix(t, in, out)
	if bias {
		l.bias = g.weight(name + ".bias")
	}
	return l
}

// matrix is a layer of the weights w [in, out], without a bias. In Int8 each output has a
// scale of its own.
func (g *graph) matrix(w []float32, in, out int) layer {
	if g.precision != Int8 {
		return layer{weights: g.constant(typeFloat, []int{in, out}, raw(w))}
	}
	scales, q := make([]float32, out), make([]byte, len(w))
	for i, v := range w {
		scales[i%out] = max(scales[i%out], v, -v)
	}
	for o := range scales {
		scales[o] = max(scales[o]/127, 1e-12)
	}
	for i, v := range w {
		q[i] = byte(int8(math.RoundToEven(float64(v / scales[i%out]))))
	}
	return layer{
		weights: g.constant(typeInt8, []int{in, out}, q),
		scales:  g.constant(typeFloat, []int{out}, raw(scales)),
		zeros:   g.constant(typeInt8, []int{out}, make([]byte, out)),
	}
}

// product puts x through a layer. In Int8 x has a range a call, or with perToken a range
// a token: that is for where few tokens fire strongly.
func (g *graph) product(x string, l layer, perToken bool) string {
	if g.precision == Int8 {
		return g.productInt8(x, l, perToken)
	}
	return g.biased(g.op("", "MatMul", []string{x, l.weights}), l)
}

func (g *graph) biased(y string, l layer) string {
	if l.bias == "" {
		return y
	}
	return g.op("", "Add", []string{y, l.bias})
}

func (g *graph) productInt8(x string, l layer, perToken bool) string {
	ins := []string{x, l.weights, l.scales, l.zeros}
	if !perToken {
		if l.bias != "" {
			ins = append(ins, l.bias)
		}
		return g.op(microsoft, "DynamicQuantizeMatMul", ins)
	}
	top := g.op("", "ReduceMax", []string{g.op("", "Abs", []string{x})}, intsAttr("axes", -1), intAttr("keepdims", 1))
	top = g.op("", "Max", []string{top, g.constant(typeFloat, nil, raw([]float32{1e-9}))})
	ins[0] = g.op("", "Div", []string{x, top})
	return g.biased(g.op("", "Mul", []string{g.op(microsoft, "DynamicQuantizeMatMul", ins), top}), l)
}

// model is the whole file: IR version 9, opset 17, of ONNX Runtime 1.17.
func (g *graph) model(input, output message) message {
	body := append(g.nodes.text(2, "vision"), g.inits...).bytes(11, input).bytes(12, output)
	return message{}.num(1, 9).bytes(7, body).
		bytes(8, message{}.text(1, "").num(2, 17)).bytes(8, message{}.text(1, microsoft).num(2, 1))
}
