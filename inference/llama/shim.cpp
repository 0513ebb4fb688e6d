#include "shim.h"

#include "cures.h"

#include "clip.h"
#include "clip-impl.h"
#include "ggml-backend.h"
#include "llama.h"
#include "mtmd-helper.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

// Written in Go.
extern "C" {
bool dscProgress(float fraction, uintptr_t handle);
void dscLog(int level, char * text);
}

static const int BATCH = 512; // tokens a llama_decode; an image of Gemma 3 (256) must fit in one

static const size_t MARKS = 16; // states of recurrent layers that are kept; LFM2's take some 100 KB each

// What recurrent layers remember at position pos: they can't be asked to forget.
struct recurrent_state {
    int                  pos = 0;
    std::vector<uint8_t> data;
};

struct dsc_model {
    llama_model       * model = nullptr;
    llama_context     * ctx   = nullptr;
    clip_ctx          * clip  = nullptr;
    const llama_vocab * vocab = nullptr;
    std::atomic<int>    stop{0};
    bool                mrope = false;
    bool                causal_image = true;
    bool                recurrent = false;
    std::vector<recurrent_state> marks;
};

static bool on_progress(float fraction, void * handle) {
    return dscProgress(fraction, (uintptr_t) handle);
}

static void on_log(ggml_log_level level, const char * text, void *) {
    dscLog(level, (char *) text);
}

static bool on_abort(void * m) {
    return ((dsc_model *) m)->stop.load(std::memory_order_relaxed) != 0;
}

void dsc_route_logs(void) {
    ggml_log_set(on_log, nullptr);
    llama_log_set(on_log, nullptr);
    mtmd_helper_log_set(on_log, nullptr);
}

void dsc_load_backends(const char * folder) {
#ifndef _WIN32
    // The environment must not choose what code runs here, nor start a debugger.
    unsetenv("GGML_BACKEND_PATH");
    unsetenv("MTMD_BACKEND_DEVICE");
    setenv("GGML_NO_BACKTRACE", "1", 1);
#endif
    if (folder && *folder) {
        ggml_backend_load_all_from_path(folder);
    }
    llama_backend_init();
}

const char * dsc_cpu_features(char * buf, size_t n) {
    size_t at = 0;
    buf[0] = 0;
    auto * dev = ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU);
    auto * reg = dev ? ggml_backend_dev_backend_reg(dev) : nullptr;
    auto fn = reg ? (ggml_backend_get_features_t) ggml_backend_reg_get_proc_address(reg, "ggml_backend_get_features") : nullptr;
    if (!fn) {
        return buf;
    }
    for (auto * f = fn(reg); f->name && at < n; f++) {
        at += snprintf(buf + at, n - at, "%s%s", at ? " " : "", f->name);
    }
    return buf;
}

static int fail(char * err, size_t n, int code, const char * what) {
    snprintf(err, n, "%s", what);
    return code;
}

static int open_clip(dsc_model * m, const dsc_options * o, char * err, size_t n_err) {
    clip_context_params p{};
    p.use_gpu          = false;
    p.flash_attn_type  = CLIP_FLASH_ATTN_TYPE_DISABLED; // on the CPU it is slower, and lossy: conformance/README.md
    p.image_min_tokens = -1;
    p.image_max_tokens = -1;
    p.warmup           = false;
    m->clip = clip_init(o->projector, p).ctx_v;
    if (!m->clip) {
        return fail(err, n_err, DSC_MODEL, "the projector does not load");
    }
    if (clip_n_mmproj_embd(m->clip) != llama_model_n_embd_inp(m->model)) {
        return fail(err, n_err, DSC_MODEL, "the projector belongs to another model");
    }
    if (!dsc_cure_clip(m->clip)) {
        return fail(err, n_err, DSC_MODEL, "the projector's positions don't fit its patches");
    }
    return DSC_OK;
}

