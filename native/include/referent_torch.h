// The C interface between Referent and libtorch.
//
// libtorch's dispatcher calls any of its operators by name with boxed arguments, so this header exports a handful of
// functions instead of one per operator. Conventions: C types only; every function returns a status; results come
// through out parameters; error text goes into a buffer the caller owns; nothing is ever thrown across this boundary.
// Ownership: arguments are borrowed for the call, handles in out parameters belong to the caller (rt_tensor_free).
#ifndef REFERENT_TORCH_H
#define REFERENT_TORCH_H

#include <stdint.h>

#define RT_API __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

typedef void* rt_tensor;    // a heap-allocated at::Tensor
typedef void* rt_operator;  // a heap-allocated c10::OperatorHandle, kept for the life of the process

enum rt_status { RT_OK = 0, RT_ERROR = 1 };

enum rt_tag {
  RT_NONE = 0,
  RT_TENSOR = 1,
  RT_INT = 2,
  RT_DOUBLE = 3,
  RT_BOOL = 4,
  RT_INT_LIST = 5,
  RT_DOUBLE_LIST = 6,
  RT_BOOL_LIST = 7,
  RT_TENSOR_LIST = 8,  // a null entry is an absent tensor, for Tensor?[]
  RT_STRING = 9,
  RT_DEFAULT = 10,  // take the schema's default
};

// One argument or result. Scalars are inline; dtypes, layouts and memory formats are libtorch's numbers as RT_INT, a
// device and a device's default generator are the device's number as RT_INT (-1 is the CPU); lists and strings point to
// `length` elements the caller keeps alive. A result of tag RT_TENSOR_LIST points to an array that rt_list_free
// releases; its tensors belong to the caller.
typedef struct rt_value {
  int32_t tag;
  int32_t length;
  union {
    int64_t i;
    double d;
    const void* p;
  };
} rt_value;

// Where a failing call writes its message: NUL-terminated UTF-8, cut to fit.
typedef struct rt_error {
  char* text;
  int32_t capacity;
} rt_error;

// Number of this interface; the managed side refuses another one.
RT_API int32_t rt_abi(void);
// Facts about the libtorch at hand, as "key: value" lines.
RT_API int32_t rt_describe(char* text, int32_t capacity, rt_error error);

RT_API int32_t rt_operator_find(const char* name, const char* overload, rt_operator* result, rt_error error);
RT_API int32_t rt_operator_schema(rt_operator op, char* text, int32_t capacity, rt_error error);
// Coerces `arguments` to the operator's schema, fills defaults, checks the arity, and writes its results.
RT_API int32_t rt_operator_call(rt_operator op, const rt_value* arguments, int32_t count, rt_value* results,
                                int32_t capacity, int32_t* result_count, rt_error error);

// `dtype` is libtorch's ScalarType number. `device`: -1 for the CPU, otherwise the index of a CUDA device.
RT_API int32_t rt_tensor_from_buffer(const void* data, int32_t dtype, const int64_t* shape, int32_t rank,
                                     int32_t device, rt_tensor* result, rt_error error);
// A tensor over memory somebody else owns. `release(context)` runs exactly once, on whatever thread lets go of the last
// view, or before this call returns an error.
RT_API int32_t rt_tensor_over_memory(void* data, int32_t dtype, const int64_t* shape, int32_t rank,
                                     void (*release)(void*), void* context, rt_tensor* result, rt_error error);
// Copies all elements, in row-major order, into `buffer` of exactly `bytes` bytes.
RT_API int32_t rt_tensor_copy_out(rt_tensor tensor, void* buffer, int64_t bytes, rt_error error);
RT_API int32_t rt_tensor_describe(rt_tensor tensor, int64_t* shape, int32_t capacity, int32_t* rank, int32_t* dtype,
                                  int32_t* device, rt_error error);
RT_API void rt_tensor_free(rt_tensor tensor);
RT_API void rt_list_free(const void* list);
// Tensors handed out and not yet freed.
RT_API int64_t rt_live_tensors(void);

RT_API int32_t rt_requires_grad_set(rt_tensor tensor, int32_t value, rt_error error);
RT_API int32_t rt_requires_grad_get(rt_tensor tensor, int32_t* value, rt_error error);
// Accumulates d(tensor)/d(leaf) into every leaf that requires a gradient; `tensor` has one element.
RT_API int32_t rt_backward(rt_tensor tensor, rt_error error);
// The accumulated gradient, or null where there is none.
RT_API int32_t rt_gradient(rt_tensor tensor, rt_tensor* result, rt_error error);
RT_API int32_t rt_gradient_clear(rt_tensor tensor, rt_error error);
// Grad mode is per thread.
RT_API int32_t rt_grad_mode_get(void);
RT_API void rt_grad_mode_set(int32_t enabled);

RT_API int32_t rt_seed(uint64_t seed, rt_error error);
// State of the default CPU generator (device -1) or a CUDA device's, as a byte tensor.
RT_API int32_t rt_generator_state_get(int32_t device, rt_tensor* result, rt_error error);
RT_API int32_t rt_generator_state_set(int32_t device, rt_tensor state, rt_error error);

RT_API int32_t rt_threads_set(int32_t count, rt_error error);
RT_API int32_t rt_threads_get(void);
RT_API int32_t rt_deterministic_set(int32_t enabled, rt_error error);
RT_API int32_t rt_cuda_devices(void);

#ifdef __cplusplus
}
#endif
#endif
