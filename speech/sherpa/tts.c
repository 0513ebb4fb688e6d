#include "tts.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// The structures of c-api.h, in its order. What isn't set is zero, by which the library takes its
// own defaults.
typedef struct {
    const char * model, * lexicon, * tokens, * data_dir;
    float        noise_scale, noise_scale_w, length_scale;
    const char * dict_dir;
} vits_config;

typedef struct {
    const char * acoustic_model, * vocoder, * lexicon, * tokens, * data_dir;
    float        noise_scale, length_scale;
    const char * dict_dir;
} matcha_config;

typedef struct {
    const char * model, * voices, * tokens, * data_dir;
    float        length_scale;
    const char * dict_dir, * lexicon, * lang;
} kokoro_config;

typedef struct {
    const char * model, * voices, * tokens, * data_dir;
    float        length_scale;
} kitten_config;

typedef struct {
    const char * tokens, * text_model, * flow_matching_model, * vocoder, * data_dir, * pinyin_dict;
    float        feat_scale, t_shift, target_rms, guidance_scale;
} zipvoice_config;

typedef struct {
    vits_config     vits;
    int32_t         num_threads, debug;
    const char *    provider;
    matcha_config   matcha;
    kokoro_config   kokoro;
    kitten_config   kitten;
    zipvoice_config zipvoice;
} model_config;

typedef struct {
    model_config model;
    const char * rule_fsts;
    int32_t      max_num_sentences;
    const char * rule_fars;
    float        silence_scale;
} tts_config;

typedef struct {
    const float * samples;
    int32_t       n, sample_rate;
} generated_audio;

struct dsc_tts { // the library's
    int unused;
};

static struct {
    dsc_tts *               (*create)(const tts_config *);
    void                    (*destroy)(dsc_tts *);
    const generated_audio * (*generate)(dsc_tts *, const char *, int32_t, float);
    void                    (*free_audio)(const generated_audio *);
} api; // written once, under lock

static int             loaded;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static char * load(const char * library) {
    void * handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        return strdup(dlerror());
    }
    *(void **) &api.create     = dlsym(handle, "SherpaOnnxCreateOfflineTts");
    *(void **) &api.destroy    = dlsym(handle, "SherpaOnnxDestroyOfflineTts");
    *(void **) &api.generate   = dlsym(handle, "SherpaOnnxOfflineTtsGenerate");
    *(void **) &api.free_audio = dlsym(handle, "SherpaOnnxDestroyOfflineTtsGeneratedAudio");
    if (!api.create || !api.destroy || !api.generate || !api.free_audio) {
        return strdup("not sherpa-onnx");
    }
    loaded = 1;
    return NULL;
}

char * dsc_tts_load(const char * library) {
    pthread_mutex_lock(&lock);
    char * text = loaded ? NULL : load(library);
    pthread_mutex_unlock(&lock);
    return text;
}

dsc_tts * dsc_tts_open(int kind, const char * model, const char * voices, const char * tokens, const char * data) {
    tts_config c;
    memset(&c, 0, sizeof c);
    switch (kind) {
    case DSC_PIPER:
        c.model.vits.model    = model;
        c.model.vits.tokens   = tokens;
        c.model.vits.data_dir = data;
        break;
    case DSC_KOKORO:
        c.model.kokoro.model    = model;
        c.model.kokoro.voices   = voices;
        c.model.kokoro.tokens   = tokens;
        c.model.kokoro.data_dir = data;
        break;
    case DSC_KITTEN:
        c.model.kitten.model    = model;
        c.model.kitten.voices   = voices;
        c.model.kitten.tokens   = tokens;
        c.model.kitten.data_dir = data;
        break;
    default:
        return NULL;
    }
    c.model.num_threads = 1; // two were no quicker, and the model wants the cores
    c.model.provider    = "cpu";
    c.max_num_sentences = 1;
    return api.create(&c);
}

void dsc_tts_close(dsc_tts * t) { api.destroy(t); }

float * dsc_tts_say(dsc_tts * t, const char * text, int32_t speaker, float speed, int32_t * n) {
    *n = 0;
    const generated_audio * a = api.generate(t, text, speaker, speed);
    if (!a) {
        return NULL;
    }
    float * out = NULL;
    if (a->samples && a->n > 0 && (out = malloc(sizeof *out * (size_t) a->n))) {
        memcpy(out, a->samples, sizeof *out * (size_t) a->n);
        *n = a->n;
    }
    api.free_audio(a);
    return out;
}
