#include <cstdint>
namespace {
constexpr int kLanes = 16;
constexpr int kColumns = 4;
}  // namespace
#include "grid_attention_kernel.h"

const referent::GridAttentionKernel referent::grid_attention_avx512{"avx512", tasks, scratch, run};
