// The one place where C++ exceptions end.
#pragma once

#include <c10/util/Exception.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <string>

#include "referent_torch.h"

namespace referent {

inline void write_text(char* text, int32_t capacity, const char* message) noexcept {
  if (text == nullptr || capacity <= 0) return;
  const size_t length = std::min<size_t>(std::strlen(message), static_cast<size_t>(capacity) - 1);
  std::memcpy(text, message, length);
  text[length] = '\0';
}

inline int32_t fail(rt_error error, const char* where, const char* message) noexcept {
  // Two writes instead of a string: building a string could throw again.
  write_text(error.text, error.capacity, where);
  const size_t used = error.text == nullptr ? 0 : std::strlen(error.text);
  if (error.capacity - static_cast<int64_t>(used) > 3) {
    write_text(error.text + used, error.capacity - static_cast<int32_t>(used), ": ");
    write_text(error.text + used + 2, error.capacity - static_cast<int32_t>(used) - 2, message);
  }
  return RT_ERROR;
}

// Runs `body`; whatever it throws becomes a status and a message that starts with `where`.
template <typename Body>
int32_t guard(rt_error error, const char* where, Body&& body) noexcept {
  try {
    body();
    return RT_OK;
  } catch (const c10::Error& thrown) {
    return fail(error, where, thrown.what_without_backtrace());
  } catch (const std::exception& thrown) {
    return fail(error, where, thrown.what());
  } catch (...) {
    return fail(error, where, "an exception of unknown type");
  }
}

}  // namespace referent
