#pragma once

#include <cstddef>
#include <exception>
#include <new>

namespace geo {

/// From now on operator new counts by thread how often it fails. Once, when the program begins.
void count_memory_failures();

/// Of this thread, so far.
std::size_t memory_failures();

/// What work() gives. Throws std::bad_alloc when memory ran out on this thread meanwhile, even if
/// work() got over it: libraries then take for missing or wrong what they have no memory for, such
/// as a CRS.
template <typename Work>
auto with_enough_memory(Work work) {
  const auto before = memory_failures();
  try {
    auto result = work();
    if (memory_failures() == before)
      return result;
  } catch (const std::exception&) {
    if (memory_failures() == before)
      throw;
  }
  throw std::bad_alloc();
}

} // namespace geo
