package messages

// What is said once, or while something goes on.
const (
	// FirstStart is said once, before the first answer.
	FirstStart ID = "notice.first-start"
	// Starter is said once, before the built-in model's first answer.
	Starter ID = "notice.starter"
	// Loading has a %d: percent.
	Loading ID = "notice.loading"
	// Loaded follows the last Loading.
	Loaded ID = "notice.loaded"
	// Thinking is said when an answer takes long.
	Thinking ID = "notice.thinking"
	// AnywayFlag tells, on the command line, how to go on with a bad picture.
	AnywayFlag ID = "notice.anyway-flag"
	// AnywayKey tells the same in the window.
	AnywayKey ID = "notice.anyway-key"
	// AnsweredBy has a %s: the name of the model.
	AnsweredBy ID = "notice.answered-by"
	// ForgotAll is said when the recent pictures were dropped.
	ForgotAll ID = "notice.forgot"
)

var noticesEN = catalogue{
	FirstStart: "Descry makes mistakes. Don't use it to cross a road, to take medicine, or to judge whether something is dangerous.",
	Starter: "This is the small built-in starter model. It knows plain shapes, colours and simple pictures; " +
		"it can't describe most photos, and can't read text. \"descry models list\" says which better ones fit this machine.",
	Loading:    "Loading the model: %d percent.",
	Loaded:     "The model is loaded.",
	Thinking:   "Still working on it.",
	AnywayFlag: "To have the picture described all the same, add --anyway.",
	AnywayKey:  "Press the same key again to have it described all the same.",
	AnsweredBy: "Answered by the model %s.",
	ForgotAll:  "All recent pictures and answers are forgotten.",
}
