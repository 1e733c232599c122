#include <ATen/ATen.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/GradMode.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/version.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <mutex>
#include <sstream>

#include "arguments.h"
#include "guard.h"

using referent::borrow;
using referent::device_of;
using referent::generator_of;
using referent::guard;
using referent::hand_out;

namespace {

const c10::OperatorHandle& as_operator(rt_operator op) {
  TORCH_CHECK(op != nullptr, "the operator handle is null");
  return *static_cast<c10::OperatorHandle*>(op);
}

at::IntArrayRef shape_of(const int64_t* shape, int32_t rank) { return {shape, static_cast<size_t>(rank)}; }

}  // namespace

extern "C" {

int32_t rt_abi(void) { return 3; }

int32_t rt_describe(char* text, int32_t capacity, rt_error error) {
  return guard(error, "describe", [&] {
    std::ostringstream lines;
    lines << "libtorch: " << TORCH_VERSION << "\nthreads: " << at::get_num_threads()
          << "\ncuda devices: " << rt_cuda_devices() << "\nconfiguration: " << at::show_config();
    referent::write_text(text, capacity, lines.str().c_str());
  });
}

int32_t rt_operator_find(const char* name, const char* overload, rt_operator* result, rt_error error) {
  return guard(error, name, [&] {
    auto found = c10::Dispatcher::singleton().findSchema({name, overload});
    TORCH_CHECK(found.has_value(), "this libtorch has no such operator, overload '", overload, "'");
    *result = new c10::OperatorHandle(*found);
  });
}

int32_t rt_operator_schema(rt_operator op, char* text, int32_t capacity, rt_error error) {
  return guard(error, "operator schema", [&] {
    std::ostringstream line;
    line << as_operator(op).schema();
    referent::write_text(text, capacity, line.str().c_str());
  });
}

int32_t rt_operator_call(rt_operator op, const rt_value* arguments, int32_t count, rt_value* results, int32_t capacity,
                         int32_t* result_count, rt_error error) {
  const char* name = op == nullptr ? "operator" : static_cast<c10::OperatorHandle*>(op)->schema().name().c_str();
  return guard(error, name, [&] {
    const c10::OperatorHandle& handle = as_operator(op);
    torch::jit::Stack stack;
    referent::push_arguments(handle.schema(), arguments, count, stack);
    handle.callBoxed(stack);
    *result_count = referent::take_results(handle.schema(), stack, results, capacity);
  });
}

int32_t rt_tensor_from_buffer(const void* data, int32_t dtype, const int64_t* shape, int32_t rank, int32_t device,
                              rt_tensor* result, rt_error error) {
  return guard(error, "tensor from buffer", [&] {
    // Page-locked for a device: then nobody waits for the copy, and libtorch keeps the memory until the device has read it.
    const auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)).pinned_memory(device >= 0);
    at::Tensor tensor = at::empty(shape_of(shape, rank), options);
    if (tensor.numel() > 0) std::memcpy(tensor.data_ptr(), data, tensor.nbytes());
    *result = hand_out(device < 0 ? tensor : tensor.to(device_of(device), /*non_blocking=*/true));
  });
}

int32_t rt_tensor_over_memory(void* data, int32_t dtype, const int64_t* shape, int32_t rank, void (*release)(void*),
                              void* context, rt_tensor* result, rt_error error) {
  return guard(error, "tensor over memory", [&] {
    // The last copy of the lease releases the memory: the tensor's, or this one where no tensor comes to be.
    const std::shared_ptr<void> lease(context, release);
    const auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
    *result = hand_out(at::from_blob(
        data, shape_of(shape, rank), [lease](void*) {}, options));
  });
}

