#include <cstdint>
namespace {
constexpr int kLanes = 4;
constexpr int kColumns = 2;
}  // namespace
#include "grid_attention_kernel.h"

const referent::GridAttentionKernel referent::grid_attention_portable{"portable", tasks, scratch, run};
