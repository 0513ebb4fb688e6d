// sherpa-onnx's C API (c-api.h of v1.12.15), as much of it as is used here. It isn't included: it
// comes with a module whose folder no #cgo line could name. The library is opened at run time.
#pragma once
#include <stdint.h>

enum { DSC_PIPER = 1, DSC_KOKORO = 2, DSC_KITTEN = 3 };

typedef struct dsc_tts dsc_tts;

// Loads the library, once a process: whichever is named first. NULL, or what went wrong, to be
// freed by the caller.
char * dsc_tts_load(const char * library);
// Opens a voice; voices is NULL for Piper's. NULL: it can't be opened. The library ENDS THE PROCESS
// on files that it doesn't like, so they are checked before.
dsc_tts * dsc_tts_open(int kind, const char * model, const char * voices, const char * tokens, const char * data);
void      dsc_tts_close(dsc_tts * t);
// Makes samples of a text, in -1 to 1, to be freed by the caller; NULL: none.
float *   dsc_tts_say(dsc_tts * t, const char * text, int32_t speaker, float speed, int32_t * n);
