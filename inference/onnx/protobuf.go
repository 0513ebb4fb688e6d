package onnx

import (
	"encoding/binary"
	"math"
)

// message is a protobuf message in its wire format, built field by field: an ONNX model
// is one (onnx.proto of ONNX 1.16, from which the field numbers are).
type message []byte

func (m message) num(field, v uint64) message {
	return binary.AppendUvarint(binary.AppendUvarint(m, field<<3), v)
}

func (m message) bytes(field uint64, v []byte) message {
	m = binary.AppendUvarint(binary.AppendUvarint(m, field<<3|2), uint64(len(v)))
	return append(m, v...)
}

func (m message) text(field uint64, v string) message { return m.bytes(field, []byte(v)) }

func (m message) real(field uint64, v float32) message {
	return binary.LittleEndian.AppendUint32(binary.AppendUvarint(m, field<<3|5), math.Float32bits(v))
}

// The types of tensors (TensorProto.DataType).
const (
	typeFloat = 1
	typeInt8  = 3
	typeInt64 = 7
)

// An attribute of a node is its name, its value, and the value's type.

func realAttr(name string, v float32) message {
	return message{}.text(1, name).real(2, v).num(20, 1)
}

func intAttr(name string, v int) message {
	return message{}.text(1, name).num(3, uint64(v)).num(20, 2)
}

func intsAttr(name string, v ...int) message {
	m := message{}.text(1, name)
	for _, i := range v {
		m = m.num(8, uint64(i))
	}
	return m.num(20, 7)
}

// tensorInfo names an input or output of float32 and its shape.
func tensorInfo(name string, shape ...int) message {
	var dims message
	for _, d := range shape {
		dims = dims.bytes(1, message{}.num(1, uint64(d)))
	}
	return message{}.text(1, name).bytes(2, message{}.bytes(1, message{}.num(1, typeFloat).bytes(2, dims)))
}
