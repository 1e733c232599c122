// The kernel of grid_attention.h. kColumns is the number of vectors of one row of results that the CPU's registers hold.
//
// Scores never exist all at once. A task keeps kQueries queries and meets the keys in blocks of whole rows of the window, so that a relative
// position is one number per row of keys and one vector per query; the softmax is corrected as larger scores turn up (Milakov and Gimelshein
// 2018, Dao et al. 2022). A row of keys takes `slots` places, a multiple of the lanes; empty places have a bias of minus infinity.
#pragma once

#include "grid_attention.h"
#include "vectors.h"

namespace referent {
namespace {

constexpr int kRows = 6;          // queries in registers at once: kRows * kColumns sums, kColumns values, one factor
constexpr int64_t kQueries = 96;  // queries of a task: its buffers stay in the second-level cache
constexpr int64_t kBlock = 64;    // least number of places in a block of keys, if the window has them
constexpr float kInfinity = __builtin_inff();

inline int64_t round_up(int64_t count, int64_t unit) { return (count + unit - 1) / unit * unit; }

inline float largest(Vector v) {
  float top = v[0];
  for (int i = 1; i < kLanes; ++i) top = v[i] > top ? v[i] : top;
  return top;
}

// 2^x for x <= 0; 2^-126 below that. Relative error 1e-7: a least-squares fit of degree 5 to the fraction, exact at whole numbers.
inline Vector power_of_two(Vector x) {
  const Vector magic = Vector{} + 12582912.0f;  // 1.5 * 2^23: adding it rounds to a whole number, which its last bits then hold
  x = larger(x, Vector{} - 126.0f);
  const Vector shifted = x + magic;
  const Vector f = x - (shifted - magic);
  Vector p = f * 0.00132647271f + 0.00967151265f;
  p = p * f + 0.0555073374f;
  p = p * f + 0.240222421f;
  p = p * f + 0.693146978f;
  p = p * f + 1.0f;
  return (Vector)((Integers)p + (((Integers)shifted) << 23));  // the whole number is added to the exponent
}

inline float power_of_two(float x) { return power_of_two(Vector{} + x)[0]; }

// c [kRows, V vectors] = a [kRows, depth] b [depth, V vectors], added to what c holds if `add`.
template <int V>
inline void multiply(const float* a, int64_t a_stride, const float* b, int64_t b_stride, int64_t depth, float* c, int64_t c_stride, bool add) {
  Vector sum[kRows][V];
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) {
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v) sum[r][v] = add ? load(c + r * c_stride + v * kLanes) : Vector{};
  }
  for (int64_t k = 0; k < depth; ++k) {
    Vector line[V];
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v) line[v] = load(b + k * b_stride + v * kLanes);
#pragma GCC unroll 8
    for (int r = 0; r < kRows; ++r) {
      const Vector factor = Vector{} + a[r * a_stride + k];
#pragma GCC unroll 8
      for (int v = 0; v < V; ++v) sum[r][v] += factor * line[v];
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) {
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v) store(c + r * c_stride + v * kLanes, sum[r][v]);
  }
}

// The same for any number of vectors, cut as evenly as registers allow.
inline void multiply(const float* a, int64_t a_stride, const float* b, int64_t b_stride, int64_t depth, float* c, int64_t c_stride, int64_t vectors, bool add) {
  for (int64_t pieces = (vectors + kColumns - 1) / kColumns; pieces > 0; --pieces) {
    const int64_t count = (vectors + pieces - 1) / pieces;
    switch (count) {
      case 1: multiply<1>(a, a_stride, b, b_stride, depth, c, c_stride, add); break;
      case 2: multiply<2>(a, a_stride, b, b_stride, depth, c, c_stride, add); break;
      case 3: multiply<kColumns < 3 ? 1 : 3>(a, a_stride, b, b_stride, depth, c, c_stride, add); break;
      default: multiply<kColumns < 4 ? 1 : 4>(a, a_stride, b, b_stride, depth, c, c_stride, add); break;
    }
    b += count * kLanes;
    c += count * kLanes;
    vectors -= count;
  }
}

