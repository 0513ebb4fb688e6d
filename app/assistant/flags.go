package assistant

import (
	"strconv"
	"strings"

	"descry/app/messages"
	"descry/app/settings"
	"descry/internal/shapes"
)

// The flags of the commands in commands.go.
var (
	detailFlag = Flag{
		Name: "detail", Value: "HOW", Choices: []string{"brief", "normal", "full"}, Default: "normal",
		Short: messages.FlagDetail, Set: setDetail,
	}
	thenFlag = Flag{
		Name: "then", Value: "QUESTION", Many: true, Short: messages.FlagThen,
		Set: func(in *Input, v string) bool { in.Then = append(in.Then, v); return true },
	}
	verbatimFlag = Flag{
		Name: "verbatim", Short: messages.FlagVerbatim,
		Set: func(in *Input, v string) bool { return setBool(&in.Verbatim, v) },
	}
	liveFlag = Flag{
		Name: "live", Short: messages.FlagLive,
		Set: func(in *Input, v string) bool { return setBool(&in.Live, v) },
	}
	jsonFlag = Flag{
		Name: "json", Short: messages.FlagJSON,
		Set: func(in *Input, v string) bool { return setBool(&in.JSON, v) },
	}
	shapeFlag = Flag{
		Name: "shape", Value: "NAME", Choices: shapes.Names(), Short: messages.FlagShape,
		Set: func(in *Input, v string) bool { in.Shape = v; return true },
	}
	runsFlag = Flag{
		Name: "runs", Value: "N", Default: strconv.Itoa(DefaultRuns), Short: messages.FlagRuns,
		Set: func(in *Input, v string) bool { return setNumber(&in.Runs, v, 1, 100) },
	}
	strictFlag = Flag{
		Name: "strict", Short: messages.FlagStrict,
		Set: func(in *Input, v string) bool { return setBool(&in.Strict, v) },
	}
	modelFlags = []Flag{
		{
			Name: "model", Value: "FILE", Short: messages.FlagModel,
			Set: func(in *Input, v string) bool { in.Model = v; return v != "" },
		},
		{
			Name: "mmproj", Value: "FILE", Short: messages.FlagProjector,
			Set: func(in *Input, v string) bool { in.Projector = v; return v != "" },
		},
		{
			Name: "threads", Value: "N", Short: messages.FlagThreads,
			Set: func(in *Input, v string) bool { return setNumber(&in.Threads, v, 1, 1024) },
		},
		{
			Name: "encoder", Value: "WHICH", Choices: settings.Encoders(), Short: messages.FlagEncoder,
			Set: func(in *Input, v string) bool { in.Encoder = v; return true },
		},
	}
	anywayFlag = Flag{
		Name: "anyway", Short: messages.FlagAnyway,
		Set: func(in *Input, v string) bool { return setBool(&in.Anyway, v) },
	}
	answerFlags = []Flag{
		anywayFlag,
		strictFlag,
		jsonFlag,
		{
			Name: "top-logprobs", Value: "N", Short: messages.FlagTop,
			Set: func(in *Input, v string) bool { return setNumber(&in.Top, v, 1, MaxTop) },
		},
	}
)

func setBool(to *bool, value string) bool {
	b, err := strconv.ParseBool(value)
	*to = b
	return err == nil
}

func setNumber(to *int, value string, low, high int) bool {
	n, err := strconv.Atoi(strings.TrimSpace(value))
	if err != nil || n < low || n > high {
		return false
	}
	*to = n
	return true
}

func setDetail(in *Input, value string) bool {
	d, ok := ParseDetail(value)
	if ok {
		in.Detail = d
	}
	return ok
}

func join(lists ...[]Flag) []Flag {
	var all []Flag
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}
