// Times libtorch calls in plain C++, for `referent bench` to compare with the same calls through the bridge.
// Reads lines "add N" and "linear N" from stdin; answers each with the median of N times in microseconds per call.
// The only argument is the number of threads.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

namespace {

// An addition is too short for the clock: this many are timed at once.
constexpr int kAdditions = 1000;

template <typename Call>
double median_microseconds(int times, int calls, Call&& call) {
  using Clock = std::chrono::steady_clock;
  std::vector<double> measured;
  for (int i = 0; i < times; ++i) {
    const auto start = Clock::now();
    for (int k = 0; k < calls; ++k) call();
    measured.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count() / calls);
  }
  std::nth_element(measured.begin(), measured.begin() + times / 2, measured.end());
  return measured[times / 2];
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 2) at::set_num_threads(std::atoi(arguments[1]));
  c10::GradMode::set_enabled(false);
  const at::Tensor four = at::ones({4});
  const at::Tensor x = at::ones({4096, 768});
  const at::Tensor weight = at::ones({3072, 768});
  const at::Tensor bias = at::ones({3072});

  std::string what;
  int times = 0;
  while (std::cin >> what >> times) {
    const double median = what == "add" ? median_microseconds(times, kAdditions, [&] { at::add(four, four); })
                                        : median_microseconds(times, 1, [&] { at::linear(x, weight, bias); });
    std::cout << median << std::endl;
  }
}
