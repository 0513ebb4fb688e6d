#pragma once

struct clip_ctx;

// Puts right what clip_init has read; once for each.
void dsc_cure_clip(clip_ctx * clip);