int32_t rt_tensor_copy_out(rt_tensor tensor, void* buffer, int64_t bytes, rt_error error) {
  return guard(error, "copy out", [&] {
    const at::Tensor plain = borrow(tensor).detach().to(c10::kCPU).contiguous();
    TORCH_CHECK(static_cast<int64_t>(plain.nbytes()) == bytes, "the tensor has ", plain.nbytes(), " bytes, the buffer ",
                bytes);
    if (bytes > 0) std::memcpy(buffer, plain.data_ptr(), static_cast<size_t>(bytes));
  });
}

int32_t rt_tensor_describe(rt_tensor tensor, int64_t* shape, int32_t capacity, int32_t* rank, int32_t* dtype,
                           int32_t* device, rt_error error) {
  return guard(error, "describe tensor", [&] {
    const at::Tensor& borrowed = borrow(tensor);
    const auto sizes = borrowed.sizes();
    TORCH_CHECK(sizes.size() <= static_cast<size_t>(capacity), "the tensor has ", sizes.size(), " axes, room for ",
                capacity);
    std::copy(sizes.begin(), sizes.end(), shape);
    *rank = static_cast<int32_t>(sizes.size());
    *dtype = static_cast<int32_t>(borrowed.scalar_type());
    *device = borrowed.is_cuda() ? borrowed.get_device() : -1;
  });
}

void rt_tensor_free(rt_tensor tensor) { referent::release(tensor); }

void rt_list_free(const void* list) { delete[] static_cast<rt_tensor const*>(list); }

int64_t rt_live_tensors(void) { return referent::live_tensors(); }

int32_t rt_requires_grad_set(rt_tensor tensor, int32_t value, rt_error error) {
  return guard(error, "requires grad", [&] { borrow(tensor).set_requires_grad(value != 0); });
}

int32_t rt_requires_grad_get(rt_tensor tensor, int32_t* value, rt_error error) {
  return guard(error, "requires grad", [&] { *value = borrow(tensor).requires_grad(); });
}

int32_t rt_backward(rt_tensor tensor, rt_error error) {
  return guard(error, "backward", [&] { borrow(tensor).backward(); });
}

int32_t rt_gradient(rt_tensor tensor, rt_tensor* result, rt_error error) {
  return guard(error, "gradient", [&] {
    const at::Tensor& gradient = borrow(tensor).grad();
    *result = gradient.defined() ? hand_out(gradient) : nullptr;
  });
}

int32_t rt_gradient_clear(rt_tensor tensor, rt_error error) {
  return guard(error, "clear gradient", [&] { borrow(tensor).mutable_grad().reset(); });
}

int32_t rt_grad_mode_get(void) { return c10::GradMode::is_enabled(); }

void rt_grad_mode_set(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

int32_t rt_seed(uint64_t seed, rt_error error) {
  return guard(error, "seed", [&] { at::manual_seed(seed); });
}

int32_t rt_generator_state_get(int32_t device, rt_tensor* result, rt_error error) {
  return guard(error, "generator state", [&] {
    at::Generator generator = generator_of(device);
    const std::lock_guard<std::mutex> lock(generator.mutex());
    *result = hand_out(generator.get_state());
  });
}

int32_t rt_generator_state_set(int32_t device, rt_tensor state, rt_error error) {
  return guard(error, "generator state", [&] {
    at::Generator generator = generator_of(device);
    const std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_state(borrow(state));
  });
}

int32_t rt_threads_set(int32_t count, rt_error error) {
  return guard(error, "threads", [&] { at::set_num_threads(count); });
}

int32_t rt_threads_get(void) { return at::get_num_threads(); }

int32_t rt_deterministic_set(int32_t enabled, rt_error error) {
  return guard(error, "deterministic", [&] { at::globalContext().setDeterministicAlgorithms(enabled != 0, false); });
}

int32_t rt_cuda_devices(void) {
  try {
    if (!c10::impl::hasDeviceGuardImpl(c10::kCUDA)) return 0;
    return static_cast<int32_t>(c10::impl::VirtualGuardImpl(c10::kCUDA).deviceCount());
  } catch (...) {
    return 0;  // a driver that cannot be asked has no usable device
  }
}

}  // extern "C"
