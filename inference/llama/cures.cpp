// Cures for faults of the vendored llama.cpp, each found by comparing with the
// reference implementation. Nothing is changed in a file: one cure works on what was
// read of it, two stand in the way of a call (the linker's --wrap, llama.go), and
// none needs more than a few bytes.
#include "cures.h"

#include "clip-graph.h"
#include "ggml-backend.h"
#include "gguf.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

extern "C" {

// LFM2: the loader asks for a tensor "output_norm", which its own table lacks, so it
// asks by the bare name. In the files it is token_embd_norm.weight. The tensor is
// renamed in the header as it was read; the weights stay mapped where they are.
gguf_context * __real_gguf_init_from_file(const char * fname, gguf_init_params params);
gguf_context * __wrap_gguf_init_from_file(const char * fname, gguf_init_params params) {
    static const char * const wrong = "token_embd_norm.weight";
    static const char * const right = "output_norm";
    gguf_context * ctx = __real_gguf_init_from_file(fname, params);
    if (!ctx || !params.ctx || !*params.ctx) {
        return ctx;
    }
    const int64_t arch = gguf_find_key(ctx, "general.architecture");
    if (arch < 0 || gguf_get_kv_type(ctx, arch) != GGUF_TYPE_STRING || strcmp(gguf_get_val_str(ctx, arch), "lfm2") != 0) {
        return ctx;
    }
    const int64_t id = gguf_find_tensor(ctx, wrong);
    ggml_tensor * tensor = ggml_get_tensor(*params.ctx, wrong);
    if (id >= 0 && tensor) {
        // The name lies in ctx's own ggml_tensor (gguf.cpp), which is not const.
        char * name = const_cast<char *>(gguf_get_tensor_name(ctx, id));
        snprintf(name, GGML_MAX_NAME, "%s", right);
        ggml_set_name(tensor, right);
    }
    return ctx;
}

// Qwen3-VL: learned positions are spread over the picture's patches from corner to
// corner, not with antialias as LFM2-VL's are.
// clip_graph::resize_position_embeddings(unsigned int)
ggml_tensor * __real__ZN10clip_graph26resize_position_embeddingsEj(clip_graph * graph, uint32_t mode);
ggml_tensor * __wrap__ZN10clip_graph26resize_position_embeddingsEj(clip_graph * graph, uint32_t mode) {
    if (graph->proj_type == PROJECTOR_TYPE_QWEN3VL) {
        mode = GGML_SCALE_MODE_BILINEAR | GGML_SCALE_FLAG_ALIGN_CORNERS;
    }
    return __real__ZN10clip_graph26resize_position_embeddingsEj(graph, mode);
}

}

// InternVL: the graph puts the class token behind the patches, while the table of
// positions has its place before theirs. The table is rolled by one row.
static void roll_positions(ggml_tensor * table) {
    const size_t row = table->nb[1], rows = size_t(table->ne[1]);
    std::vector<uint8_t> data(row * rows);
    ggml_backend_tensor_get(table, data.data(), 0, data.size());
    ggml_backend_tensor_set(table, data.data() + row, 0, data.size() - row);
    ggml_backend_tensor_set(table, data.data(), data.size() - row, row);
}

// Whether the graph can use the table of positions; where it can't, it would abort.
static bool good_positions(const clip_model & model) {
    const ggml_tensor * table = model.position_embeddings;
    const int64_t rows = table ? table->ne[1] : 0;
    const int64_t side = model.hparams.patch_size > 0 ? model.hparams.image_size / model.hparams.patch_size : 0;
    switch (model.proj_type) {
    case PROJECTOR_TYPE_QWEN2VL:
    case PROJECTOR_TYPE_QWEN25VL:
        return true; // have none
    case PROJECTOR_TYPE_QWEN3VL:
    case PROJECTOR_TYPE_LFM2: {
        const int64_t root = int64_t(std::sqrt(double(rows)) + 0.5);
        return rows > 0 && table->type == GGML_TYPE_F32 && root * root == rows;
    }
    case PROJECTOR_TYPE_INTERNVL:
        return rows == side * side + 1 && table->type == GGML_TYPE_F32 && model.class_embedding;
    default:
        return rows == side * side && rows > 0 && table->type == GGML_TYPE_F32;
    }
}

bool dsc_cure_clip(clip_ctx * clip) {
    // clip_ctx is clip.cpp's own; its model is where its settings are.
    auto * settings = reinterpret_cast<const char *>(clip_get_hparams(clip));
    auto * model = reinterpret_cast<const clip_model *>(settings - offsetof(clip_model, hparams));
    if (!good_positions(*model)) {
        return false;
    }
    if (model->proj_type == PROJECTOR_TYPE_INTERNVL) {
        roll_positions(model->position_embeddings);
    }
    return true;
}
