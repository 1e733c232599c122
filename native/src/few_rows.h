// A linear layer for few rows.
#pragma once

#include <cstdint>

namespace referent {

struct FewRows {
  const float* x;       // [rows, inputs]
  const float* weight;  // [outputs, inputs]
  const float* bias;    // [outputs]
  float* out;           // [rows, outputs]
  int64_t rows, inputs, outputs;
};

}  // namespace referent
