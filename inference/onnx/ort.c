#include "ort.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// OrtApiBase of onnxruntime_c_api.h.
typedef struct {
    const void * const * (*get_api)(uint32_t version);
    const char * (*get_version)(void);
} api_base;

enum { LOG_FATAL = 4, ALLOCATOR_DEVICE = 0, MEMORY_DEFAULT = 0, ELEMENT_FLOAT = 1 };

struct dsc_session {
    void * session;
    void * memory;
    void * run;
};

static const void * const * api; // written once, under lock
static void *               env; // one a process, never released: threads of the library may outlive sessions
static pthread_mutex_t      lock = PTHREAD_MUTEX_INITIALIZER;

// All functions but those that release return a status, NULL for success.
typedef void * status;
#define CALL(slot, types) ((status (*) types) api[slot])
#define RELEASE(slot, what) do { if (what) ((void (*)(void *)) api[slot])(what); } while (0)

static char * fail(status st) {
    if (!st) {
        return NULL;
    }
    char * text = strdup(((const char * (*)(const void *)) api[ORT_GET_ERROR_MESSAGE])(st));
    RELEASE(ORT_RELEASE_STATUS, st);
    return text;
}

static char * load(const char * library) {
    void * handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        return strdup(dlerror());
    }
    const api_base * (*base)(void) = (const api_base * (*)(void)) dlsym(handle, "OrtGetApiBase");
    api = base ? base()->get_api(DSC_ORT_VERSION) : NULL;
    if (!api) {
        return strdup("not ONNX Runtime 1.17 or newer");
    }
    char * text = fail(CALL(ORT_CREATE_ENV, (int, const char *, void **))(LOG_FATAL, "descry", &env));
    if (!text) {
        text = fail(CALL(ORT_DISABLE_TELEMETRY, (const void *))(env));
    }
    return text;
}

char * dsc_ort_load(const char * library) {
    pthread_mutex_lock(&lock);
    char * text = env ? NULL : load(library);
    pthread_mutex_unlock(&lock);
    return text;
}

static char * set_options(void * o, int threads) {
    char * text = fail(CALL(ORT_SET_INTRA_OP_THREADS, (void *, int))(o, threads));
    if (!text) {
        text = fail(CALL(ORT_SET_INTER_OP_THREADS, (void *, int))(o, 1));
    }
    if (!text) { // waiting threads sleep: the text model wants the cores next
        text = fail(CALL(ORT_ADD_SESSION_CONFIG, (void *, const char *, const char *))(o, "session.intra_op.allow_spinning", "0"));
    }
    if (!text) { // no copies of the matrices in an order of its own: they stay mapped, for 5 to 9 % more time
        text = fail(CALL(ORT_ADD_SESSION_CONFIG, (void *, const char *, const char *))(o, "session.disable_prepacking", "1"));
    }
    return text;
}

char * dsc_session_open(const char * path, int threads, dsc_session ** out) {
    dsc_session * s = calloc(1, sizeof *s);
    *out = s;
    if (!s) {
        return strdup("out of memory");
    }
    void * o = NULL;
    char * text = fail(CALL(ORT_CREATE_SESSION_OPTIONS, (void **))(&o));
    if (!text) {
        text = set_options(o, threads);
    }
    if (!text) {
        text = fail(CALL(ORT_CREATE_SESSION, (const void *, const char *, const void *, void **))(env, path, o, &s->session));
    }
    RELEASE(ORT_RELEASE_SESSION_OPTIONS, o);
    if (!text) {
        text = fail(CALL(ORT_CREATE_CPU_MEMORY_INFO, (int, int, void **))(ALLOCATOR_DEVICE, MEMORY_DEFAULT, &s->memory));
    }
    if (!text) {
        text = fail(CALL(ORT_CREATE_RUN_OPTIONS, (void **))(&s->run));
    }
    if (text) {
        dsc_session_close(s);
        *out = NULL;
    }
    return text;
}

void dsc_session_close(dsc_session * s) {
    RELEASE(ORT_RELEASE_RUN_OPTIONS, s->run);
    RELEASE(ORT_RELEASE_MEMORY_INFO, s->memory);
    RELEASE(ORT_RELEASE_SESSION, s->session);
    free(s);
}

char * dsc_session_stop(dsc_session * s, int stop) {
    return fail(CALL(stop ? ORT_RUN_OPTIONS_SET_TERMINATE : ORT_RUN_OPTIONS_UNSET_TERMINATE, (void *))(s->run));
}

static char * tensor(dsc_session * s, float * data, const int64_t * shape, size_t dims, void ** out) {
    size_t bytes = sizeof(float);
    for (size_t i = 0; i < dims; i++) {
        bytes *= (size_t) shape[i];
    }
    return fail(CALL(ORT_CREATE_TENSOR_WITH_DATA, (const void *, void *, size_t, const int64_t *, size_t, int, void **))(
        s->memory, data, bytes, shape, dims, ELEMENT_FLOAT, out));
}

char * dsc_session_run(dsc_session * s, float * in, const int64_t in_shape[4], float * out, const int64_t out_shape[3]) {
    static const char * const in_names[]  = {"pixels"};
    static const char * const out_names[] = {"embeddings"};
    void * from = NULL;
    void * to   = NULL;
    char * text = tensor(s, in, in_shape, 4, &from);
    if (!text) {
        text = tensor(s, out, out_shape, 3, &to);
    }
    if (!text) {
        text = fail(CALL(ORT_RUN, (void *, const void *, const char * const *, const void * const *, size_t, const char * const *, size_t, void **))(
            s->session, s->run, in_names, (const void * const *) &from, 1, out_names, 1, &to));
    }
    RELEASE(ORT_RELEASE_VALUE, from);
    RELEASE(ORT_RELEASE_VALUE, to);
    return text;
}
