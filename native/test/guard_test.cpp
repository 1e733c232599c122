// Nothing thrown inside the guard crosses it, whatever its type, and the message says where and what.
#include "guard.h"

#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace {

int failures = 0;

void check(bool condition, const char* what) {
  if (condition) return;
  std::printf("FAILED: %s\n", what);
  ++failures;
}

}  // namespace

int main() {
  char text[64];
  const rt_error error{text, sizeof text};

  check(referent::guard(error, "int", [] { throw 42; }) == RT_ERROR, "an int is caught");
  check(std::strcmp(text, "int: an exception of unknown type") == 0, "an int is named as unknown");

  check(referent::guard(error, "range", [] { throw std::out_of_range("index 7"); }) == RT_ERROR,
        "out_of_range is caught");
  check(std::strcmp(text, "range: index 7") == 0, "out_of_range keeps its message");

  check(referent::guard(error, "torch", [] { TORCH_CHECK(false, "wrong shape"); }) == RT_ERROR, "c10::Error is caught");
  check(std::strncmp(text, "torch: wrong shape", 18) == 0, "c10::Error keeps its message");

  char tiny[6];
  check(referent::guard({tiny, sizeof tiny}, "long name", [] { throw 1; }) == RT_ERROR, "a small buffer is enough");
  check(std::strcmp(tiny, "long ") == 0, "the message is cut to fit");
  check(referent::guard({nullptr, 0}, "nowhere", [] { throw 1; }) == RT_ERROR, "no buffer is fine");

  check(referent::guard(error, "fine", [] {}) == RT_OK, "success is RT_OK");

  rt_operator add = nullptr;
  check(rt_operator_find("aten::add", "Tensor", &add, error) == RT_OK, "aten::add.Tensor is found");
  rt_value result;
  int32_t count = 0;
  check(rt_operator_call(add, nullptr, 0, &result, 1, &count, error) == RT_ERROR, "missing arguments are refused");
  check(rt_operator_find("aten::nothing_of_the_kind", "", &add, error) == RT_ERROR, "an unknown operator is refused");

  std::printf("%s\n", failures == 0 ? "guard_test passed" : "guard_test failed");
  return failures;
}