static int open_model(dsc_model * m, const dsc_options * o, char * err, size_t n_err) {
    auto mp = llama_model_default_params();
    mp.use_mmap                    = true;
    mp.progress_callback           = on_progress;
    mp.progress_callback_user_data = (void *) o->handle;
    m->model = llama_model_load_from_file(o->text, mp);
    if (!m->model) {
        return fail(err, n_err, DSC_MODEL, "the text model does not load");
    }
    m->vocab = llama_model_get_vocab(m->model);
    const auto rope = llama_model_rope_type(m->model);
    m->mrope = rope == LLAMA_ROPE_TYPE_MROPE || rope == LLAMA_ROPE_TYPE_IMROPE;

    // As clip_is_gemma3 would say of the projector, which isn't opened where another encoder
    // stands in: its image tokens see each other in both directions.
    char architecture[32] = "";
    llama_model_meta_val_str(m->model, "general.architecture", architecture, sizeof architecture);
    m->causal_image = strcmp(architecture, "gemma3") != 0;

    m->recurrent = llama_model_is_recurrent(m->model) || llama_model_is_hybrid(m->model);

    auto cp = llama_context_default_params();
    cp.n_ctx               = o->context;
    cp.n_batch             = BATCH;
    cp.n_ubatch            = BATCH;
    cp.n_threads           = o->threads;
    cp.n_threads_batch     = o->threads;
    // Exactness before memory: with the defaults (flash attention, F16 cache) the
    // first step's KL against the reference is 6e-4 instead of 1e-6.
    cp.flash_attn_type     = LLAMA_FLASH_ATTN_TYPE_DISABLED;
    cp.type_k              = GGML_TYPE_F32;
    cp.type_v              = GGML_TYPE_F32;
    cp.abort_callback      = on_abort;
    cp.abort_callback_data = m;
    m->ctx = llama_init_from_model(m->model, cp);
    if (!m->ctx) {
        return fail(err, n_err, DSC_MEMORY, "no memory for the context");
    }
    return o->projector ? open_clip(m, o, err, n_err) : DSC_OK;
}

int dsc_open(const dsc_options * o, dsc_model ** out, char * err, size_t n_err) {
    auto * m = new dsc_model;
    int rc;
    try {
        rc = open_model(m, o, err, n_err);
    } catch (const std::bad_alloc &) {
        rc = fail(err, n_err, DSC_MEMORY, "out of memory");
    } catch (const std::exception & e) {
        rc = fail(err, n_err, DSC_MODEL, e.what());
    }
    if (rc != DSC_OK) {
        dsc_close(m);
        m = nullptr;
    }
    *out = m;
    return rc;
}

void dsc_close(dsc_model * m) {
    if (m->clip) {
        clip_free(m->clip);
    }
    if (m->ctx) {
        llama_free(m->ctx);
    }
    if (m->model) {
        llama_model_free(m->model);
    }
    delete m;
}

int dsc_n_vocab(const dsc_model * m) { return llama_vocab_n_tokens(m->vocab); }
int dsc_n_ctx(const dsc_model * m) { return (int) llama_n_ctx(m->ctx); }
int dsc_n_embd(const dsc_model * m) { return llama_model_n_embd_inp(m->model); }
bool dsc_is_end(const dsc_model * m, int32_t id) { return llama_vocab_is_eog(m->vocab, id); }
void dsc_set_threads(dsc_model * m, int threads) { llama_set_n_threads(m->ctx, threads, threads); }
void dsc_set_stop(dsc_model * m, int stop) { m->stop.store(stop); }
const float * dsc_logits(dsc_model * m) { return llama_get_logits_ith(m->ctx, -1); }

int dsc_tokenize(const dsc_model * m, const char * text, int n_text, int32_t * out, int n_out, bool special) {
    try {
        return llama_tokenize(m->vocab, text, n_text, out, n_out, false, special);
    } catch (const std::exception &) {
        return 0;
    }
}

int dsc_piece(const dsc_model * m, int32_t id, char * out, int n_out) {
    return llama_token_to_piece(m->vocab, id, out, n_out, 0, false);
}

int dsc_tile(dsc_model * m, int width, int height, dsc_embedding * out) {
    if (!m->clip) {
        return DSC_MODEL;
    }
    try {
        clip_image_f32 img;
        img.nx = width;
        img.ny = height;
        out->tokens = clip_n_output_tokens(m->clip, &img);
        out->nx = m->mrope ? clip_n_output_tokens_x(m->clip, &img) : out->tokens;
        out->ny = m->mrope ? clip_n_output_tokens_y(m->clip, &img) : 1;
        out->positions = out->nx > out->ny ? out->nx : out->ny;
        return DSC_OK;
    } catch (const std::exception &) {
        return DSC_FAILED;
    }
}

int dsc_encode(dsc_model * m, const float * pixels, int width, int height, float * out, int threads) {
    try {
        clip_image_f32 img;
        img.nx = width;
        img.ny = height;
        img.buf.assign(pixels, pixels + size_t(3) * width * height);
        return clip_image_encode(m->clip, threads, &img, out) ? DSC_OK : DSC_FAILED;
    } catch (const std::bad_alloc &) {
        return DSC_MEMORY;
    } catch (const std::exception &) {
        return DSC_FAILED;
    }
}

