#include "arguments.h"

#include <ATen/ATen.h>

#include <atomic>
#include <string>
#include <vector>

namespace referent {
namespace {

std::atomic<int64_t> live{0};

[[noreturn]] void reject(const c10::Argument& argument, const char* what) {
  TORCH_CHECK(false, "argument '", argument.name(), "' wants ", argument.type()->str(), ", not ", what);
}

template <typename T>
std::vector<T> copy_list(const rt_value& value) {
  const T* first = static_cast<const T*>(value.p);
  return std::vector<T>(first, first + value.length);
}

c10::IValue coerce_list(const rt_value& value, const c10::TypePtr& element, const c10::Argument& argument) {
  switch (element->kind()) {
    case c10::TypeKind::TensorType: {
      TORCH_CHECK(value.tag == RT_TENSOR_LIST, "argument '", argument.name(), "' wants a list of tensors");
      c10::List<at::Tensor> list;
      for (int32_t i = 0; i < value.length; ++i) list.push_back(borrow(static_cast<rt_tensor const*>(value.p)[i]));
      return list;
    }
    case c10::TypeKind::OptionalType: {
      TORCH_CHECK(value.tag == RT_TENSOR_LIST, "argument '", argument.name(), "' wants a list of optional tensors");
      // A list of IValues with its element type named: the type of an optional differs between libtorch releases.
      c10::impl::GenericList list(element);
      for (int32_t i = 0; i < value.length; ++i) {
        rt_tensor tensor = static_cast<rt_tensor const*>(value.p)[i];
        list.push_back(tensor == nullptr ? c10::IValue() : c10::IValue(borrow(tensor)));
      }
      return list;
    }
    case c10::TypeKind::FloatType: {
      if (value.tag == RT_DOUBLE_LIST) return copy_list<double>(value);
      if (value.tag == RT_INT_LIST) {
        std::vector<double> widened;
        for (int64_t item : copy_list<int64_t>(value)) widened.push_back(static_cast<double>(item));
        return widened;
      }
      reject(argument, "what was given");
    }
    case c10::TypeKind::BoolType: {
      TORCH_CHECK(value.tag == RT_BOOL_LIST, "argument '", argument.name(), "' wants a list of booleans");
      c10::List<bool> list;
      for (int32_t i = 0; i < value.length; ++i) list.push_back(static_cast<const uint8_t*>(value.p)[i] != 0);
      return list;
    }
    default: {  // int[] and its symbolic twin
      if (value.tag == RT_INT_LIST) return copy_list<int64_t>(value);
      if (value.tag == RT_INT) return std::vector<int64_t>(static_cast<size_t>(argument.N().value_or(1)), value.i);
      reject(argument, "what was given");
    }
  }
}

c10::IValue coerce(const rt_value& value, const c10::TypePtr& type, const c10::Argument& argument) {
  switch (type->kind()) {
    case c10::TypeKind::OptionalType:
      if (value.tag == RT_NONE) return c10::IValue();
      return coerce(value, type->castRaw<c10::OptionalType>()->getElementType(), argument);
    case c10::TypeKind::TensorType:
      if (value.tag == RT_TENSOR) return borrow(const_cast<rt_tensor>(value.p));
      reject(argument, "a plain value");
    case c10::TypeKind::FloatType:
      if (value.tag == RT_DOUBLE) return value.d;
      if (value.tag == RT_INT) return static_cast<double>(value.i);
      reject(argument, "what was given");
    case c10::TypeKind::BoolType:
      if (value.tag == RT_BOOL) return value.i != 0;
      reject(argument, "what was given");
    case c10::TypeKind::NumberType:
      if (value.tag == RT_DOUBLE) return c10::Scalar(value.d);
      if (value.tag == RT_INT) return c10::Scalar(value.i);
      if (value.tag == RT_BOOL) return c10::Scalar(value.i != 0);
      reject(argument, "what was given");
    case c10::TypeKind::StringType:
      TORCH_CHECK(value.tag == RT_STRING, "argument '", argument.name(), "' wants a string");
      return std::string(static_cast<const char*>(value.p), static_cast<size_t>(value.length));
    case c10::TypeKind::DeviceObjType:
      TORCH_CHECK(value.tag == RT_INT, "argument '", argument.name(), "' wants a device number");
      return device_of(value.i);
    case c10::TypeKind::GeneratorType:
      TORCH_CHECK(value.tag == RT_INT, "argument '", argument.name(),
                  "' wants the device number of a default generator");
      return generator_of(value.i);
    case c10::TypeKind::ListType:
      return coerce_list(value, type->castRaw<c10::ListType>()->getElementType(), argument);
    default:  // int, its symbolic twin, dtype, layout and memory format are all ints here
      if (value.tag == RT_INT) return value.i;
      reject(argument, "what was given");
  }
}

int32_t tag_of(const c10::IValue& value) {
  if (value.isTensor()) return value.toTensor().defined() ? RT_TENSOR : RT_NONE;
  if (value.isTensorList()) return RT_TENSOR_LIST;
  if (value.isBool()) return RT_BOOL;
  if (value.isInt()) return RT_INT;
  if (value.isDouble() || value.isScalar()) return RT_DOUBLE;
  TORCH_CHECK(false, "returns a value of a kind the bridge does not carry: ", value.tagKind());
}

void move_out(c10::IValue value, rt_value& result) {
  switch (result.tag) {
    case RT_TENSOR:
      result.p = hand_out(std::move(value).toTensor());
      break;
    case RT_TENSOR_LIST: {
      const c10::List<at::Tensor> list = std::move(value).toTensorList();
      auto* handles = new rt_tensor[list.size()];
      for (size_t i = 0; i < list.size(); ++i) handles[i] = hand_out(list.get(i));
      result.length = static_cast<int32_t>(list.size());
      result.p = handles;
      break;
    }
    case RT_BOOL:
      result.i = value.toBool();
      break;
    case RT_INT:
      result.i = value.toInt();
      break;
    case RT_DOUBLE:
      result.d = value.toScalar().toDouble();
      break;
    default:  // an absent tensor
      break;
  }
}

}  // namespace

rt_tensor hand_out(at::Tensor tensor) {
  auto* handle = new at::Tensor(std::move(tensor));
  live.fetch_add(1, std::memory_order_relaxed);
  return handle;
}

const at::Tensor& borrow(rt_tensor tensor) {
  TORCH_CHECK(tensor != nullptr, "the tensor handle is null");
  return *static_cast<at::Tensor*>(tensor);
}

int64_t live_tensors() noexcept { return live.load(std::memory_order_relaxed); }

void release(rt_tensor tensor) noexcept {
  if (tensor == nullptr) return;
  delete static_cast<at::Tensor*>(tensor);
  live.fetch_sub(1, std::memory_order_relaxed);
}

void push_arguments(const c10::FunctionSchema& schema, const rt_value* arguments, int32_t count,
                    torch::jit::Stack& stack) {
  const auto& wanted = schema.arguments();
  TORCH_CHECK(count <= static_cast<int64_t>(wanted.size()), "takes at most ", wanted.size(), " arguments, got ", count);
  stack.reserve(wanted.size());
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (i < static_cast<size_t>(count) && arguments[i].tag != RT_DEFAULT) {
      stack.push_back(coerce(arguments[i], wanted[i].type(), wanted[i]));
    } else {
      TORCH_CHECK(wanted[i].default_value().has_value(), "argument '", wanted[i].name(),
                  "' is missing and has no default");
      stack.push_back(*wanted[i].default_value());
    }
  }
}

c10::Device device_of(int64_t index) {
  return index < 0 ? c10::Device(c10::kCPU) : c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(index));
}

at::Generator generator_of(int64_t device) { return at::globalContext().defaultGenerator(device_of(device)); }

int32_t take_results(const c10::FunctionSchema& schema, torch::jit::Stack& stack, rt_value* results, int32_t capacity) {
  const size_t count = schema.returns().size();
  TORCH_CHECK(count <= static_cast<size_t>(capacity), "returns ", count, " values, room for ", capacity);
  TORCH_CHECK(stack.size() >= count, "left ", stack.size(), " values, its schema promises ", count);
  const size_t first = stack.size() - count;
  // All kinds are looked at before any tensor is handed out: a refusal must not leave handles behind.
  for (size_t i = 0; i < count; ++i) results[i] = rt_value{tag_of(stack[first + i]), 0, {0}};
  for (size_t i = 0; i < count; ++i) move_out(std::move(stack[first + i]), results[i]);
  return static_cast<int32_t>(count);
}

}  // namespace referent
