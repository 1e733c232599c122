// The operator referent::grid_attention. Gradients are not recorded through it.
#include "grid_attention.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <torch/library.h>

#include <string>

#include "kernels.h"

namespace referent {
namespace {

// qkv [B, G, G, 3 H D] float or bfloat16; padding [3 H D], rows and columns [2K - 1, D] float; out [B, G, G, H D] of the type of qkv.
at::Tensor& grid_attention(const at::Tensor& qkv, const at::Tensor& padding, const at::Tensor& rows, const at::Tensor& columns, int64_t heads,
                           c10::string_view kernel_name, at::Tensor& out) {
  const int64_t width = rows.dim() == 2 ? rows.size(1) : 0;
  const int64_t window = rows.dim() == 2 ? (rows.size(0) + 1) / 2 : 0;
  TORCH_CHECK(heads > 0 && width > 0 && rows.size(0) % 2 == 1 && rows.sizes() == columns.sizes(), "rows and columns want [2K - 1, D], not ",
              rows.sizes(), " and ", columns.sizes());
  TORCH_CHECK(qkv.dim() == 4 && qkv.size(1) == qkv.size(2) && qkv.size(1) >= window && qkv.size(3) == 3 * heads * width,
              "qkv wants [B, G, G, ", 3 * heads * width, "] with G of at least ", window, ", not ", qkv.sizes());
  TORCH_CHECK(padding.numel() == qkv.size(3), "padding wants ", qkv.size(3), " numbers, not ", padding.numel());
  TORCH_CHECK(out.sizes() == at::IntArrayRef({qkv.size(0), qkv.size(1), qkv.size(2), heads * width}), "out has another shape: ", out.sizes());
  TORCH_CHECK(qkv.scalar_type() == at::kFloat || qkv.scalar_type() == at::kBFloat16, "qkv is ", qkv.scalar_type());
  TORCH_CHECK(out.scalar_type() == qkv.scalar_type() && padding.scalar_type() == at::kFloat && rows.scalar_type() == at::kFloat &&
                  columns.scalar_type() == at::kFloat,
              "out wants the type of qkv, the rest float");
  TORCH_CHECK(qkv.is_contiguous() && out.is_contiguous() && padding.is_contiguous() && rows.is_contiguous() && columns.is_contiguous(),
              "all tensors must be contiguous");
  TORCH_CHECK(!c10::GradMode::is_enabled() || !(qkv.requires_grad() || padding.requires_grad() || rows.requires_grad() || columns.requires_grad()),
              "gradients are not recorded; use the plain operators");

  const GridAttention problem{qkv.data_ptr(),  padding.data_ptr<float>(),       rows.data_ptr<float>(), columns.data_ptr<float>(),
                              out.data_ptr(),  qkv.scalar_type() == at::kBFloat16, qkv.size(0),            qkv.size(1),
                              window,          heads,                           width};
  const Kernels& kernels = kernels_named(std::string(kernel_name).c_str());
  at::parallel_for(0, kernels.grid_attention_tasks(problem), 1, [&](int64_t begin, int64_t end) {
    const at::Tensor scratch = at::empty({kernels.grid_attention_scratch(problem)}, at::kFloat);
    kernels.grid_attention(problem, begin, end, scratch.data_ptr<float>());
  });
  return out;
}

}  // namespace
}  // namespace referent

TORCH_LIBRARY_FRAGMENT(referent, library) {
  library.def(
      "grid_attention(Tensor qkv, Tensor padding, Tensor rows, Tensor columns, int heads, str kernel, *, Tensor(a!) out) -> Tensor(a!)");
}

TORCH_LIBRARY_IMPL(referent, CPU, library) { library.impl("grid_attention", referent::grid_attention); }
