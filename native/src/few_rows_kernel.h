// The kernel of few_rows.h. A matrix library copies the weights into an order of its own before it multiplies, which pays only if many rows use the copy.
// Here the weights are read once, as they lie: kTile rows meet kOutputs rows of weights, lane by lane, and the lanes are summed at the end.
#pragma once

#include "few_rows.h"
#include "vectors.h"

namespace referent {
namespace {

constexpr int kTile = 4;  // rows in registers at once, beside kOutputs rows of weights

// Sums of neighbours: of a in the lower half, of b in the upper.
inline Vector add_neighbours(Vector a, Vector b) {
  Integers even, odd;
  for (int i = 0; i < kLanes; ++i) {
    even[i] = 2 * i;
    odd[i] = 2 * i + 1;
  }
  return __builtin_shuffle(a, b, even) + __builtin_shuffle(a, b, odd);
}

// The sum of the lanes of each of kLanes vectors.
inline Vector add_lanes(Vector* vectors) {
#pragma GCC unroll 4
  for (int count = kLanes / 2; count > 0; count /= 2) {
#pragma GCC unroll 8
    for (int i = 0; i < count; ++i) vectors[i] = add_neighbours(vectors[2 * i], vectors[2 * i + 1]);
  }
  return vectors[0];
}

// Rows and outputs beyond the end are the last one again, and not stored.
void few_rows_tile(const FewRows& p, int64_t first_row, int64_t first_output) {
  const float* x[kTile];
  const float* w[kOutputs];
  for (int r = 0; r < kTile; ++r) x[r] = p.x + least(first_row + r, p.rows - 1) * p.inputs;
  for (int o = 0; o < kOutputs; ++o) w[o] = p.weight + least(first_output + o, p.outputs - 1) * p.inputs;

  Vector sums[kTile * kOutputs] = {};
  const int64_t whole = p.inputs - p.inputs % kLanes;
  for (int64_t k = 0; k < whole; k += kLanes) {
    Vector row[kTile];
#pragma GCC unroll 4
    for (int r = 0; r < kTile; ++r) row[r] = load(x[r] + k);
#pragma GCC unroll 4
    for (int o = 0; o < kOutputs; ++o) {
      const Vector weight = load(w[o] + k);
#pragma GCC unroll 4
      for (int r = 0; r < kTile; ++r) sums[r * kOutputs + o] += row[r] * weight;
    }
  }

  float results[kTile * kOutputs];
#pragma GCC unroll 4
  for (int i = 0; i < kTile * kOutputs; i += kLanes) store(results + i, add_lanes(sums + i));
  for (int r = 0; r < least(kTile, p.rows - first_row); ++r) {
    for (int o = 0; o < least(kOutputs, p.outputs - first_output); ++o) {
      float sum = results[r * kOutputs + o] + p.bias[first_output + o];
      for (int64_t k = whole; k < p.inputs; ++k) sum += x[r][k] * w[o][k];
      p.out[(first_row + r) * p.outputs + first_output + o] = sum;
    }
  }
}

void few_rows(const FewRows& p, int64_t begin, int64_t end) {
  for (int64_t output = begin; output < end; output += kOutputs) {
    for (int64_t row = 0; row < p.rows; row += kTile) few_rows_tile(p, row, output);
  }
}

}  // namespace
}  // namespace referent
