#include "kernels.h"

#include <c10/util/Exception.h>

#include <cstring>

namespace referent {
namespace {

bool runs(const Kernels& kernels) {
#if defined(__x86_64__)
  if (&kernels == &avx512_kernels) return __builtin_cpu_supports("avx512f");
  if (&kernels == &avx2_kernels) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
  return &kernels == &portable_kernels;
}

}  // namespace

const Kernels& kernels_named(const char* name) {
  const Kernels* const all[] = {
#if defined(__x86_64__)
      &avx512_kernels, &avx2_kernels,
#endif
      &portable_kernels};
  for (const Kernels* kernels : all) {
    if ((*name == '\0' || std::strcmp(name, kernels->name) == 0) && runs(*kernels)) return *kernels;
  }
  TORCH_CHECK(false, "this CPU runs no kernels '", name, "'");
}

}  // namespace referent
