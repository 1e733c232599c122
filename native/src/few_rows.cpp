// The operator referent::few_rows. Gradients are not recorded through it.
#include "few_rows.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <torch/library.h>

#include <algorithm>
#include <string>
#include <vector>

#include "kernels.h"

namespace referent {
namespace {

// Multiplications worth a thread of its own.
constexpr int64_t kGrain = 1 << 16;

// Outputs of a task: a multiple of what any kernel does at once.
constexpr int64_t kTask = 16;

// x [..., inputs], weight [outputs, inputs], bias [outputs] -> [..., outputs], all float.
at::Tensor few_rows(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, c10::string_view kernel_name) {
  TORCH_CHECK(weight.dim() == 2 && x.dim() >= 1 && x.size(-1) == weight.size(1) && bias.numel() == weight.size(0), "cannot multiply x ",
              x.sizes(), " with weights ", weight.sizes());
  TORCH_CHECK(x.scalar_type() == at::kFloat && weight.scalar_type() == at::kFloat && bias.scalar_type() == at::kFloat,
              "all tensors must be float");
  TORCH_CHECK(!c10::GradMode::is_enabled() || !(x.requires_grad() || weight.requires_grad() || bias.requires_grad()),
              "gradients are not recorded; use aten::linear");
  const at::Tensor dense = x.contiguous(), matrix = weight.contiguous(), offset = bias.contiguous();
  std::vector<int64_t> shape = x.sizes().vec();
  shape.back() = weight.size(0);
  at::Tensor out = at::empty(shape, x.options());
  const FewRows problem{dense.data_ptr<float>(), matrix.data_ptr<float>(), offset.data_ptr<float>(),
                        out.data_ptr<float>(),   x.size(-1) == 0 ? 0 : x.numel() / x.size(-1), weight.size(1), weight.size(0)};
  const Kernels& kernels = kernels_named(std::string(kernel_name).c_str());
  const int64_t tasks = (problem.outputs + kTask - 1) / kTask;
  const int64_t grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, problem.rows * problem.inputs * kTask));
  at::parallel_for(0, tasks, grain, [&](int64_t begin, int64_t end) {
    kernels.few_rows(problem, begin * kTask, std::min(end * kTask, problem.outputs));
  });
  return out;
}

}  // namespace
}  // namespace referent

TORCH_LIBRARY_FRAGMENT(referent, library) { library.def("few_rows(Tensor x, Tensor weight, Tensor bias, str kernel) -> Tensor"); }

TORCH_LIBRARY_IMPL(referent, CPU, library) { library.impl("few_rows", referent::few_rows); }
