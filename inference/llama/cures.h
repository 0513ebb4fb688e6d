#pragma once

struct clip_ctx;

// Puts right what clip_init has read; once for each. False: the image encoder's
// positions don't fit its patches.
bool dsc_cure_clip(clip_ctx * clip);
