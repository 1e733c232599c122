#include <cstdint>
namespace {
constexpr int kLanes = 8;    // floats in a vector
constexpr int kColumns = 2;  // vectors of one row of results that the registers hold, in attention
constexpr int kOutputs = 2;  // outputs of one row that the registers hold, in a linear layer for few rows
}  // namespace
#include "few_rows_kernel.h"
#include "grid_attention_kernel.h"
#include "kernels.h"

const referent::Kernels referent::avx2_kernels{"avx2", grid_attention_tasks, grid_attention_scratch, grid_attention, few_rows};
