// Between rt_value and libtorch's IValue, guided by an operator's schema.
#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/function_schema.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/stack.h>

#include "referent_torch.h"

namespace referent {

// Pushes all arguments of `schema`: the given ones coerced to its types, the rest from its defaults.
void push_arguments(const c10::FunctionSchema& schema, const rt_value* arguments, int32_t count,
                    torch::jit::Stack& stack);

// Moves the last `schema.returns().size()` values of the stack into `results`; returns how many.
int32_t take_results(const c10::FunctionSchema& schema, torch::jit::Stack& stack, rt_value* results, int32_t capacity);

// -1 is the CPU, otherwise the index of a CUDA device.
c10::Device device_of(int64_t index);
at::Generator generator_of(int64_t device);

// A handle the caller owns, counted as live.
rt_tensor hand_out(at::Tensor tensor);
const at::Tensor& borrow(rt_tensor tensor);
int64_t live_tensors() noexcept;
void release(rt_tensor tensor) noexcept;

}  // namespace referent