inline float widen(uint16_t bfloat16) {
  const uint32_t bits = static_cast<uint32_t>(bfloat16) << 16;
  float value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}
inline float widen(float value) { return value; }

inline void narrow(float value, float* to) { *to = value; }
inline void narrow(float value, uint16_t* to) {  // to nearest, ties to even
  uint32_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  *to = static_cast<uint16_t>(value != value ? 0x7FC0 : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}

// Sizes of a task's buffers, in floats, and where they begin in its scratch.
struct Layout {
  explicit Layout(const GridAttention& p)
      : slots(round_up(p.window, kLanes)),
        block_rows(slots >= kBlock ? 1 : least(p.window, kBlock / slots)),
        depth(round_up(p.width, kLanes)),
        shifts(round_up(2 * p.window - 1, kLanes)) {
    int64_t end = 0;
    const auto take = [&end](int64_t count) {
      const int64_t begin = end;
      end += round_up(count, 16);
      return begin;
    };
    keys = take(p.window * slots * p.width);
    values = take(p.window * slots * depth);
    row_table = take(p.width * shifts);
    column_table = take(p.width * shifts);
    queries = take(kQueries * p.width);
    sums = take(kQueries * depth);
    row_bias = take(kQueries * p.window);
    column_bias = take(kQueries * slots);
    totals = take(kQueries * kLanes);
    tops = take(kQueries);
    scores = take(kRows * (block_rows * slots > shifts ? block_rows * slots : shifts));
    token = take(slots * p.width);
    size = end;
  }
  int64_t slots, block_rows, depth, shifts;
  int64_t keys, values, row_table, column_table, queries, sums, row_bias, column_bias, totals, tops, scores, token, size;
};

int64_t blocks_of(const GridAttention& p) { return (p.window * p.window + kQueries - 1) / kQueries; }
int64_t windows_of(const GridAttention& p) { return (p.grid + p.window - 1) / p.window; }

// T is the element type of qkv and out.
template <typename T>
class Worker {
 public:
  Worker(const GridAttention& problem, float* scratch)
      : p_(problem), at_(problem), memory_(scratch), windows_(windows_of(problem)), scale_(1.0f / __builtin_sqrtf(static_cast<float>(p_.width))) {
    pack_table(p_.rows, memory_ + at_.row_table);
    pack_table(p_.columns, memory_ + at_.column_table);
  }

  void run(int64_t begin, int64_t end) {
    const int64_t blocks = blocks_of(p_);
    int64_t packed = -1;
    for (int64_t task = begin; task < end; ++task) {
      const int64_t group = task / blocks;  // head by head, so that threads get windows of every size
      const int64_t window = group % (windows_ * windows_);
      head_ = group / (windows_ * windows_) % p_.heads;
      picture_ = group / (windows_ * windows_) / p_.heads;
      top_ = window / windows_ * p_.window;
      left_ = window % windows_ * p_.window;
      height_ = least(p_.window, p_.grid - top_);
      width_ = least(p_.window, p_.grid - left_);
      const int64_t first = task % blocks * kQueries;
      const int64_t count = least(kQueries, height_ * width_ - first);
      if (count <= 0) continue;
      if (packed != group) pack_keys();
      packed = group;
      attend(first, count);
    }
  }

 private:
  // One head's part of query (0), key (1) or value (2) of a token of the window; null beyond the grid.
  const T* part(int64_t y, int64_t x, int64_t which) const {
    if (y >= height_ || x >= width_) return nullptr;
    const int64_t token = (picture_ * p_.grid + top_ + y) * p_.grid + left_ + x;
    return static_cast<const T*>(p_.qkv) + ((token * 3 + which) * p_.heads + head_) * p_.width;
  }

  void copy(int64_t y, int64_t x, int64_t which, float factor, float* to) const {
    if (const T* from = part(y, x, which)) {
      for (int64_t d = 0; d < p_.width; ++d) to[d] = widen(from[d]) * factor;
    } else {
      const float* padding = p_.padding + (which * p_.heads + head_) * p_.width;
      for (int64_t d = 0; d < p_.width; ++d) to[d] = padding[d] * factor;
    }
  }

  // Entries backwards and by channel, [D, shifts]: those of one query are then a run. Queries come scaled, so the table is unscaled.
  void pack_table(const float* table, float* to) const {
    const int64_t entries = 2 * p_.window - 1;
    for (int64_t d = 0; d < p_.width; ++d) {
      for (int64_t i = 0; i < at_.shifts; ++i) to[d * at_.shifts + i] = i < entries ? table[(entries - 1 - i) * p_.width + d] / scale_ : 0;
    }
  }

  // Keys by block as [D, places], values as [places, depth].
  void pack_keys() {
    float* const token = memory_ + at_.token;
    for (int64_t y = 0; y < p_.window; ++y) {
      const int64_t first = y - y % at_.block_rows;
      const int64_t places = least(at_.block_rows, p_.window - first) * at_.slots;
      float* const keys = memory_ + at_.keys + first * at_.slots * p_.width + (y - first) * at_.slots;
      float* const values = memory_ + at_.values + y * at_.slots * at_.depth;
      for (int64_t x = 0; x < p_.window; ++x) copy(y, x, 1, 1, token + x * p_.width);
      for (int64_t i = p_.window * p_.width; i < at_.slots * p_.width; ++i) token[i] = 0;
      for (int64_t d = 0; d < p_.width; ++d) {
        for (int64_t x = 0; x < at_.slots; ++x) keys[d * places + x] = token[x * p_.width + d];
      }
      for (int64_t x = 0; x < at_.slots; ++x) {
        if (x < p_.window) copy(y, x, 2, 1, values + x * at_.depth);
        for (int64_t d = x < p_.window ? p_.width : 0; d < at_.depth; ++d) values[x * at_.depth + d] = 0;
      }
    }
  }

  void attend(int64_t first, int64_t count) {
    const int64_t padded = round_up(count, kRows);
    for (int64_t q = 0; q < padded; ++q) open(q, q < count ? first + q : first);
    for (int64_t q = 0; q < padded; q += kRows) relate(q, first, count);
    for (int64_t y = 0; y < p_.window; y += at_.block_rows) {
      const int64_t rows = least(at_.block_rows, p_.window - y);
      for (int64_t q = 0; q < padded; q += kRows) meet(q, y, rows);
    }
    for (int64_t q = 0; q < count; ++q) close(q, first + q);
  }

  // Query q of the task is token `index` of the window; scores are powers of two, so that exp needs no factor.
  void open(int64_t q, int64_t index) {
    const float log2e = 1.44269504f;
    copy(index / width_, index % width_, 0, scale_ * log2e, memory_ + at_.queries + q * p_.width);
    memory_[at_.tops + q] = -kInfinity;
    for (int64_t i = 0; i < kLanes; ++i) memory_[at_.totals + q * kLanes + i] = 0;
    for (int64_t i = 0; i < at_.depth; ++i) memory_[at_.sums + q * at_.depth + i] = 0;
  }

  // Relative positions of kRows queries from q on.
  void relate(int64_t q, int64_t first, int64_t count) {
    const float* const queries = memory_ + at_.queries + q * p_.width;
    float* const all = memory_ + at_.scores;
    multiply(queries, p_.width, memory_ + at_.row_table, at_.shifts, p_.width, all, at_.shifts, at_.shifts / kLanes, false);
    for (int64_t r = 0; r < kRows; ++r) {
      const int64_t y = (q + r < count ? first + q + r : first) / width_;
      for (int64_t k = 0; k < p_.window; ++k) memory_[at_.row_bias + (q + r) * p_.window + k] = all[r * at_.shifts + p_.window - 1 - y + k];
    }
    multiply(queries, p_.width, memory_ + at_.column_table, at_.shifts, p_.width, all, at_.shifts, at_.shifts / kLanes, false);
    for (int64_t r = 0; r < kRows; ++r) {
      const int64_t x = (q + r < count ? first + q + r : first) % width_;
      float* const bias = memory_ + at_.column_bias + (q + r) * at_.slots;
      for (int64_t k = 0; k < at_.slots; ++k) bias[k] = k < p_.window ? all[r * at_.shifts + p_.window - 1 - x + k] : -kInfinity;
    }
  }

  // kRows queries from q on meet the keys of rows [y, y + rows).
  void meet(int64_t q, int64_t y, int64_t rows) {
    const int64_t places = rows * at_.slots;
    float* const scores = memory_ + at_.scores;
    float* const sums = memory_ + at_.sums + q * at_.depth;
    multiply(memory_ + at_.queries + q * p_.width, p_.width, memory_ + at_.keys + y * at_.slots * p_.width, places, p_.width, scores, places,
             places / kLanes, false);
    for (int64_t r = 0; r < kRows; ++r) weigh(q + r, y, rows, scores + r * places);
    multiply(scores, places, memory_ + at_.values + y * at_.slots * at_.depth, at_.depth, places, sums, at_.depth, at_.depth / kLanes, true);
  }

  // Scores become weights relative to the largest score so far.
  void weigh(int64_t q, int64_t y, int64_t rows, float* scores) {
    const float* const row_bias = memory_ + at_.row_bias + q * p_.window + y;
    const float* const column_bias = memory_ + at_.column_bias + q * at_.slots;
    Vector best = Vector{} - kInfinity;
    for (int64_t row = 0; row < rows; ++row) {
      for (int64_t k = 0; k < at_.slots; k += kLanes) {
        const Vector score = load(scores + row * at_.slots + k) + (load(column_bias + k) + row_bias[row]);
        store(scores + row * at_.slots + k, score);
        best = larger(best, score);
      }
    }
    float& top = memory_[at_.tops + q];
    Vector total = load(memory_ + at_.totals + q * kLanes);
    const float candidate = largest(best);
    if (candidate > top) {
      const float shrink = power_of_two(top - candidate);
      float* const sums = memory_ + at_.sums + q * at_.depth;
      for (int64_t d = 0; d < at_.depth; d += kLanes) store(sums + d, load(sums + d) * shrink);
      total *= shrink;
      top = candidate;
    }
    for (int64_t k = 0; k < rows * at_.slots; k += kLanes) {
      const Vector weight = power_of_two(load(scores + k) - top);
      store(scores + k, weight);
      total += weight;
    }
    store(memory_ + at_.totals + q * kLanes, total);
  }

  void close(int64_t q, int64_t index) {
    float total = 0;
    for (int64_t i = 0; i < kLanes; ++i) total += memory_[at_.totals + q * kLanes + i];
    const int64_t token = (picture_ * p_.grid + top_ + index / width_) * p_.grid + left_ + index % width_;
    T* const to = static_cast<T*>(p_.out) + (token * p_.heads + head_) * p_.width;
    for (int64_t d = 0; d < p_.width; ++d) narrow(memory_[at_.sums + q * at_.depth + d] / total, to + d);
  }

  const GridAttention& p_;
  const Layout at_;
  float* const memory_;
  const int64_t windows_;
  const float scale_;
  int64_t head_ = 0, picture_ = 0, top_ = 0, left_ = 0, height_ = 0, width_ = 0;  // of the window at hand
};

int64_t grid_attention_tasks(const GridAttention& p) { return p.batch * p.heads * windows_of(p) * windows_of(p) * blocks_of(p); }

int64_t grid_attention_scratch(const GridAttention& p) { return Layout(p).size; }

void grid_attention(const GridAttention& p, int64_t begin, int64_t end, float* scratch) {
  if (p.bfloat16) {
    Worker<uint16_t>(p, scratch).run(begin, end);
  } else {
    Worker<float>(p, scratch).run(begin, end);
  }
}

}  // namespace
}  // namespace referent
