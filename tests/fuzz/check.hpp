#pragma once

#include <cstdio>
#include <cstdlib>

/// Ends the program unless `holds`: libFuzzer then keeps the input. `what` says what should hold.
inline void check(bool holds, const char* what) {
  if (holds)
    return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}
