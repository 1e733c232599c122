// Our own kernels, built once for each kind of CPU from the same source; which build runs is decided at the call.
#pragma once

#include <cstdint>

namespace referent {

struct GridAttention;
struct FewRows;

struct Kernels {
  const char* name;

  // Attention is done in tasks that do not depend on each other; `scratch` tells how many floats `run` needs for itself, aligned to 64 bytes.
  int64_t (*grid_attention_tasks)(const GridAttention&);
  int64_t (*grid_attention_scratch)(const GridAttention&);
  void (*grid_attention)(const GridAttention&, int64_t begin, int64_t end, float* scratch);

  // Outputs [begin, end) of every row.
  void (*few_rows)(const FewRows&, int64_t begin, int64_t end);
};

extern const Kernels avx512_kernels;
extern const Kernels avx2_kernels;
extern const Kernels portable_kernels;

// "avx512", "avx2" or "portable"; "" is the best that this CPU runs. Throws c10::Error for what it does not run.
const Kernels& kernels_named(const char* name);

}  // namespace referent
