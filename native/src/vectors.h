// Vectors of kLanes floats, as GCC's and Clang's vector types. Included only by files that are built for one kind of CPU and define kLanes. All is in
// an anonymous namespace and calls nothing from other headers: the linker must not hand an inline function built for one CPU to code for another.
#pragma once

#include <cstdint>

namespace referent {
namespace {

typedef float Vector __attribute__((vector_size(kLanes * sizeof(float))));
typedef int32_t Integers __attribute__((vector_size(kLanes * sizeof(float))));

inline Vector load(const float* from) {
  Vector v;
  __builtin_memcpy(&v, from, sizeof v);
  return v;
}
inline void store(float* to, Vector v) { __builtin_memcpy(to, &v, sizeof v); }

inline Vector larger(Vector a, Vector b) { return a > b ? a : b; }

inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

}  // namespace
}  // namespace referent
