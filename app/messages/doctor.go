package messages

// What the doctor says. Each line tells what was found; the others that begin with
// the same word tell what is wrong and what to do.
const (
	DoctorVersion          ID = "doctor.version"           // %s: version, %s: Go version
	DoctorSystem           ID = "doctor.system"            // %s: system, %s: kernel, %s: architecture
	DoctorProcessor        ID = "doctor.processor"         // %s: model, %d: cores, %d: hardware threads, %s: features
	DoctorProcessorOld     ID = "doctor.processor-old"     // as DoctorProcessor
	DoctorLoad             ID = "doctor.load"              // %d: threads that would be used
	DoctorLoadBusy         ID = "doctor.load-busy"         // %d: threads that would be used, %d: cores
	DoctorLibraries        ID = "doctor.libraries"         // %d: number, %s: folder
	DoctorLibrariesMissing ID = "doctor.libraries-missing" // %s: folder
	DoctorMemory           ID = "doctor.memory"            // %s: size
	DoctorMemoryEnough     ID = "doctor.memory-enough"     // %s: size, %s: size needed
	// DoctorMemoryCopy: %s: free, %s: needed, %s: the copy, %s: what it was converted to.
	DoctorMemoryCopy       ID = "doctor.memory-copy"
	DoctorMemoryLow        ID = "doctor.memory-low" // %s: size, %s: size needed, %s: name of a model that fits
	DoctorMemoryUnknown    ID = "doctor.memory-unknown"
	DoctorGraphics         ID = "doctor.graphics"           // %s: backends, %s: device files
	DoctorGraphicsNoDevice ID = "doctor.graphics-no-device" // %s: backends
	DoctorGraphicsNone     ID = "doctor.graphics-none"
	DoctorLockup           ID = "doctor.lockup"
	DoctorLockupNoFiles    ID = "doctor.lockup-no-files"
	DoctorLockupNone       ID = "doctor.lockup-none" // three %s: DoctorYes or DoctorNo
	DoctorYes              ID = "doctor.yes"
	DoctorNo               ID = "doctor.no"
	DoctorModel            ID = "doctor.model"         // %s: name, %s: family, %s: size, %s: file, %s: file
	DoctorModelBuiltIn     ID = "doctor.model-builtin" // %s: name, %s: family, %s: size, %s: folder
	DoctorEngine           ID = "doctor.engine"        // %s: seconds, %s: backend, %d: threads
	DoctorEncoder          ID = "doctor.encoder"       // %s: its name, %s: size, %s: folder
	DoctorEncoderWish      ID = "doctor.encoder-wish"
	DoctorEncoderSmall     ID = "doctor.encoder-small"
	DoctorEncoderLibrary   ID = "doctor.encoder-library" // %s: folder
	DoctorEncoderFamily    ID = "doctor.encoder-family"
	DoctorEncoderMemory    ID = "doctor.encoder-memory"
	DoctorEncoderFailed    ID = "doctor.encoder-failed"
	DoctorSettings         ID = "doctor.settings"      // %s: file
	DoctorSettingsNone     ID = "doctor.settings-none" // %s: file
	DoctorCache            ID = "doctor.cache"         // %s: folder
	DoctorNetwork          ID = "doctor.network"
	DoctorSound            ID = "doctor.sound"           // %s: voice, %s: device
	DoctorSoundUsual       ID = "doctor.sound-usual"     // in place of a device's name
	DoctorSoundGone        ID = "doctor.sound-gone"      // %s: voice that was chosen, %s: voice that speaks
	DoctorSoundNoDevice    ID = "doctor.sound-no-device" // %s: voice
	DoctorCameras          ID = "doctor.cameras"         // %s: names, with how they are set
	DoctorCamerasNone      ID = "doctor.cameras-none"
	DoctorCamerasNotYet    ID = "doctor.cameras-not-yet"
	DoctorCamerasDenied    ID = "doctor.cameras-denied" // %s: name
	DoctorUnknown          ID = "doctor.unknown"
	DoctorProblem          ID = "doctor.problem" // %s: what is wrong
	DoctorWell             ID = "doctor.well"
	DoctorIll              ID = "doctor.ill" // %d: number of problems
	// Sizes have a %.1f.
	SizeMB ID = "size.mb"
	SizeGB ID = "size.gb"
)

