#include <cstdint>
namespace {
constexpr int kLanes = 8;
constexpr int kColumns = 2;
}  // namespace
#include "grid_attention_kernel.h"

const referent::GridAttentionKernel referent::grid_attention_avx2{"avx2", tasks, scratch, run};
