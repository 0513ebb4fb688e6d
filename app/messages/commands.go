package messages

// What commands, their arguments and their flags do, in a few words.
const (
	CommandDescribe ID = "command.describe"
	CommandAsk      ID = "command.ask"
	CommandCheck    ID = "command.check"
	CommandDoctor   ID = "command.doctor"
	CommandBench    ID = "command.bench"
	FlagShape       ID = "flag.shape"
	FlagRuns        ID = "flag.runs"
	ArgPicture      ID = "arg.picture"
	ArgQuestion     ID = "arg.question"
	FlagDetail      ID = "flag.detail"
	FlagThen        ID = "flag.then"
	FlagVerbatim    ID = "flag.verbatim"
	FlagJSON        ID = "flag.json"
	FlagStrict      ID = "flag.strict"
	FlagModel       ID = "flag.model"
	FlagProjector   ID = "flag.mmproj"
	FlagThreads     ID = "flag.threads"
	FlagEncoder     ID = "flag.encoder"
	FlagAnyway      ID = "flag.anyway"
	FlagTop         ID = "flag.top-logprobs"
	FlagLive        ID = "flag.live"
)

var commandsEN = catalogue{
	CommandDescribe: "Say what is in a picture",
	CommandAsk:      "Answer a question about a picture",
	CommandCheck:    "Say whether a picture is good enough: light, sharpness, nothing in front of the camera",
	CommandDoctor:   "Look over the installation, and say what is wrong and what to do",
	CommandBench:    "Measure how quick a model is on this machine",
	FlagShape:       "Measure a model of this published size, with random weights, which is written to the cache folder the first time; without it, the model that answers",
	FlagRuns:        "How often each figure is measured",
	ArgPicture:      "A picture file, a folder for all pictures in it, - for standard input, camera or camera:NAME for what a camera sees, or replay:FOLDER for the pictures in a folder as if a camera sent them",
	ArgQuestion:     "The question, in quotation marks; on a terminal it can be left out, to type one question after another",
	FlagDetail:      "How much to say: brief (one sentence), normal, or full (the closest look, slower)",
	FlagThen:        "Another question about the same picture, after the first; can be given again",
	FlagVerbatim:    "Give the model the question exactly as it stands, and print exactly what it answers, without checks",
	FlagJSON:        "Print one JSON object for each result",
	FlagStrict:      "Exit with status 3 when the answer is \"I can't tell\"",
	FlagModel:       "The model's text file, in GGUF, in place of the built-in model; needs --mmproj",
	FlagProjector:   "The model's picture file, in GGUF, that belongs to --model",
	FlagThreads:     "How many processor threads the model may use",
	FlagEncoder:     "What encodes pictures: f32 or int8 (eight bits) on ONNX Runtime, for SmolVLM and Gemma 3, or clip; without it, what was found to be best on this machine",
	FlagAnyway:      "Ask the model even if the picture is too bad",
	FlagLive:        "Watch the camera and say how to point it, whenever that changes, until Ctrl+C",
	FlagTop:         "With --json: list each token, with the N most probable tokens in its place",
}
