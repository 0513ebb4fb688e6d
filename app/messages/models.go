package messages

import "time"

// What is said of models, and of fetching them.
const (
	CommandModels       ID = "command.models"
	CommandModelsList   ID = "command.models-list"
	CommandModelsInfo   ID = "command.models-info"
	CommandModelsPull   ID = "command.models-pull"
	CommandModelsUse    ID = "command.models-use"
	CommandModelsRemove ID = "command.models-remove"
	CommandModelsImport ID = "command.models-import"
	CommandModelsVerify ID = "command.models-verify"
	ArgModel            ID = "arg.model"
	FlagModel2          ID = "arg.model-file"
	FlagAll             ID = "flag.all"
	FlagFrom            ID = "flag.from"
	FlagAccept          ID = "flag.accept-licence"

	ModelsReadOnly  ID = "error.models-folder"
	ModelUnknown    ID = "error.model-unknown"
	ModelSeveral    ID = "error.model-several" // %s: a name, %s: the models that it could be
	ModelOther      ID = "error.model-other"
	ModelNotHere    ID = "error.model-not-here"
	ModelGone       ID = "error.model-gone"     // %s: ID
	ModelAccept     ID = "error.model-accept"   // %s: name, %s: licence, %s: ID
	ModelNoSource   ID = "error.model-source"   // %s: folder
	ModelChecksum   ID = "error.model-checksum" // %s: file
	ModelOllama     ID = "error.model-ollama"
	ModelOllamaTwin ID = "error.model-ollama-twin" // %s: name, %s: ID
	ModelNotVision  ID = "error.model-not-vision"  // %s: name
	ModelNoTag      ID = "error.model-tag"         // %s: tag, %s: those that there are
	ModelBlind      ID = "error.model-blind"
	ModelParts      ID = "error.model-parts"
	PullUnknown     ID = "error.pull-unknown"
	PullFromForeign ID = "error.pull-from"
	LicenceUnknown  ID = "models.licence-unknown"
	NetOffline      ID = "error.offline"
	NetLogin        ID = "error.login" // %s: host
	NetGone         ID = "error.gone"  // %s: host
	NetFailed       ID = "error.network"
	NetAnswer       ID = "error.answer" // %s: host
	NetUnverified   ID = "error.unverifiable"
	SettingsUnsave  ID = "error.settings-save" // %s: file

	ModelLine        ID = "models.line" // %s: name, %s: ID, %s: size, %s: memory, %s: what it is good at
	ModelHere        ID = "models.here"
	ModelInUse       ID = "models.in-use"
	ModelFits        ID = "models.fits"
	ModelFitsNot     ID = "models.fits-not"
	ModelRecommended ID = "models.recommended" // %d: cores, %s: free memory
	// ModelRecommendedCard is ModelRecommended where there is a graphics card.
	ModelRecommendedCard ID = "models.recommended-card"
	ModelOwn             ID = "models.own"
	ModelTerms           ID = "models.terms"      // %s: licence
	ModelLicence         ID = "models.licence"    // %s: licence
	ModelUnpinned        ID = "models.unpinned"   // %s: name
	ModelsNone           ID = "models.none"       // %s: free memory
	ModelOffer           ID = "models.offer"      // %s: name, %s: size, %s: ID
	ModelOfferHere       ID = "models.offer-here" // %s: name, %s: ID
	PullFrom             ID = "models.pull"       // %s: name, %s: host, %s: size, %s: licence
	PullFolder           ID = "models.pull-folder"
	PullFound            ID = "models.found"    // %s: file
	PullDone             ID = "models.pulled"   // %s: name, %s: ID
	UseDone              ID = "models.used"     // %s: name
	RemoveDone           ID = "models.removed"  // %s: name
	VerifyDone           ID = "models.verified" // %s: name
	ImportDone           ID = "models.imported" // %s: name, %s: ID

	pullPercent ID = "models.percent"      // %d: percent
	pullLeft    ID = "models.percent-left" // %d: percent, %.1f: megabytes a second, %s: time
	leftMinutes ID = "models.left-minutes" // %d
	leftSeconds ID = "models.left-seconds" // %d
)