static int decode(dsc_model * m, llama_batch b) {
    try {
        switch (llama_decode(m->ctx, b)) {
        case 0:  return DSC_OK;
        case 1:  return DSC_FULL;
        case 2:  return DSC_ABORTED;
        default: return DSC_FAILED;
        }
    } catch (const std::bad_alloc &) {
        return DSC_MEMORY;
    } catch (const std::exception &) {
        return DSC_FAILED;
    }
}

// A batch whose rows all belong to sequence 0.
struct batch_rows {
    std::vector<llama_pos>      pos;
    std::vector<int32_t>        n_seq;
    std::vector<llama_seq_id *> seq;
    std::vector<int8_t>         logits;
    llama_seq_id                zero = 0;

    batch_rows(int n, int n_pos) : pos(size_t(n) * n_pos), n_seq(n, 1), seq(n, &zero), logits(n, 0) {}
    llama_batch view(int n, llama_token * ids, float * rows) {
        return {n, ids, rows, pos.data(), n_seq.data(), seq.data(), logits.data()};
    }
};

int dsc_decode_tokens(dsc_model * m, const int32_t * ids, int n, int pos, bool logits) {
    batch_rows r(n, 1); // llama.cpp itself spreads a text position over the M-RoPE dimensions
    for (int i = 0; i < n; i++) {
        r.pos[i] = pos + i;
    }
    r.logits[n - 1] = logits;
    return decode(m, r.view(n, const_cast<llama_token *>(ids), nullptr));
}

// As mtmd_helper_decode_image_chunk does, which can't serve here: it wants an
// mtmd_context, and that opens the projector a second time, with flash attention.
// M-RoPE positions: t, y, x, unused (decode_embd_batch::set_position_mrope_2d).
int dsc_decode_embedding(dsc_model * m, const float * rows, dsc_embedding e, int offset, int n, int pos) {
    const int n_pos = m->mrope ? 4 : 1;
    batch_rows r(n, n_pos);
    for (int i = 0; i < n; i++) {
        const int at = offset + i;
        r.pos[i] = m->mrope ? pos : pos + at;
        if (m->mrope) {
            r.pos[i + n]     = pos + at / e.nx;
            r.pos[i + 2 * n] = pos + at % e.nx;
        }
    }
    float * data = const_cast<float *>(rows) + size_t(offset) * dsc_n_embd(m);
    if (!m->causal_image) {
        llama_set_causal_attn(m->ctx, false);
    }
    const int rc = decode(m, r.view(n, nullptr, data));
    if (!m->causal_image) {
        llama_set_causal_attn(m->ctx, true);
    }
    return rc;
}

void dsc_mark(dsc_model * m, int pos) {
    if (!m->recurrent) {
        return;
    }
    try {
        recurrent_state s;
        s.pos = pos;
        s.data.resize(llama_state_seq_get_size_ext(m->ctx, 0, LLAMA_STATE_SEQ_FLAGS_PARTIAL_ONLY));
        if (llama_state_seq_get_data_ext(m->ctx, s.data.data(), s.data.size(), 0, LLAMA_STATE_SEQ_FLAGS_PARTIAL_ONLY) != s.data.size()) {
            return;
        }
        if (m->marks.size() == MARKS) {
            m->marks.erase(m->marks.begin()); // a long conversation seldom goes back that far
        }
        m->marks.push_back(std::move(s));
    } catch (const std::exception &) {
        // it only takes longer without
    }
}

int dsc_truncate(dsc_model * m, int pos) {
    auto * memory = llama_get_memory(m->ctx);
    while (!m->marks.empty() && m->marks.back().pos > pos) {
        m->marks.pop_back();
    }
    if (llama_memory_seq_rm(memory, 0, pos, -1)) {
        return pos;
    }
    // Recurrent layers go back to a mark, or to the beginning.
    try {
        if (!m->marks.empty()) {
            auto & s = m->marks.back();
            if (llama_state_seq_set_data_ext(m->ctx, s.data.data(), s.data.size(), 0, LLAMA_STATE_SEQ_FLAGS_PARTIAL_ONLY) == s.data.size()
                && llama_memory_seq_rm(memory, 0, s.pos, -1)) {
                return s.pos;
            }
        }
    } catch (const std::exception &) {
        // the beginning is always there
    }
    m->marks.clear();
    llama_memory_clear(memory, false);
    return 0;
}
