// The C face of what Descry needs of llama.cpp and of its image encoder (clip).
// Thin on purpose: logic lives in package inference.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dsc_model dsc_model;

enum dsc_error {
    DSC_OK      = 0,
    DSC_MODEL   = 1, // a file does not load, or the two don't fit together
    DSC_MEMORY  = 2, // context or caches could not be allocated
    DSC_ABORTED = 3, // the stop flag was set
    DSC_FULL    = 4, // no room in the context
    DSC_FAILED  = 5, // anything else
};

typedef struct {
    const char * text;
    const char * projector; // NULL: text only
    int          threads;
    int          context;   // tokens, 0: the model's own
    uintptr_t    handle;    // given to dscProgress
} dsc_options;

typedef struct {
    int tokens, nx, ny, positions;
} dsc_embedding;

// Loads every backend library in folder; NULL or empty: only what is linked in.
// Libraries named by the environment are not loaded.
void dsc_load_backends(const char * folder);
// The description of the CPU features in use, "" if unknown. Valid for ever.
const char * dsc_cpu_features(char * buf, size_t n);
// Sends all messages of ggml, llama.cpp and clip to dscLog.
void dsc_route_logs(void);

int  dsc_open(const dsc_options * o, dsc_model ** out, char * err, size_t n_err);
void dsc_close(dsc_model * m);

int dsc_n_vocab(const dsc_model * m);
int dsc_n_ctx(const dsc_model * m);
int dsc_n_embd(const dsc_model * m);
// Returns the number of tokens, or minus the room needed.
int dsc_tokenize(const dsc_model * m, const char * text, int n_text, int32_t * out, int n_out, bool special);
int dsc_piece(const dsc_model * m, int32_t id, char * out, int n_out);
bool dsc_is_end(const dsc_model * m, int32_t id);
void dsc_set_threads(dsc_model * m, int threads);

// Tokens and grid that one tile gives.
int dsc_tile(dsc_model * m, int width, int height, dsc_embedding * out);
int dsc_encode(dsc_model * m, const float * pixels, int width, int height, float * out, int threads);

// stop is read while the text model computes: non-zero ends it.
int dsc_decode_tokens(dsc_model * m, const int32_t * ids, int n, int pos, bool logits);
int dsc_decode_embedding(dsc_model * m, const float * rows, dsc_embedding e, int offset, int n, int pos);
// Remembers the place for dsc_truncate, where the model has recurrent layers: pos is
// the position of what will come next.
void dsc_mark(dsc_model * m, int pos);
// Forgets all from pos on, and more where it must; returns the position kept.
int dsc_truncate(dsc_model * m, int pos);
const float * dsc_logits(dsc_model * m);
void dsc_set_stop(dsc_model * m, int stop);

#ifdef __cplusplus
}
#endif
