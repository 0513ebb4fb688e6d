// ONNX Runtime's C API, as much of it as is used here. OrtApi is a table of functions
// whose places never change: new ones are only added at its end (onnxruntime_c_api.h,
// ORT_API_VERSION 17). The places were counted with offsetof in that header. It isn't
// included: it comes with no module whose folder a #cgo line could name.
#pragma once
#include <stddef.h>
#include <stdint.h>

#define DSC_ORT_VERSION 17

enum {
    ORT_GET_ERROR_MESSAGE            = 2,
    ORT_CREATE_ENV                   = 3,
    ORT_DISABLE_TELEMETRY            = 6,
    ORT_CREATE_SESSION               = 7,
    ORT_RUN                          = 9,
    ORT_CREATE_SESSION_OPTIONS       = 10,
    ORT_SET_INTRA_OP_THREADS         = 24,
    ORT_SET_INTER_OP_THREADS         = 25,
    ORT_CREATE_RUN_OPTIONS           = 39,
    ORT_RUN_OPTIONS_SET_TERMINATE    = 46,
    ORT_RUN_OPTIONS_UNSET_TERMINATE  = 47,
    ORT_CREATE_TENSOR_WITH_DATA      = 49,
    ORT_CREATE_CPU_MEMORY_INFO       = 69,
    ORT_RELEASE_ENV                  = 92,
    ORT_RELEASE_STATUS               = 93,
    ORT_RELEASE_MEMORY_INFO          = 94,
    ORT_RELEASE_SESSION              = 95,
    ORT_RELEASE_VALUE                = 96,
    ORT_RELEASE_RUN_OPTIONS          = 97,
    ORT_RELEASE_SESSION_OPTIONS      = 100,
    ORT_ADD_SESSION_CONFIG           = 130,
};

typedef struct dsc_session dsc_session;

// Each returns NULL, or what went wrong, to be freed by the caller.

// Loads the library, once a process: whichever is named first.
char * dsc_ort_load(const char * library);
// Opens the model at path; its external data is mapped.
char * dsc_session_open(const char * path, int threads, dsc_session ** out);
void   dsc_session_close(dsc_session * s);
// A run that is going on, or a later one, fails while stop is set.
char * dsc_session_stop(dsc_session * s, int stop);
char * dsc_session_run(dsc_session * s, float * in, const int64_t in_shape[4], float * out, const int64_t out_shape[3]);