var doctorEN = catalogue{
	DoctorVersion:          "Descry %s, built with %s.",
	DoctorSystem:           "System: %s, kernel %s, %s.",
	DoctorProcessor:        "Processor: %s; %d cores, %d hardware threads; %s.",
	DoctorProcessorOld:     "Processor: %s; %d cores, %d hardware threads; %s. It lacks AVX2, so answers take several times as long. Use small models.",
	DoctorLoad:             "The machine is quiet: the model would use up to %d threads.",
	DoctorLoadBusy:         "Other programs keep the machine busy: the model would use %d of %d cores. Close what you don't need for quicker answers.",
	DoctorLibraries:        "Fast libraries: %d found in %s.",
	DoctorLibrariesMissing: "Fast libraries: none in %s. Answers take many times as long. Build Descry with \"make build\", or install it again with its lib folder.",
	DoctorMemory:           "Free memory: %s.",
	DoctorMemoryEnough:     "Free memory: %s; the model needs about %s.",
	DoctorMemoryCopy:       "Free memory: %s; the model needs about %s. Of that, %s are a copy of its image encoder, converted to %s and mapped from the disk.",
	DoctorMemoryLow:        "Free memory: %s, but the model needs about %s. Close other programs, or use a smaller model, such as %s.",
	DoctorMemoryUnknown:    "Free memory: this system doesn't tell.",
	DoctorGraphics:         "Graphics: %s is installed, with %s.",
	DoctorGraphicsNoDevice: "Graphics: %s is installed, but this machine shows no graphics card. Install its driver, or take the library away.",
	DoctorGraphicsNone:     "Graphics: everything is computed on the processor.",
	DoctorLockup:           "Lock-up: the process that sees the pictures can reach no network and no files but the model's, and leaves no trace on the disk.",
	DoctorLockupNoFiles:    "Lock-up: the process that sees the pictures can reach no network. This system's kernel has no Landlock, so it could open your files; a newer kernel would forbid that.",
	DoctorLockupNone:       "Lock-up: this system lets the process that sees the pictures be locked up only in part. No network: %s. No files: %s. No trace on the disk: %s. Descry itself uses neither network nor files; a newer Linux would make sure of it.",
	DoctorYes:              "yes",
	DoctorNo:               "no",
	DoctorModel:            "Model: %s, family %s, %s, in %s and %s. Both files are complete.",
	DoctorModelBuiltIn:     "Model: %s, the built-in starter model, family %s, %s, unpacked in %s. Both files are complete. It knows only simple pictures; \"descry models list\" says which better ones fit this machine.",
	DoctorEngine:           "Engine: the model loads in %s seconds. It computes with %s; threads: %d.",
	DoctorEncoder:          "Image encoder: %s. What it was converted to takes %s in %s, and can be made again.",
	DoctorEncoderWish:      "Image encoder: clip, as your settings ask for.",
	DoctorEncoderSmall:     "Image encoder: clip, which is fast enough for a model this small.",
	DoctorEncoderLibrary:   "Image encoder: clip. A faster one, ONNX Runtime, is not in %s. Build Descry with \"make build\", or install it again with its lib folder.",
	DoctorEncoderFamily:    "Image encoder: clip, the only one for this kind of model.",
	DoctorEncoderMemory:    "Image encoder: clip. A faster one, ONNX Runtime, needs more memory than is free.",
	DoctorEncoderFailed:    "Image encoder: clip. A faster one, ONNX Runtime, could not be used for this model.",
	DoctorSettings:         "Settings: %s.",
	DoctorSettingsNone:     "Settings: none yet, so the usual ones hold. They would be in %s.",
	DoctorCache:            "Cache: %s. What is in it can be made again.",
	DoctorNetwork:          "Network: used only to fetch a model, when you ask for it. Pictures, questions and answers stay on this machine.",
	DoctorSound:            "Sound: the voice %s of espeak-ng speaks, on this device: %s.",
	DoctorSoundUsual:       "the one that the system chooses",
	DoctorSoundGone:        "Sound: the voice that you chose, %s, is not here, so %s speaks in its place. Choose another one with \"descry voices use\".",
	DoctorSoundNoDevice:    "Sound: the voice %s is ready, but there is no sound device that I can use. Plug one in or start the sound server. Until then answers are shown as text.",
	DoctorCameras:          "Cameras: %s.",
	DoctorCamerasNone:      "Cameras: none found. Descry describes picture files all the same.",
	DoctorCamerasNotYet:    "Cameras: this version of Descry can't open any; it describes picture files.",
	DoctorCamerasDenied:    "Cameras: I'm not allowed to use %s. Join the group \"video\" (sudo usermod -aG video NAME, with your user name), then log in again.",
	DoctorUnknown:          "not known",
	DoctorProblem:          "Problem: %s",
	DoctorWell:             "All is well.",
	DoctorIll:              "Problems found: %d.",
	SizeMB:                 "%.1f megabytes",
	SizeGB:                 "%.1f gigabytes",
}
