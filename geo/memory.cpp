#include "geo/memory.hpp"

namespace geo {

namespace {

thread_local std::size_t failures_of_thread = 0;

[[noreturn]] void count_and_fail() {
  ++failures_of_thread;
  throw std::bad_alloc();
}

} // namespace

void count_memory_failures() {
  std::set_new_handler(&count_and_fail);
}

std::size_t memory_failures() {
  return failures_of_thread;
}

} // namespace geo