var modelsEN = catalogue{
	CommandModels:       "Say which models there are, fetch them, and choose one",
	CommandModelsList:   "Say which models are here, and which others fit this machine",
	CommandModelsInfo:   "Tell all about one model",
	CommandModelsPull:   "Fetch a model; what was begun is gone on with",
	CommandModelsUse:    "Choose the model that answers from now on",
	CommandModelsRemove: "Take a model off the disk",
	CommandModelsImport: "Take in a pair of GGUF files of your own",
	CommandModelsVerify: "Read a model's files and compare them with their checksums",
	ArgModel:            "The model's short name, as \"models list\" says it; with \"use\", starter is the built-in one; with \"pull\", also hf.co/OWNER/NAME:QUANTIZATION, or NAME:TAG for one of Ollama's library",
	FlagModel2:          "The model's text file, in GGUF",
	FlagAll:             "Also what is too large for this machine, has a licence with terms, or speaks another language",
	FlagFrom:            "Take the files from this folder, such as a USB stick, and use no network",
	FlagAccept:          "Say that you have read the model's licence and accept it",

	ModelsReadOnly:  "I can't write to my folder for models. Change its permissions, or remove what is in its place.",
	ModelSeveral:    "%s could be several models. Name one of them: %s.",
	ModelUnknown:    "There is no model of that name. \"descry models list --all\" says which there are. One of Ollama's library needs its tag, as in NAME:latest.",
	ModelOther:      "A file of the model was changed since it was checked. Check it with \"descry models verify\", or fetch it again with \"descry models pull\".",
	ModelNotHere:    "That model is not here. Fetch it with \"descry models pull\".",
	ModelGone:       "The model that you chose, %[1]s, is not here any more. Fetch it with \"descry models pull %[1]s\", or go back with \"descry models use starter\".",
	ModelAccept:     "%s has terms of its own: %s. Read them, and if you accept them, say so with \"descry models pull %s --accept-licence\".",
	ModelNoSource:   "The model's files are not in %s. Check the folder; the files must have their own names.",
	ModelChecksum:   "The file %s is not the right one: its checksum differs. I have not used it. Fetch it again, or from elsewhere.",
	ModelOllama:     "This model is in Ollama's own format, in one file, which I can't run. \"descry models list\" says which models you can have in its place.",
	ModelOllamaTwin: "This model is in Ollama's own format, in one file, which I can't run. Its twin in two files is %s. Fetch it with \"descry models pull %s\".",
	ModelNotVision:  "%s can't describe pictures. Choose a model that \"descry models list\" shows.",
	ModelNoTag:      "There is no %s of this model. There are: %s.",
	ModelBlind:      "This model has no image encoder beside it, so it can't see. Choose another model.",
	PullFromForeign: "From a folder I take models of the catalogue only. \"descry models import\" takes a pair of files of your own.",
	PullUnknown:     "I can't run this kind of model, so I have not fetched it. \"descry models list\" says which ones you can have.",
	ModelParts:      "This model comes in several parts, which I can't put together. Choose a smaller quantization, or another model.",
	LicenceUnknown:  "not told here, see its pages",
	NetOffline:      "HF_HUB_OFFLINE is set, so I use no network. Unset it, or take the files from a folder with --from.",
	NetLogin:        "%s doesn't give the file without permission. Accept the model's licence on its pages, then put your access token into HF_TOKEN and try again.",
	NetGone:         "%s has this file no more. Choose another model, or look for a newer Descry.",
	NetFailed:       "The network failed, several times in a row. Check the connection, then give the same command again: it goes on from here.",
	NetAnswer:       "%s, or something on the way, answered with something else than the file. Check whether this network wants a login, then try again.",
	NetUnverified:   "Nobody says what this file's checksum should be, so I don't use it. Choose another model.",
	SettingsUnsave:  "I can't write the settings file %s. Check its permissions and the room on the disk.",

	ModelLine:            "%s, short name %s: %s, needs %s of memory. %s",
	ModelHere:            "It is here.",
	ModelInUse:           "It is in use.",
	ModelFits:            "It fits this machine.",
	ModelFitsNot:         "It needs more memory than is free now.",
	ModelRecommended:     "It is the one I recommend here: the best for %d processor cores and %s of free memory.",
	ModelRecommendedCard: "It is the one I recommend here: the best for a graphics card, %d processor cores and %s of free memory.",
	ModelOwn:             "It is not from the catalogue, and not verified.",
	ModelTerms:           "Its licence has terms that you must accept: %s.",
	ModelLicence:         "Licence: %s.",
	ModelUnpinned:        "The checksum of %s is not pinned: I take it from where the file comes from, this once, and remember it.",
	ModelsNone:           "No model of the catalogue fits into %s of free memory. The built-in one does. Close other programs, then ask again.",
	ModelOffer:           "A better model for this machine is %s, %s to fetch. To have it: descry models pull %s",
	ModelOfferHere:       "A better model is here: %s. To use it: descry models use %s",
	PullFrom:             "Fetching %s from %s: %s. Licence: %s.",
	PullFolder:           "Taking %s from %s: %s. Licence: %s.",
	PullFound:            "Found on this machine, checked, and used where it is: %s.",
	PullDone:             "%s is here and whole. To use it: descry models use %s",
	UseDone:              "From now on %s answers.",
	RemoveDone:           "%s is removed.",
	VerifyDone:           "%s is whole.",
	ImportDone:           "%s is imported, but not verified: use it only if you trust where it comes from. To use it: descry models use %s",

	pullPercent: "%d percent.",
	pullLeft:    "%d percent, %.1f megabytes a second, %s left.",
	leftMinutes: "%d minutes",
	leftSeconds: "%d seconds",
}

// PullProgress is a line on how far a download is. rate is in bytes a second; where it is
// 0, or nothing is left to wait for, only the percent are said.
func PullProgress(lang string, percent int, rate float64, left time.Duration) string {
	if rate <= 0 || left < time.Second {
		return Text(lang, pullPercent, percent)
	}
	time := Text(lang, leftSeconds, int(left.Seconds()))
	if left.Minutes() >= 2 {
		time = Text(lang, leftMinutes, int(left.Minutes()))
	}
	return Text(lang, pullLeft, percent, rate/1e6, time)
}
