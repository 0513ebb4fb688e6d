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

// linear is x·Wᵀ + b for the tensors NAME.weight and, with bias, NAME.bias. In Int8, W
// has a scale a row and x a range a call, or with perToken a range a token: that is for
// where few tokens fire strongly.
func (g *graph) linear(x, name string, bias, perToken bool) string {
	w, shape := g.floats(name+".weight"), g.weights.shape(name+".weight")
	if g.err != nil {
		return ""
	}
	if g.precision == Int8 {
		return g.linearInt8(x, name, w, shape, bias, perToken)
	}
	out, in := shape[0], shape[1]
	t := make([]float32, len(w))
	for o := range out {
		for i := range in {
			t[i*out+o] = w[o*in+i]
		}
	}
	y := g.op("", "MatMul", []string{x, g.constant(typeFloat, []int{in, out}, raw(t))})
	if bias {
		y = g.op("", "Add", []string{y, g.weight(name + ".bias")})
	}
	return y
}

func (g *graph) linearInt8(x, name string, w []float32, shape []int, bias, perToken bool) string {
	out, in := shape[0], shape[1]
	scales, q := make([]float32, out), make([]byte, len(w))
	for o := range out {
		row := w[o*in : (o+1)*in]
		var top float32
		for _, v := range row {
			top = max(top, v, -v)
		}
		scales[o] = max(top/127, 1e-12)
		for i, v := range row {
			q[i*out+o] = byte(int8(math.RoundToEven(float64(v / scales[o]))))
		}
	}
	ins := []string{
		x, g.constant(typeInt8, []int{in, out}, q),
		g.constant(typeFloat, []int{out}, raw(scales)), g.constant(typeInt8, []int{out}, make([]byte, out)),
	}
	if !perToken {
		if bias {
			ins = append(ins, g.weight(name+".bias"))
		}
		return g.op(microsoft, "DynamicQuantizeMatMul", ins)
	}
	top := g.op("", "ReduceMax", []string{g.op("", "Abs", []string{x})}, intsAttr("axes", -1), intAttr("keepdims", 1))
	top = g.op("", "Max", []string{top, g.constant(typeFloat, nil, raw([]float32{1e-9}))})
	ins[0] = g.op("", "Div", []string{x, top})
	y := g.op("", "Mul", []string{g.op(microsoft, "DynamicQuantizeMatMul", ins), top})
	if bias {
		y = g.op("", "Add", []string{y, g.weight(name + ".bias")})
	}
	return y
}

// model is the whole file: IR version 9, opset 17, of ONNX Runtime 1.17.
func (g *graph) model(input, output message) message {
	body := append(g.nodes.text(2, "vision"), g.inits...).bytes(11, input).bytes(12, output)
	return message{}.num(1, 9).bytes(7, body).
		bytes(8, message{}.text(1, "").num(2, 17)).bytes(8, message{}.text(1, microsoft).num(2, 1))
}
