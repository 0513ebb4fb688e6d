package cli

import (
	"descry/app/assistant"
	"descry/app/messages"
)

// timed is a benchmark's result. The figures are medians; Spread has what they lie
// between.
type timed struct {
	Shape       string          `json:"shape,omitempty"`
	Model       string          `json:"model"`
	Family      string          `json:"family"`
	Backend     string          `json:"backend"`
	Encoder     string          `json:"encoder"` // what ran, whatever was asked for
	Threads     int             `json:"threads"`
	Load        float64         `json:"load_ms"`
	Overview    float64         `json:"encode_overview_ms"`
	All         float64         `json:"encode_all_ms"`
	Prefill     float64         `json:"prefill_tokens_per_s"`
	FirstToken  float64         `json:"first_token_ms"`
	FollowUp    float64         `json:"followup_ms"`
	Decode      float64         `json:"decode_tokens_per_s"`
	PeakRSS     int64           `json:"peak_rss_bytes"`
	Matmul      float64         `json:"matmul_gflops"`
	Read        float64         `json:"read_bytes_per_s"`
	EncodeShare float64         `json:"encode_share_of_peak"`
	DecodeShare float64         `json:"decode_share_of_peak"`
	Spread      map[string]span `json:"spread"`
	Load1       *float64        `json:"load_average"` // before the start; null: not known
	BestMatmul  float64         `json:"best_matmul_gflops"`
	Quiet       bool            `json:"quiet"`
	Why         string          `json:"quiet_reason"`
}

type span struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	Runs int     `json:"runs"` // 0: not measured
}

func newTimed(t assistant.Timed) timed {
	r := timed{
		Shape: t.Shape, Model: t.Model.Name, Family: t.Model.Family, Backend: t.Model.Backend, Encoder: t.Model.Encoder, Threads: t.Model.Threads,
		PeakRSS: t.PeakRSS, BestMatmul: t.BestMatmul, Quiet: t.Quiet, Why: t.Why, Spread: map[string]span{},
	}
	if t.Load1 >= 0 {
		r.Load1 = &t.Load1
	}
	for _, f := range []struct {
		name string
		to   *float64
		s    assistant.Series
	}{
		{"load_ms", &r.Load, t.Load},
		{"encode_overview_ms", &r.Overview, t.EncodeOverview},
		{"encode_all_ms", &r.All, t.EncodeAll},
		{"prefill_tokens_per_s", &r.Prefill, t.Prefill},
		{"first_token_ms", &r.FirstToken, t.FirstToken},
		{"followup_ms", &r.FollowUp, t.FollowUp},
		{"decode_tokens_per_s", &r.Decode, t.Decode},
		{"matmul_gflops", &r.Matmul, t.Matmul},
		{"read_bytes_per_s", &r.Read, t.Read},
		{"encode_share_of_peak", &r.EncodeShare, t.EncodeShare},
		{"decode_share_of_peak", &r.DecodeShare, t.DecodeShare},
	} {
		*f.to = f.s.Median
		r.Spread[f.name] = span{f.s.Low, f.s.High, f.s.Runs}
	}
	return r
}

// timedSentences tells a benchmark's result.
func (s *session) timedSentences(t assistant.Timed) []string {
	first := s.text(messages.BenchModel, t.Model.Name, t.Model.Threads, t.Model.Backend)
	if t.Shape != "" {
		first = s.text(messages.BenchShape, t.Shape, t.Model.Threads, t.Model.Backend)
	}
	all := []string{
		first,
		s.text(messages.BenchEncoder, t.Model.Encoder),
		s.text(messages.BenchLoad, t.Load.Median/1000),
		s.text(messages.BenchFirst, t.FirstToken.Median/1000, t.EncodeOverview.Median/1000),
		s.text(messages.BenchFollow, t.FollowUp.Median),
		s.text(messages.BenchAll, t.EncodeAll.Median/1000),
	}
	if t.Decode.Runs > 0 {
		all = append(all, s.text(messages.BenchTokens, t.Prefill.Median, t.Decode.Median))
	} else {
		all = append(all, s.text(messages.BenchShort))
	}
	if t.PeakRSS > 0 {
		all = append(all, s.text(messages.BenchMemory, float64(t.PeakRSS)/1e6))
	}
	all = append(all, s.text(messages.BenchPeaks, t.Matmul.Median, t.Read.Median/1e9))
	if t.Decode.Runs > 0 {
		all = append(all, s.text(messages.BenchShares, 100*t.EncodeShare.Median, 100*t.DecodeShare.Median))
	}
	return append(all, t.Why)
}
