package gguf

// Has says whether the key is there, of whatever type.
func (h *Header) Has(key string) bool {
	_, ok := h.KV[key]
	return ok
}

// String is the value of key, or "" when it is missing or no string.
func (h *Header) String(key string) string {
	s, _ := h.KV[key].(string)
	return s
}

// Bool is the value of key, or false when it is missing or no bool.
func (h *Header) Bool(key string) bool {
	b, _ := h.KV[key].(bool)
	return b
}

// Uint is the value of key, an integer of any width, or 0 when it is missing,
// negative or no integer.
func (h *Header) Uint(key string) uint64 {
	switch v := h.KV[key].(type) {
	case uint8:
		return uint64(v)
	case uint16:
		return uint64(v)
	case uint32:
		return uint64(v)
	case uint64:
		return v
	case int8:
		return uint64(max(v, 0))
	case int16:
		return uint64(max(v, 0))
	case int32:
		return uint64(max(v, 0))
	case int64:
		return uint64(max(v, 0))
	}
	return 0
}

// Float is the value of key, a number of any type, or 0 when it is missing or no number.
func (h *Header) Float(key string) float64 {
	switch v := h.KV[key].(type) {
	case float32:
		return float64(v)
	case float64:
		return v
	case int8:
		return float64(v)
	case int16:
		return float64(v)
	case int32:
		return float64(v)
	case int64:
		return float64(v)
	}
	return float64(h.Uint(key))
}

// Strings is the array at key, or nil when it is missing or no array of
// strings. It is the header's own: not to be written to.
func (h *Header) Strings(key string) []string {
	s, _ := h.KV[key].([]string)
	return s
}

// Floats is a copy of the array at key, whose elements may be numbers of any
// type, or nil when it is missing or no array of numbers.
func (h *Header) Floats(key string) []float64 {
	switch v := h.KV[key].(type) {
	case []float32:
		return convert(v)
	case []float64:
		return convert(v)
	case []uint8:
		return convert(v)
	case []uint16:
		return convert(v)
	case []uint32:
		return convert(v)
	case []uint64:
		return convert(v)
	case []int8:
		return convert(v)
	case []int16:
		return convert(v)
	case []int32:
		return convert(v)
	case []int64:
		return convert(v)
	}
	return nil
}

func convert[T uint8 | uint16 | uint32 | uint64 | int8 | int16 | int32 | int64 | float32 | float64](v []T) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = float64(x)
	}
	return out
}
