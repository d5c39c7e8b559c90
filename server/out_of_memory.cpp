#include "server/out_of_memory.hpp"

#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <initializer_list>
#include <new>

#include <sys/mman.h>
#include <unistd.h>

#include "geo/memory.hpp"

namespace server {

namespace {

constexpr std::size_t to_begin_bytes = 100 << 20; // stacks of threads, drivers, tables of CRSs
constexpr std::size_t to_go_on_bytes = 16 << 20;

/// Whether there are so many addresses: `ulimit -v` bounds those. May be called in a signal.
bool has_memory(std::size_t bytes) {
  void* place =
      ::mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return place != MAP_FAILED && ::munmap(place, bytes) == 0;
}

void write_line(const char* text) {
  for (const char* part : {"hazardmap: ", text, "\n"})
    static_cast<void>(!::write(STDERR_FILENO, part, std::strlen(part)));
}

[[noreturn]] void end_with_a_line() {
  write_line(out_of_memory);
  ::_exit(1);
}

/// Of abort(), which goes on when this returns.
void on_abort(int /*signal*/) {
  if (!has_memory(to_go_on_bytes))
    end_with_a_line();
}

/// An exception came where none may pass.
[[noreturn]] void on_terminate() {
  try {
    if (const auto error = std::current_exception())
      std::rethrow_exception(error);
  } catch (const std::bad_alloc&) {
    end_with_a_line();
  } catch (const std::exception& error) {
    write_line(error.what());
  } catch (...) {
  }
  std::abort();
}

} // namespace

void prepare_for_little_memory() {
  geo::count_memory_failures();
  std::set_terminate(&on_terminate);
  std::signal(SIGABRT, &on_abort);
  if (!has_memory(to_begin_bytes))
    throw std::bad_alloc();
}

} // namespace server
