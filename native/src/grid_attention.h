// Attention of the tokens of square windows to each other, with decomposed relative positions, as the image encoder of SAM has it.
#pragma once

#include <cstdint>

namespace referent {

// Axes: B pictures, G x G tokens, K x K tokens of a window, H heads, D channels of a head. All memory is dense, in row-major order.
struct GridAttention {
  const void* qkv;       // [B, G, G, 3, H, D]: queries, keys, values
  const float* padding;  // [3, H, D]: what a token beyond the grid has in place of qkv; it is a key like the others
  const float* rows;     // [2K - 1, D]: relative positions, entry (y of the query) - (y of the key) + K - 1
  const float* columns;  // [2K - 1, D]: the same for x
  void* out;             // [B, G, G, H, D]
  bool bfloat16;         // the elements of qkv and out; otherwise they are float
  int64_t batch, grid, window, heads, width;  // B, G, K, H, D
};

}  // namespace referent
