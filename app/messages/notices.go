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
	// Animated is said of a picture of several frames.
	Animated ID = "notice.animated"
	// ElongationWide and ElongationTall are said of a very long or tall picture before a model's answer. %d: how
	// many times its width, or height.
	ElongationWide ID = "notice.elongation-wide"
	ElongationTall ID = "notice.elongation-tall"
	// FolderOther is said where one other file is in a folder, FolderOthers where there
	// are several. %s: folder; FolderOthers has a %d for how many.
	FolderOther  ID = "notice.folder-other"
	FolderOthers ID = "notice.folder-others"
	// ForgotAll is said when the recent pictures were dropped.
	ForgotAll ID = "notice.forgot"
)

var noticesEN = catalogue{
	FirstStart: "Descry makes mistakes. Don't use it to cross a road, to take medicine, or to judge whether something is dangerous.",
	Starter: "This is the small built-in starter model. It knows plain shapes, colours and simple pictures; " +
		"it can't describe most photos, and can't read text. \"descry models list\" says which better ones fit this machine.",
	Loading:        "Loading the model: %d percent.",
	Loaded:         "The model is loaded.",
	Thinking:       "Still working on it.",
	AnywayFlag:     "To have the picture described all the same, add --anyway.",
	AnywayKey:      "Press the same key again to have it described all the same.",
	AnsweredBy:     "Answered by the model %s.",
	Animated:       "The picture is animated: I look at its first frame only.",
	ElongationWide: "The picture is %d times as wide as it is high. I see little detail in it; for more, cut it into parts.",
	ElongationTall: "The picture is %d times as high as it is wide. I see little detail in it; for more, cut it into parts.",
	FolderOther:    "In the folder %s I leave out one file that is not a picture I can open.",
	FolderOthers:   "In the folder %s I leave out %d files that are not pictures I can open.",
	ForgotAll:      "All recent pictures and answers are forgotten.",
}
